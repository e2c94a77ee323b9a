import { Controller } from '@nestjs/common';
import { type Batch, OnRestore } from '@throughline/messaging';
import { isErpBorn } from './erp-born.ts';
import { evolve, isDecided, requested } from './order.ts';
import { type HeldOrder, lockOrders, saveOrders } from './orders.tables.ts';

/**
 * Takes over how orders stood that are unknown here after a restore, or were less far. What is read of them again says
 * nothing new. Those that began in the back office follow from what is read again alone.
 */
@Controller()
export class OrdersRestored {
  /** Placed for the price of that time, which might not be honoured any more. */
  @OnRestore('orders.events', ['OrderPlaced'])
  async onPlaced({ records, tx }: Batch<'orders.events', 'OrderPlaced'>): Promise<void> {
    const held = await lockOrders(
      tx,
      records.map(({ key }) => key),
    );
    const placed = records.flatMap((record) => {
      const known = held.get(record.key);
      if (known && !known.state.checking) return [];
      const { value, traceparent = null } = record;
      const asked = known?.state ?? requested({ ...value, keyHash: null }, traceparent);
      return { ...takenOver(known, record.sequence), state: evolve(asked, record) };
    });
    await saveOrders(tx, [...new Map(placed.map((order) => [order.state.order.order, order])).values()]);
  }

  @OnRestore('orders.orders')
  async onOrders({ records, tx }: Batch<'orders.orders'>): Promise<void> {
    const newest = [...new Map(records.map((record) => [record.key, record])).values()];
    const held = await lockOrders(
      tx,
      newest.map(({ key }) => key),
    );
    const orders = newest.flatMap(({ key, value: order, sequence }) => {
      const known = held.get(key);
      // One that was still being checked then is checked when it is read again.
      const isPlaced = order !== null && (isDecided(order) || known?.state.checking === null);
      if (!isPlaced || isErpBorn(order)) return [];
      return { ...takenOver(known, sequence), state: { order, checking: null } };
    });
    await saveOrders(tx, orders);
  }
}

function takenOver(known: HeldOrder | undefined, sequence: number): Omit<HeldOrder, 'state'> {
  const { version = 0, documents = {}, unbound = null } = known ?? {};
  return { version: Math.max(version, sequence), documents, waitUntil: null, unbound };
}
