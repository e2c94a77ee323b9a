import { type Outgoing, type Received, type RecordHead, causedBy } from '@throughline/messaging';
import type { Locked } from './holdings.tables.ts';
import type { Decided, ReservationFact } from './ledger.ts';
import type { OrderClaims } from './reservation.ts';

/** When the fact behind a change was recorded at its source, and the trace it belongs to. */
export interface Cause {
  time: Date;
  traceparent?: string;
}

/** A record of ours that says how an order was decided. */
export type DecidedRecord = Extract<Received<'inventory.reservations'>, { type: Decided['type'] }>;

/** What one transaction is about to write. */
export class UnitOfWork {
  readonly facts: Outgoing<'inventory.reservations'>[] = [];
  readonly touched = new Set<OrderClaims>();
  private readonly causes = new Map<string, Cause>();

  constructor(readonly locked: Locked) {}

  add(facts: readonly ReservationFact[], cause: Cause): void {
    for (const fact of facts) {
      const order = this.locked.ledger.orders.get(fact.value.order);
      if (!order) throw new Error(`The order ${fact.value.order} is not locked`);
      order.version += 1;
      this.touched.add(order);
      for (const { sku } of fact.value.lines) this.cause(sku, cause);
      this.facts.push({ ...fact, key: order.order, sequence: order.version, ...cause });
    }
  }

  takeOver(record: DecidedRecord): void {
    const { orders } = this.locked.ledger;
    if (orders.has(record.key)) return;
    const facts = this.locked.ledger.takeOver(record, record.sequence, record.value.at);
    const order = orders.get(record.key);
    if (order) this.touched.add(order);
    this.add(facts, causeOf(record));
  }

  /** The last fact counts; one that is traced is not replaced by one that is not. */
  cause(sku: string, cause: Cause | undefined): void {
    const known = this.causes.get(sku);
    if (cause && (cause.traceparent || !known?.traceparent)) this.causes.set(sku, cause);
  }

  causeOf(sku: string): Cause | undefined {
    return this.causes.get(sku);
  }
}

export function causeOf(record: Pick<RecordHead, 'time' | 'traceparent'>): Cause {
  return { time: record.time, ...causedBy(record) };
}
