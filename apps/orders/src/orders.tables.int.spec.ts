import { type DataSource, createDataSource, migrate, transaction } from '@throughline/persistence';
import { type TestDatabase, createDatabase } from '@throughline/testing';
import { erpInvoice, later, orderRequested, placedOrder } from '@throughline/testing/builders';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RecordFact, factsOf, withdrawn } from './documents/facts.ts';
import { followedBefore } from './order/followed.ts';
import { spanning } from './fixtures/invoices.ts';
import { migrations } from './migrations/index.ts';
import { requested, tracked } from './order/order.ts';
import { keepWaiting, lockOrders, noteDocuments, saveOrders, takeWaiting } from './orders.tables.ts';

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

it('that a document is gone waits too', async () => {
  const gone = { ...withdrawn('erp.invoices', { ...record, key: 'demo|R3' }), order: 'W3' };
  await transaction(dataSource, (tx) => keepWaiting(tx, [gone]));
  expect(await take('W3')).toEqual([gone]);
});

it('what an order is followed by is kept, and derived for one that the version before has written', async () => {
  const order = placedOrder({ order: 'W10', lines: [{ cancelled: 1 }, { shipped: 1 }] });
  const billed = { number: 'R1', kind: 'invoice', currency: 'EUR', gross: '91.02', net: '77.85', lines: [] };
  const followed = {
    ...{ cancelledHere: { 1: 1 }, cancelledThere: { 2: 1 }, givenUp: { 1: 1 }, billed: { R1: billed } },
    stated: { net: '1', tax: '2', gross: '3' },
    terms: { rounding: 'line', shippingTaxRate: '19', taxCategories: { 1: 'standard' } },
  };
  const state = { ...tracked(order), followed };
  await transaction(dataSource, (tx) => saveOrders(tx, [{ state, version: 1 }]));
  const locked = () => transaction(dataSource, (tx) => lockOrders(tx, ['W10']));
  expect((await locked()).get('W10')).toEqual({ state, version: 1 });
  await dataSource.query(`update orders set followed = null where order_no = 'W10'`);
  const { state: old } = (await locked()).get('W10')!;
  expect(old).toEqual({ ...state, followed: followedBefore(order) });
  expect(old.followed).toEqual({
    ...{ cancelledHere: { 1: 1 }, cancelledThere: {}, givenUp: { 1: 1 }, billed: {} },
    ...{ stated: null, terms: null },
  });
});

it('the orders of documents are noted, and found by those that come later', async () => {
  const note = (said: [document: string, order: string][], ...documents: string[]) =>
    transaction(dataSource, (tx) =>
      noteDocuments(
        tx,
        documents,
        said.map(([document, order]) => ({ document, order })),
      ),
    );
  const first: [string, string][] = [
    ['erp.invoices demo|R1', 'W2'],
    ['erp.invoices demo|R1', 'W1'],
    ['erp.invoices demo|R1', 'W1'],
    ['erp.orders demo|1', 'W1'],
  ];
  expect(await note(first, 'erp.invoices demo|R1', 'erp.orders demo|1')).toEqual([]);
  expect(await note([['erp.invoices demo|R1', 'W1']], 'erp.invoices demo|R1', 'erp.orders demo|2')).toEqual([
    { document: 'erp.invoices demo|R1', order: 'W1' },
    { document: 'erp.invoices demo|R1', order: 'W2' },
  ]);
  expect(await note([])).toEqual([]);
});

it('the orders of documents from before are those that they have changed', async () => {
  const old = await createDatabase('orders_upgrade');
  const open = async (steps: typeof migrations) => {
    const source = createDataSource({ url: old.url, name: 'upgrade', poolSize: 1, migrations: steps });
    await source.initialize();
    await migrate(source, old.url);
    return source;
  };
  const isNew = ({ name }: (typeof migrations)[number]) => name.startsWith('FollowDocuments');
  const before = await open(migrations.filter((step) => !isNew(step)));
  const documents = { 'erp.exports W1': 3, 'erp.orders demo|1': 4, 'erp.invoices demo|R1': 5 };
  await before.query(
    `insert into orders (order_no, version, state, integration, origin, account, currency, gross, placed_at, decided,
                         erp_born, body, documents)
     values ('W1', 1, 'confirmed', 'none', 'web', 'guests', 'EUR', 1, now(), true, false, '{}', $1)`,
    [JSON.stringify(documents)],
  );
  await before.destroy();
  const after = await open(migrations);
  expect(await after.query('select * from order_documents order by document')).toEqual([
    { document: 'erp.invoices demo|R1', order_no: 'W1' },
    { document: 'erp.orders demo|1', order_no: 'W1' },
  ]);
  await after.destroy();
  await old.drop();
});
