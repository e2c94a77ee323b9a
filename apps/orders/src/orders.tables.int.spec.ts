import { type DataSource, createDataSource, migrate, transaction } from '@throughline/persistence';
import { type TestDatabase, createDatabase } from '@throughline/testing';
import { erpInvoice, later, orderRequested } from '@throughline/testing/builders';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RecordFact, factsOf } from './facts.ts';
import { spanning } from './fixtures/invoices.ts';
import { migrations } from './migrations/index.ts';
import { requested } from './order.ts';
import { keepWaiting, lockOrders, saveOrders, takeWaiting } from './orders.tables.ts';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createDatabase('orders_tables');
  dataSource = createDataSource({ url: database.url, name: 'orders-tables', poolSize: 2, migrations });
  await dataSource.initialize();
  await migrate(dataSource, database.url);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const record = { topic: 'erp.invoices', type: 'ErpInvoice', sequence: 3, time: later(61) } as const;
const take = (...orders: string[]) => transaction(dataSource, (tx) => takeWaiting(tx, orders));

it('a record waits once for each of its orders, with what is said of that one', async () => {
  const value = spanning(erpInvoice('R1'), [
    { order: '410001', channelOrder: 'W1' },
    { order: '410002', channelOrder: null },
  ]);
  const facts = factsOf({ ...record, key: 'demo|R1', value });
  await transaction(dataSource, (tx) => keepWaiting(tx, [...facts, ...facts]));
  expect(await take('W1')).toEqual([facts[0]]);
  expect(await take('W1')).toEqual([]);
  expect(await take('demo:410002', 'W1')).toEqual([facts[1]]);
});

it('what waits since before a field was added has its default', async () => {
  const [fact] = factsOf({ ...record, key: 'demo|R2', value: erpInvoice('R2') });
  const { kind: _k, corrects: _c, charges: _h, ...value } = erpInvoice('R2');
  const lines = value.lines.map(({ line, sku, quantity, net, taxRate }) => {
    return { line, sku, quantity, net, taxRate };
  });
  const old = { ...fact, value: { ...value, lines } } as unknown as RecordFact;
  await transaction(dataSource, (tx) => keepWaiting(tx, [old]));
  const defaults = { order: '', channelOrder: null, corrects: null };
  expect(await take('W1')).toEqual([
    {
      ...fact,
      value: { ...erpInvoice('R2'), charges: [], lines: lines.map((line) => ({ ...line, ...defaults })) },
    },
  ]);
});

it('an order that is checked since before a field was added has its default', async () => {
  const request = orderRequested({ order: 'W9' });
  const state = requested(request, null);
  await transaction(dataSource, (tx) => saveOrders(tx, [{ state, version: 1 }]));
  await dataSource.query(`
    update orders set body = body - 'charges' - 'region', checking = checking - 'purchaseOrderNumber'
    where order_no = 'W9'`);
  const locked = await transaction(dataSource, (tx) => lockOrders(tx, ['W9']));
  expect(locked.get('W9')).toEqual({ state, version: 1 });
});
