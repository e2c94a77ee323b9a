import { until } from '../../libs/testing/src/until.ts';
import { change } from '../system/back-office.ts';
import { orderBody, shopOf, type PlacedOrder } from '../system/shop.ts';
import { salesOrders } from '../system/sql.ts';
import { settled } from '../system/staff.ts';
import type { System } from '../system/system.ts';

export interface Traded {
  /** An order that was shipped and invoiced. */
  completed: PlacedOrder;
  /** An order that its shopper took back. */
  cancelled: PlacedOrder;
  /** The SKU whose price was changed, and its new net price. */
  priced: { sku: string; net: string };
  /** The SKU that was counted. */
  counted: string;
}

/** Has the installation trade a little, so that there is a record of most kinds, and waits until all is at rest. */
export async function trade(system: System): Promise<Traded> {
  const shop = shopOf(system);
  const [priced, counted] = ['SE-R581', 'SE-M940'];
  const net = (40 + Math.floor(Math.random() * 900) / 100).toFixed(2);
  await change(system, `/items/${priced}/price`, { price: net });
  await change(system, `/items/${counted}/count`, {
    warehouse: 'B1',
    quantity: 300 + Math.floor(Math.random() * 200),
  });
  const completed = await shop.placeAndWait(orderBody([{ sku: 'SE-R908', quantity: 2 }]));
  const cancelled = await shop.placeAndWait(orderBody([{ sku: 'SE-T312', quantity: 1 }]));
  const { number } = await handedOver(system, completed.order);
  await change(system, `/orders/${number}/ship`);
  await until(async () => (await shop.order(completed)).state === 'shipped');
  await change(system, `/orders/${number}/invoice`);
  await until(async () => (await shop.order(completed)).state === 'completed');
  await handedOver(system, cancelled.order);
  await shop.cancel(cancelled);
  await until(async () => (await shop.order(cancelled)).state === 'cancelled');
  await settled(system);
  return { completed, cancelled, priced: { sku: priced, net }, counted };
}

function handedOver(system: System, order: string) {
  return until(async () => (await salesOrders(system, order))[0]);
}
