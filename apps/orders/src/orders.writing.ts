import type { Outgoing } from '@throughline/messaging';
import { isErpBorn } from './erp-born.ts';
import type { Fact } from './facts.ts';
import type { Outcome } from './fulfilment.ts';
import type { OrderEvent } from './order.ts';
import type { HeldOrder } from './orders.tables.ts';

/** When the fact behind a change was recorded at its source, and the trace it came with. */
export interface Cause {
  time: Date;
  traceparent?: string;
}

/** What one transaction is about to write. */
export class Writing {
  readonly changed = new Map<HeldOrder, Cause>();
  readonly events: Outgoing<'orders.events'>[] = [];
  readonly waiting: { order: string; fact: Fact }[] = [];
  /** Orders that were not known before. */
  readonly begun = new Set<string>();

  constructor(
    readonly held: Map<string, HeldOrder>,
    readonly now: Date,
  ) {}

  begin(outcome: Outcome, cause: Cause): HeldOrder {
    const order: HeldOrder = {
      state: outcome.state,
      version: 0,
      documents: {},
      waitUntil: null,
      unbound: null,
    };
    this.held.set(outcome.state.order.order, order);
    this.begun.add(outcome.state.order.order);
    this.note(order, outcome.events, cause);
    return order;
  }

  change(order: HeldOrder, { state, events }: Outcome, cause: Cause): void {
    if (state === order.state) return;
    order.state = state;
    this.note(order, events, cause);
  }

  private note(order: HeldOrder, events: readonly OrderEvent[], { time, traceparent }: Cause): void {
    const { order: number, traceparent: journey } = order.state.order;
    const cause = { time, ...continued(journey, traceparent) };
    // Facts of orders that began in the back office are told by the order itself; the log is of our decisions.
    const told = isErpBorn(order.state.order) ? [] : events;
    for (const event of told) {
      order.version += 1;
      this.events.push({ ...event, key: number, sequence: order.version, ...cause });
    }
    if (told.length === 0) order.version += 1;
    this.changed.set(order, cause);
  }
}

/** Whatever follows belongs to the order's one journey, also when its cause came with another trace or none. */
function continued(journey: string | null, traceparent: string | undefined): { traceparent?: string } {
  if (journey === null) return traceparent === undefined ? {} : { traceparent };
  return { traceparent: traceparent?.slice(0, 35) === journey.slice(0, 35) ? traceparent : journey };
}
