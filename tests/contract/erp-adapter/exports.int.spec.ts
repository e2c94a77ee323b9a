import type { OrderPlaced } from '@throughline/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreatesOrders } from '../../../apps/erp-adapter/src/connectors/connector.ts';
import { Exporter, type OrderTarget } from '../../../apps/erp-adapter/src/exports/exporter.ts';
import { moveExports } from '../../../apps/erp-adapter/src/exports/exports.tables.ts';
import { type Adapter, openAdapter } from './adapter.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

let office: BackOffice;
let adapter: Adapter;
let last = 1000;

beforeAll(async () => {
  office = await openBackOffice();
  adapter = await openAdapter(office.url);
  await adapter.connector.prepare();
  await office.addItem('BIKE', { price: '100', onHand: 50 });
  await office.addItem('BELL', { price: '9.95', onHand: 50 });
  await adapter.tx((tx) =>
    tx.query(`insert into customers_accounts (account, erp_source, erp_number, version)
              values ('guests', 'demo', '10000', 1), ('unbound', null, null, 1)`),
  );
});
afterAll(async () => {
  await adapter?.close();
  await office?.close();
});

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';

function placed(order: string, of: Partial<OrderPlaced> = {}): OrderPlaced {
  const line = (number: number, sku: string, quantity: number, unitPrice: string, net: string) => ({
    line: number,
    sku,
    name: sku,
    quantity,
    priceVersion: 'L1',
    unitPrice,
    taxIncluded: false,
    taxCategory: 'standard',
    taxRate: '19',
    net,
  });
  return {
    order,
    channel: 'web',
    account: 'guests',
    currency: 'EUR',
    country: 'DE',
    language: 'en',
    lines: [line(1, 'BIKE', 1, '100', '100'), line(2, 'BELL', 2, '9.95', '19.9')],
    shippingMethod: 'standard',
    shippingNet: '4.9',
    shippingTaxRate: '19',
    net: '124.8',
    tax: '23.71',
    gross: '148.51',
    rounding: 'tax-group',
    acceptBackOrder: false,
    at: new Date(),
    ...of,
  };
}

async function receive(of: Partial<OrderPlaced> = {}, { recipient = true } = {}): Promise<string> {
  const order = String((last += 1));
  const document = placed(order, of);
  await adapter.tx(async (tx) => {
    await tx.query(
      `insert into exports (order_number, state, document, account, traceparent, placed_at, state_at)
       values ($1, 'placed', $2, $3, $4, now(), now())`,
      [order, JSON.stringify(document), document.account, traceparent],
    );
    for (const { line, sku, quantity } of document.lines)
      await tx.query('insert into export_lines (order_number, line, sku, quantity) values ($1, $2, $3, $4)', [
        order,
        line,
        sku,
        quantity,
      ]);
    await moveExports(tx, adapter.outbox, 'demo', [{ order, state: 'received' }]);
  });
  if (recipient) await address(order);
  return order;
}

const address = (order: string) =>
  adapter.tx((tx) =>
    tx.query(
      `insert into orders_recipients (order_number, email, name, street, postal_code, city, country, version)
       values ($1, 'a@example.org', 'A. Example', 'Street 1', '10115', 'Berlin', 'DE', 1)`,
      [order],
    ),
  );

async function cancel(order: string, line: number, quantity: number) {
  await adapter.tx(async (tx) => {
    await tx.query(
      'update export_lines set cancelled = cancelled + $3 where order_number = $1 and line = $2',
      [order, line, quantity],
    );
    await tx.query(
      'update exports set cancellations = cancellations + 1, waits_for = null where order_number = $1',
      [order],
    );
  });
}

async function run(target: OrderTarget = adapter.connector): Promise<void> {
  await adapter.tx((tx) => tx.query('update exports set due_at = now()'));
  await new Exporter(adapter.dataSource, adapter.outbox, target).handOver(adapter.term);
}

const documents = (order: string) =>
  office.query<{ number: number; freight: string; status: string }>(
    'select sonum as number, frtamt as freight, sosts as status from sohead where cusref = $1',
    [order],
  );
const states = async (order: string) =>
  (await adapter.published('erp.exports'))
    .filter(({ key }) => key === order)
    .map(({ value }) => value?.['state']);
const newest = async (order: string) =>
  (await adapter.published('erp.exports')).findLast(({ key }) => key === order)?.value;

describe('hand-over', () => {
  it('makes the document, reads it back, and tells of every step', async () => {
    const order = await receive();
    await run();
    const [document, ...others] = await documents(order);
    expect(others).toEqual([]);
    expect(await states(order)).toEqual(['received', 'sent', 'acknowledged', 'verified']);
    expect(await newest(order)).toMatchObject({
      erpNumber: String(document?.number),
      differences: [],
      reason: null,
    });
    const lines = await office.query(
      `select linnum, rtrim(itmcod) as sku, ordqty, pri from soline where sonum = $1 order by linnum`,
      [document?.number],
    );
    expect(lines).toEqual([
      { linnum: 1, sku: 'BIKE', ordqty: 1, pri: '100' },
      { linnum: 2, sku: 'BELL', ordqty: 2, pri: '9.95' },
    ]);
  });

  it('continues the trace of the order', async () => {
    const order = await receive();
    await run();
    const records = (await adapter.published('erp.exports')).filter(({ key }) => key === order);
    expect(records.map((record) => record.traceparent?.slice(0, 35))).toEqual(
      records.map(() => traceparent.slice(0, 35)),
    );
    const changes = await office.asConnector<{ traceparent: string }>(
      `select distinct traceparent from throughline.changes where flow = 'orders'
       and parent = (select sonum::text from sohead where cusref = '${order}')`,
    );
    expect(changes).toEqual([{ traceparent }]);
  });

  it('names the figures that differ', async () => {
    const order = await receive({ gross: '148.52', tax: '23.72' });
    await run();
    expect(await newest(order)).toMatchObject({
      state: 'verified',
      differences: [
        { field: 'tax', ours: '23.72', theirs: '23.71' },
        { field: 'gross', ours: '148.52', theirs: '148.51' },
      ],
    });
  });

  it('hands over many at once, and refuses only the one that is not taken', async () => {
    const good = await receive();
    const bad = await receive({ lines: placed('x').lines.map((line) => ({ ...line, sku: 'NONE' })) });
    const wrong = await receive({ shippingNet: '-1' });
    const also = await receive();
    await run();
    expect(await newest(good)).toMatchObject({ state: 'verified' });
    expect(await newest(also)).toMatchObject({ state: 'verified' });
    expect(await newest(bad)).toMatchObject({ state: 'refused', reason: 'The back office has no item NONE' });
    expect(await newest(wrong)).toMatchObject({ state: 'refused', reason: expect.stringContaining('23514') });
    expect(await documents(bad)).toEqual([]);
  });

  it('waits for the address, and for a number of the account', async () => {
    const order = await receive({}, { recipient: false });
    await run();
    await run();
    expect(await states(order)).toEqual(['received', 'parked']);
    await address(order);
    await run();
    expect(await newest(order)).toMatchObject({ state: 'verified' });
    const unbound = await receive({ account: 'unbound' });
    await run();
    expect(await newest(unbound)).toMatchObject({
      state: 'parked',
      reason: expect.stringContaining('account'),
    });
  });
});

describe('exactly once', () => {
  const dies = () => Promise.reject(new Error('killed'));
  type Step = [when: string, target: () => Partial<OrderTarget>];
  const createThen = (after: () => Promise<never>): CreatesOrders['createOrders'] => {
    return async (orders, trace) => {
      await adapter.connector.createOrders(orders, trace);
      return after();
    };
  };
  const steps: Step[] = [
    ['before the call', () => ({ createOrders: dies })],
    ['after the document was made and before the answer came', () => ({ createOrders: createThen(dies) })],
    ['while it was read back', () => ({ view: dies })],
  ];

  it.each(steps)('when it dies %s', async (_, target) => {
    const order = await receive();
    await expect(run({ ...adapter.connector, ...target() })).rejects.toThrow('killed');
    await expect(run({ ...adapter.connector, ...target() })).rejects.toThrow('killed');
    await run();
    expect(await documents(order)).toHaveLength(1);
    expect(await newest(order)).toMatchObject({ state: 'verified', differences: [] });
  });

  it('when the answer was lost and its own database forgot that it asked', async () => {
    const order = await receive();
    await run();
    await adapter.tx((tx) =>
      tx.query(`update exports set state = 'received', erp_number = null where order_number = $1`, [order]),
    );
    await run();
    expect(await documents(order)).toHaveLength(1);
  });

  it('when two hand the same orders over at the same time', async () => {
    const orders = [await receive(), await receive(), await receive()];
    await Promise.allSettled([run(), run(), run()]);
    await run();
    for (const order of orders) {
      expect(await documents(order)).toHaveLength(1);
      expect(await newest(order)).toMatchObject({ state: 'verified' });
    }
  });
});

describe('cancellation', () => {
  it('before the hand-over leaves nothing to hand over', async () => {
    const order = await receive();
    await cancel(order, 1, 1);
    await cancel(order, 2, 2);
    await run();
    expect(await documents(order)).toEqual([]);
    expect(await newest(order)).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('cancelled'),
    });
  });

  it('of some units before the hand-over is part of the document', async () => {
    const order = await receive();
    await cancel(order, 2, 1);
    await run();
    const [document] = await documents(order);
    const lines = await office.query('select ordqty, cnlqty from soline where sonum = $1 and linnum = 2', [
      document?.number,
    ]);
    expect(lines).toEqual([{ ordqty: 2, cnlqty: 1 }]);
    expect(await newest(order)).toMatchObject({ state: 'verified', differences: [] });
  });

  it('in doubt looks for the document, and cancels it there', async () => {
    const order = await receive();
    const lost = {
      ...adapter.connector,
      createOrders: async (...asked: Parameters<CreatesOrders['createOrders']>) => {
        await adapter.connector.createOrders(...asked);
        throw new Error('killed');
      },
    };
    await expect(run(lost)).rejects.toThrow('killed');
    await cancel(order, 1, 1);
    await cancel(order, 2, 2);
    await run();
    await run();
    expect(await documents(order)).toMatchObject([{ status: 'X' }]);
  });

  it('after a shipment cancels what is left, and says what could not be cancelled', async () => {
    const order = await receive();
    await run();
    const [document] = await documents(order);
    await office.ship(document?.number ?? 0, 2, 1, 'B1');
    await cancel(order, 2, 2);
    await run();
    await run();
    const lines = await office.query('select shpqty, cnlqty from soline where sonum = $1 and linnum = 2', [
      document?.number,
    ]);
    expect(lines).toEqual([{ shpqty: 1, cnlqty: 1 }]);
    const [row] = await adapter.tx((tx) =>
      tx.query<{ differences: unknown }>('select differences from exports where order_number = $1', [order]),
    );
    expect(row?.differences).toEqual([{ field: 'lines[2].cancelled', ours: '2', theirs: '1' }]);
  });
});

it('brings shipments back in the trace of the order', async () => {
  const order = await receive();
  await run();
  while ((await office.asConnector('select 1 from throughline.changes')).length > 0)
    await adapter.capturer().round(adapter.term);
  const [document] = await documents(order);
  await office.ship(document?.number ?? 0, 1, 1, 'B1');
  await adapter.capturer().round(adapter.term);
  const shipped = (await adapter.published('erp.orders')).findLast(
    ({ key }) => key === `demo|${document?.number}`,
  );
  expect(shipped).toMatchObject({
    traceparent,
    value: {
      channelOrder: order,
      origin: 'web',
      status: 'part-shipped',
      shipments: [{ location: 'B1', lines: [{ line: 1, sku: 'BIKE', quantity: 1 }] }],
    },
  });
});
