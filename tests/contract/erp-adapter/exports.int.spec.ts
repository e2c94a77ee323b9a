import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk, placed, traceparent } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

describe('hand-over', () => {
  it('makes the document, reads it back, and tells of it', async () => {
    const order = await desk.receive();
    await desk.run();
    const [document, ...others] = await desk.documents(order);
    expect(others).toEqual([]);
    expect(await desk.states(order)).toEqual(['verified']);
    expect(await desk.newest(order)).toMatchObject({
      erpNumber: String(document?.number),
      differences: [],
      reason: null,
    });
    const lines = await desk.office.query(
      `select linnum, rtrim(itmcod) as sku, ordqty, pri from soline where sonum = $1 order by linnum`,
      [document?.number],
    );
    expect(lines).toEqual([
      { linnum: 1, sku: 'BIKE', ordqty: 1, pri: '100' },
      { linnum: 2, sku: 'BELL', ordqty: 2, pri: '9.95' },
    ]);
  });

  it('continues the trace of the order', async () => {
    const order = await desk.receive();
    await desk.run();
    const records = (await desk.adapter.published('erp.exports')).filter(({ key }) => key === order);
    expect(records.map((record) => record.traceparent?.slice(0, 35))).toEqual(
      records.map(() => traceparent.slice(0, 35)),
    );
    const changes = await desk.office.asConnector<{ traceparent: string }>(
      `select distinct traceparent from throughline.changes where flow = 'orders'
       and parent = (select sonum::text from sohead where cusref = '${order}')`,
    );
    expect(changes).toEqual([{ traceparent }]);
  });

  it('names the figures that differ', async () => {
    const order = await desk.receive({ gross: '148.52', tax: '23.72' });
    await desk.run();
    const total = { kind: 'total', line: null, since: expect.any(String), worth: null };
    expect(await desk.newest(order)).toMatchObject({
      state: 'verified',
      // What is owed follows from it.
      differences: [{ ...total, field: 'tax', ours: '23.72', theirs: '23.71' }],
    });
  });

  it('tells of differences that were kept before they had a kind', async () => {
    const order = await desk.receive({ gross: '148.52' });
    await desk.run();
    const kept = { field: 'gross', ours: '148.52', theirs: '148.51' };
    await desk.adapter.tx((tx) =>
      tx.query(
        'update exports set told = false, version = version + 1, differences = $2 where order_number = $1',
        [order, JSON.stringify([kept])],
      ),
    );
    await desk.linger();
    expect(await desk.states(order)).toEqual(['verified', 'verified']);
    expect((await desk.newest(order))?.differences).toEqual([
      { kind: '', ...kept, line: null, since: null, worth: null },
    ]);
  });

  it('compares again when the back office has mended what differed', async () => {
    const order = await desk.receive();
    await desk.run();
    const [document] = await desk.documents(order);
    const capture = async () => {
      await desk.adapter.capturer().round(desk.adapter.leadership);
      await desk.run();
    };
    await capture();
    await desk.adapter.tx((tx) =>
      tx.query(`update exports set state = 'acknowledged' where order_number = $1`, [order]),
    );
    await desk.office.query('update soline set ordqty = 3 where sonum = $1 and linnum = 2', [
      document?.number,
    ]);
    await capture();
    const difference = {
      ...{ kind: 'raised', field: 'lines[2].ordered', ours: '2', theirs: '3' },
      ...{ line: 2, since: expect.any(String), worth: '9.95' },
    };
    expect((await desk.newest(order))?.differences).toContainEqual(difference);
    await desk.office.query('update soline set ordqty = 2 where sonum = $1 and linnum = 2', [
      document?.number,
    ]);
    await capture();
    expect(await desk.newest(order)).toMatchObject({ state: 'verified', differences: [] });
  });

  it('hands over many at once, and refuses only the one that is not taken', async () => {
    const good = await desk.receive();
    const bad = await desk.receive({ lines: placed('x').lines.map((line) => ({ ...line, sku: 'NONE' })) });
    const wrong = await desk.receive({ shippingNet: '-1' });
    const also = await desk.receive();
    await desk.run();
    expect(await desk.newest(good)).toMatchObject({ state: 'verified' });
    expect(await desk.newest(also)).toMatchObject({ state: 'verified' });
    expect(await desk.newest(bad)).toMatchObject({
      state: 'refused',
      reason: 'The back office has no item NONE',
    });
    expect(await desk.newest(wrong)).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('23514'),
    });
    expect(await desk.documents(bad)).toEqual([]);
  });

  it('tries a refused order again when what it names was changed, and leaves the others', async () => {
    await desk.adapter.load();
    const line = placed('x').lines[0]!;
    const ofNone = await desk.receive({ lines: [{ ...line, sku: 'LATE' }] });
    const other = await desk.receive({ lines: [{ ...line, sku: 'NONE' }] });
    await desk.office.query(`update cusmas set cussts = 'O'`);
    const blocked = await desk.receive();
    await desk.run();
    expect(await desk.kept(blocked)).toMatchObject({
      reason: 'Customer 10000 is blocked in the back office',
    });
    await desk.office.query(`update cusmas set cussts = 'A'`);
    await desk.capture();
    await desk.run();
    expect(await desk.kept(blocked)).toMatchObject({ state: 'verified', reason: null });
    expect(await desk.kept(ofNone)).toMatchObject({ state: 'refused' });
    await desk.office.addItem('LATE');
    await desk.capture();
    await desk.run();
    expect(await desk.kept(ofNone)).toMatchObject({ state: 'verified' });
    expect(await desk.kept(other)).toMatchObject({ state: 'refused' });
  });

  it('waits for the address, and for a number of the account', async () => {
    const order = await desk.receive({}, { recipient: false });
    await desk.linger(60_000);
    expect(await desk.states(order)).toEqual([]);
    await desk.linger();
    await desk.run();
    expect(await desk.states(order)).toEqual(['received']);
    await desk.run();
    await desk.linger();
    await desk.linger();
    expect(await desk.states(order)).toEqual(['received', 'parked']);
    await desk.address(order);
    await desk.run();
    expect(await desk.newest(order)).toMatchObject({ state: 'verified' });
    const unbound = await desk.receive({ account: 'unbound' });
    const elsewhere = await desk.receive({ account: 'elsewhere' });
    await desk.run();
    await desk.linger();
    for (const waiting of [unbound, elsewhere])
      expect(await desk.newest(waiting)).toMatchObject({
        state: 'parked',
        reason: expect.stringContaining('account'),
      });
    await desk.adapter.tx((tx) =>
      tx.query(
        `update customers_accounts set bindings = bindings || '[{"source": "demo", "number": "10000"}]'
         where account = 'elsewhere'`,
      ),
    );
    await desk.run();
    await desk.run();
    expect(await desk.newest(elsewhere)).toMatchObject({ state: 'verified' });
    expect(await desk.documents(unbound)).toEqual([]);
  });

  it('knows the number of an account that the version before has written', async () => {
    const order = await desk.receive({ account: 'before' });
    await desk.run();
    expect(await desk.newest(order)).toMatchObject({ state: 'verified' });
  });
});

it('brings shipments back in the trace of the order', async () => {
  const order = await desk.receive();
  await desk.run();
  while ((await desk.office.asConnector('select 1 from throughline.changes')).length > 0)
    await desk.adapter.capturer().round(desk.adapter.leadership);
  const [document] = await desk.documents(order);
  await desk.office.ship(document?.number ?? 0, 1, 1, 'B1');
  await desk.adapter.capturer().round(desk.adapter.leadership);
  const shipped = (await desk.adapter.published('erp.orders')).findLast(
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
