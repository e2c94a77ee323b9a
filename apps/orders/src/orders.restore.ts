import { Controller } from '@nestjs/common';
import { type Batch, OnRestore } from '@throughline/messaging';
import { restored } from './order/followed.ts';
import { evolve, isDecided, isErpOriginated, requested, tracked } from './order/order.ts';
import { lockOrders, saveOrders } from './orders.tables.ts';

/**
 * Takes over how orders stood that are unknown here after a restore, or were less far. What is read of them again says
 * nothing new. Those that originated in the back office follow from what is read again alone.
 */
@Controller()
export class OrdersRestore {
  /** Placed for the price of that time, which might not be honoured any more. */
  @OnRestore('orders.events', ['OrderPlaced'])
  async onPlaced({ records, tx }: Batch<'orders.events', 'OrderPlaced'>): Promise<void> {
    const locked = await lockOrders(
      tx,
      records.map(({ key }) => key),
    );
    const placed = records.flatMap((record) => {
      const known = locked.get(record.key);
      if (known && !known.state.checking) return [];
      const { value, traceparent = null } = record;
      const asked = known?.state ?? requested({ ...value, keyHash: null, buyer: [] }, traceparent);
      return { state: evolve(asked, record), version: Math.max(known?.version ?? 0, record.sequence) };
    });
    await saveOrders(tx, [...new Map(placed.map((order) => [order.state.order.order, order])).values()]);
  }

  @OnRestore('orders.orders')
  async onOrders({ records, tx }: Batch<'orders.orders'>): Promise<void> {
    const newest = [...new Map(records.map((record) => [record.key, record])).values()];
    const locked = await lockOrders(
      tx,
      newest.map(({ key }) => key),
    );
    const orders = newest.flatMap(({ key, value: order, sequence }) => {
      const known = locked.get(key);
      // One that was still being checked then is checked when it is read again.
      const isPlaced = order !== null && (isDecided(order) || known?.state.checking === null);
      if (!isPlaced || isErpOriginated(order)) return [];
      const before = known?.state ?? tracked(order);
      const followed = restored(before.followed, order);
      const state = { ...before, followed, order, checking: null, waitUntil: null };
      return { state, version: Math.max(known?.version ?? 0, sequence) };
    });
    await saveOrders(tx, orders);
  }
}
