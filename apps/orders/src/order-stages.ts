import type { Outgoing } from '@throughline/messaging';
import { attributes, histogram, metrics } from '@throughline/telemetry';
import type { LockedOrder } from './orders.tables.ts';

const stages: Partial<Record<Outgoing<'orders.events'>['type'], string>> = {
  OrderPlaced: 'placed',
  OrderConfirmed: 'decided',
  OrderRejected: 'decided',
  OrderShipped: 'shipped',
  OrderInvoiced: 'invoiced',
  OrderCompleted: 'completed',
};

/** Measures how long after the button was pressed orders reached a stage. */
export function recordStages(
  events: readonly Outgoing<'orders.events'>[],
  locked: ReadonlyMap<string, LockedOrder>,
  now: Date,
): void {
  if (events.length === 0) return;
  const durations = histogram(metrics.orderStageDuration);
  for (const event of events) {
    const order = locked.get(event.key)?.state.order;
    const stage = event.type === 'OrderHandedOver' ? event.value.state : stages[event.type];
    if (!order || stage === undefined) continue;
    const seconds = (now.getTime() - order.placedAt.getTime()) / 1_000;
    durations.record(Math.max(0, seconds), { [attributes.stage]: stage });
  }
}
