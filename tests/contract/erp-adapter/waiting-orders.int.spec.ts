import type { Outbox } from '@throughline/messaging';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OrdersConsumer } from '../../../apps/erp-adapter/src/exports/orders.consumer.ts';
import { listExports, stuckExports } from '../../../apps/erp-adapter/src/exports/exports.queries.ts';
import { assignWaitingOrders } from '../../../apps/erp-adapter/src/exports/waiting-orders.tables.ts';
import { stuckHandOvers } from '../../../apps/erp-adapter/src/findings.ts';
import { SourceRegistry } from '../../../apps/erp-adapter/src/sources/registry.ts';
import { openDesk, placed } from './desk.ts';

let desk: Awaited<ReturnType<typeof openDesk>>;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

const hear = (...records: { type: string; value: object }[]) =>
  desk.adapter.tx((tx) =>
    new OrdersConsumer(desk.adapter.outbox as Outbox, new SourceRegistry([], null)).onOrderEvents({
      records,
      tx,
    } as unknown as Parameters<OrdersConsumer['onOrderEvents']>[0]),
  );

it('orders wait while no source takes any, are said to, and are handed over once to the one that does', async () => {
  await desk.address('77');
  await hear({ type: 'OrderPlaced', value: placed('77') }, { type: 'OrderPlaced', value: placed('78') });
  await hear({ type: 'OrderConfirmed', value: { order: '77' } });
  expect(await desk.kept('77')).toMatchObject({ state: 'parked', reason: 'No source takes orders yet' });
  expect((await desk.adapter.published('erp.exports')).map(({ key, value }) => [key, value])).toEqual([
    ['77', expect.objectContaining({ source: '', state: 'parked', reason: 'No source takes orders yet' })],
  ]);
  const stuck = await desk.adapter.tx((tx) => stuckExports(tx, new Date()));
  expect(stuckHandOvers(stuck)).toMatchObject([{ kind: 'hand-over-parked', subject: 'no source', count: 1 }]);

  await desk.handOver();
  expect(await desk.documents('77')).toEqual([]);

  expect(await desk.adapter.tx((tx) => assignWaitingOrders(tx, 'demo'))).toBe(2);
  expect(await desk.adapter.tx((tx) => assignWaitingOrders(tx, 'demo'))).toBe(0);
  await desk.handOver();
  expect(await desk.documents('77')).toHaveLength(1);
  // One that is confirmed only after that goes the usual way.
  await desk.address('78');
  await hear({ type: 'OrderConfirmed', value: { order: '78' } });
  await desk.handOver();
  expect(await desk.documents('78')).toHaveLength(1);
  const exports = await desk.adapter.tx((tx) => listExports(tx, { after: 0, limit: 10 }));
  expect(exports.map(({ order, source }) => [order, source])).toEqual([
    ['77', 'demo'],
    ['78', 'demo'],
  ]);
});
