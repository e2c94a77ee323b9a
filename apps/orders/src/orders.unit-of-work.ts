import type { Outgoing } from '@throughline/messaging';
import type { RecordFact } from './documents/facts.ts';
import { isErpOriginated } from './order/order.ts';
import type { OrderState, Outcome } from './order/order.ts';
import type { LockedOrder } from './orders.tables.ts';

/** When the fact behind a change was recorded at its source, and the trace it came with. */
export interface Cause {
  time: Date;
  traceparent?: string;
}

/** What one transaction is about to write. */
export class UnitOfWork {
  readonly changed = new Map<LockedOrder, Cause>();
  readonly events: Outgoing<'orders.events'>[] = [];
  readonly waiting: RecordFact[] = [];
  /** Orders that were not known before. */
  readonly begun = new Set<string>();

  constructor(
    readonly locked: Map<string, LockedOrder>,
    readonly now: Date,
  ) {}

  stateOf(number: string): OrderState | null {
    return this.locked.get(number)?.state ?? null;
  }

  /** Numbers of the orders that are known and checked no more. */
  placed(): string[] {
    return [...this.locked].filter(([, { state }]) => state.checking === null).map(([number]) => number);
  }

  /** Keeps a fact until its order is known and placed. */
  wait(fact: RecordFact): void {
    this.waiting.push(fact);
  }

  /** Notes what a fact did to an order. @returns whether it did anything */
  record(number: string, { state, events }: Outcome | { state: null; events: [] }, cause: Cause): boolean {
    const known = this.locked.get(number);
    if (state === null || state === known?.state) return false;
    const order = known ?? { state, version: 0 };
    order.state = state;
    if (!known) {
      this.locked.set(number, order);
      this.begun.add(number);
    }
    const { traceparent: journey } = state.order;
    const told = { time: cause.time, ...continued(journey, cause.traceparent) };
    // Facts of orders that originated in the back office are told by the order itself; the log is of our decisions.
    const published = isErpOriginated(state.order) ? [] : events;
    for (const event of published) {
      order.version += 1;
      this.events.push({ ...event, key: number, sequence: order.version, ...told });
    }
    if (published.length === 0) order.version += 1;
    this.changed.set(order, told);
    return true;
  }
}

/** Whatever follows belongs to the order's one journey, also when its cause came with another trace or none. */
function continued(journey: string | null, traceparent: string | undefined): { traceparent?: string } {
  if (journey === null) return traceparent === undefined ? {} : { traceparent };
  return { traceparent: traceparent?.slice(0, 35) === journey.slice(0, 35) ? traceparent : journey };
}
