import { type Outgoing, type Received, type RecordHead, causedBy } from '@throughline/messaging';
import { isSampled } from '@throughline/telemetry';
import { availabilityOf, sameAvailability } from './availability.ts';
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

  /** The last fact counts; one that is sampled is not replaced by one that is not. */
  cause(sku: string, cause: Cause | undefined): void {
    const known = this.causes.get(sku);
    if (cause && (isSampled(cause.traceparent) || !isSampled(known?.traceparent)))
      this.causes.set(sku, cause);
  }

  causeOf(sku: string): Cause | undefined {
    return this.causes.get(sku);
  }

  /**
   * The availability of every SKU of which it has changed, kits of changed components among them, with its next
   * version; null where nothing is known any more. What has no cause of its own happened at `now`.
   */
  publish(now: Date): Outgoing<'inventory.availability'>[] {
    const { ledger, before, beside, versions } = this.locked;
    const records: Outgoing<'inventory.availability'>[] = [];
    for (const [key, level] of ledger.levels) {
      const value = availabilityOf(level, (sku) => ledger.levels.get(sku) ?? beside.get(sku));
      const known = before.get(key);
      const last = known ? availabilityOf(known, (sku) => before.get(sku) ?? beside.get(sku)) : null;
      if (sameAvailability(value, last)) continue;
      const sequence = (versions.get(key) ?? 0) + 1;
      versions.set(key, sequence);
      const causes = [key, ...level.components.map(({ sku }) => sku)].flatMap(
        (sku) => this.causeOf(sku) ?? [],
      );
      const { time = now, traceparent } = causes[0] ?? {};
      records.push({ type: 'Availability', key, sequence, value, time, traceparent });
    }
    return records;
  }
}

export function causeOf(record: Pick<RecordHead, 'time' | 'traceparent'>): Cause {
  return { time: record.time, ...causedBy(record) };
}
