import type { Connector } from './connector.ts';
import type { Flow } from './flows.ts';

/** A source that speaks when it likes: that it can be read at an instant does not say that it was heard up to then. */
export interface TellsWhenHeard {
  /** Up to when each flow is known, by the source; a flow that was never heard is not in it. */
  heardUntil(): Promise<ReadonlyMap<Flow, Date>>;
}

export function tellsWhenHeard(connector: Connector): connector is Connector & TellsWhenHeard {
  return 'heardUntil' in connector;
}
