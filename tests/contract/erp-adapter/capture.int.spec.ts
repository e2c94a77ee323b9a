import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sqlSnapshot } from '../../../apps/erp-adapter/src/connectors/transports/sql/connection.ts';
import { findReconciliation } from '../../../apps/erp-adapter/src/reconciliation/reconciliations.tables.ts';
import { LeadershipEnded } from '../../../apps/erp-adapter/src/sources/leadership.ts';
import { type Adapter, openAdapter } from './adapter.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

let office: BackOffice;
let adapter: Adapter;
let mark = 0;

beforeAll(async () => {
  office = await openBackOffice();
  adapter = await openAdapter(office.url);
  await adapter.connector.prepare();
});
afterAll(async () => {
  await adapter?.close();
  await office?.close();
});

const settle = async () => {
  while ((await office.asConnector('select 1 from throughline.changes')).length > 0)
    await adapter.capturer().round(adapter.leadership);
};
const news = async (topic: string) => (await adapter.published(topic)).filter(({ id }) => id > mark);
const stockOf = (sku: string, records: Awaited<ReturnType<typeof news>>) =>
  records.filter(({ key }) => key === `demo|${sku}|B1`);

beforeEach(async () => {
  await settle();
  mark = (await adapter.published()).at(-1)?.id ?? 0;
});

describe('capture', () => {
  it('publishes what changed, from the instant the back office recorded it and in the trace of who did', async () => {
    await office.addItem('CAP-1', { onHand: 3 });
    await settle();
    mark = (await adapter.published()).at(-1)?.id ?? 0;
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';
    const session = await office.session();
    await session.query('begin');
    await session.query(`select set_config('app.traceparent', $1, true)`, [traceparent]);
    await session.query(`update stkbal set onhand = 2 where itmcod = 'CAP-1'`);
    await session.query('commit');
    await session.close();
    const [change] = await office.asConnector<{ at: Date }>(
      'select changed_at as at from throughline.changes',
    );
    await settle();
    const [record, ...others] = await news('erp.stock');
    expect(others).toEqual([]);
    expect(record).toMatchObject({ key: 'demo|CAP-1|B1', type: 'ErpStock', sequence: 2, traceparent });
    expect(record?.time).toEqual(change?.at);
    expect(record?.value).toMatchObject({ quantity: 2, basis: 'physical', watermark: [], incoming: [] });
  });

  it('says nothing when the same figure is read again', async () => {
    await office.addItem('CAP-2');
    await settle();
    mark = (await adapter.published()).at(-1)?.id ?? 0;
    await adapter.connector.requeue('stock', ['CAP-2']);
    await settle();
    expect(await news('erp.stock')).toEqual([]);
  });

  it('loses no change that commits late', async () => {
    await office.addItem('LATE-1', { onHand: 1 });
    await office.addItem('LATE-2', { onHand: 1 });
    await settle();
    mark = (await adapter.published()).at(-1)?.id ?? 0;
    const slow = await office.session();
    await slow.query('begin');
    await slow.query(`update stkbal set onhand = 7 where itmcod = 'LATE-1'`);
    for (const figure of [2, 3, 4]) {
      await office.query(`update stkbal set onhand = $1 where itmcod = 'LATE-2'`, [figure]);
      await settle();
    }
    expect(stockOf('LATE-2', await news('erp.stock'))).toHaveLength(3);
    expect(stockOf('LATE-1', await news('erp.stock'))).toEqual([]);
    await slow.query('commit');
    await slow.close();
    await settle();
    expect(stockOf('LATE-1', await news('erp.stock'))).toMatchObject([{ value: { quantity: 7 } }]);
  });

  it('passes over no more of what it has read while somebody holds a snapshot in the back office', async () => {
    const { connector } = adapter;
    await connector.prepare();
    const holder = await office.session();
    await holder.query('begin isolation level repeatable read');
    await holder.query('select 1');
    const now = vi.spyOn(performance, 'now');
    let at = performance.now();
    now.mockImplementation(() => (at += 1_000));
    const passed = async () => {
      const [row] = await office.asConnector<{ n: number }>(
        `select idx_tup_read::float8 as n from pg_stat_user_indexes where indexrelname = 'changes_pkey'`,
      );
      return row?.n ?? 0;
    };
    const costs: number[] = [];
    try {
      for (let round = 0; round < 12; round++) {
        const items = Array.from({ length: 400 }, (_, index) => `PASS-${index}`);
        await connector.requeue('stock', items);
        const before = await passed();
        await connector.hasChanges();
        const changes = await connector.snapshot(async (snapshot) => {
          await sqlSnapshot(snapshot).query('select pg_stat_force_next_flush()');
          return connector.changes(snapshot, 3_000);
        });
        costs.push((await passed()) - before);
        expect(changes).toHaveLength(400);
        await connector.acknowledge(changes.map(({ id }) => id));
      }
    } finally {
      now.mockRestore();
      await holder.query('rollback');
      await holder.close();
    }
    expect(Math.max(...costs.slice(6))).toBeLessThanOrEqual(2 * Math.max(...costs.slice(0, 3)));
  });

  it('does a round again when it died before the changes were removed, without saying anything twice', async () => {
    await office.addItem('CRASH', { onHand: 1 });
    const dying = {
      ...adapter.connector,
      acknowledge: () => Promise.reject(new Error('killed')),
    };
    await expect(adapter.capturer(dying).round(adapter.leadership)).rejects.toThrow('killed');
    const first = await news('erp.stock');
    expect(stockOf('CRASH', first)).toHaveLength(1);
    await settle();
    expect(await news('erp.stock')).toEqual(first);
  });

  it('writes nothing once another replica has taken over', async () => {
    const old = adapter.leadership;
    const next = await adapter.nextLeadership();
    await office.addItem('TERM');
    await expect(adapter.capturer().round(old)).rejects.toThrow(LeadershipEnded);
    expect(await news('erp.items')).toEqual([]);
    await adapter.capturer().round(next);
    expect(await news('erp.items')).toHaveLength(1);
    Object.assign(adapter, { leadership: next });
  });

  it('tells of the orders that a carrier has taken when its page moves', async () => {
    await office.addItem('CAR');
    await office.query(
      `insert into sohead (sonum, soorg, cusnum, dlvctc) values (301, 'T', 10000, 'DE'), (302, 'T', 10000, 'DE')`,
    );
    await office.query(
      `insert into soline (sonum, linnum, itmcod, whscod, ordqty, pri, taxcod) values
       (301, 1, 'CAR', 'B1', 2, 10, 'S'), (302, 1, 'CAR', 'B1', 2, 10, 'S')`,
    );
    await office.query(
      `insert into dlvhed (dlvnum, sonum, cusnum, whscod, carcod, trkref, chgusr) values
       (801, 301, 10000, 'B1', 'EXPR', 'VH801', 'T'), (802, 302, 10000, 'B1', 'GRND', 'VH802', 'T')`,
    );
    await office.query(
      `insert into dlvlin (dlvnum, linnum, sonum, solin, itmcod, dlvqty) values
       (801, 1, 301, 1, 'CAR', 1), (802, 1, 302, 1, 'CAR', 1)`,
    );
    await settle();
    mark = (await adapter.published()).at(-1)?.id ?? 0;
    await office.query(
      `update cartab set trkurl = 'https://tracking.example/new/{number}' where carcod = 'EXPR'`,
    );
    await settle();
    expect((await news('erp.orders')).map(({ value }) => value)).toMatchObject([
      { number: '301', shipments: [{ trackingUrl: 'https://tracking.example/new/VH801' }] },
    ]);
  });

  it('tells of deletions', async () => {
    await office.addItem('DEL');
    await settle();
    await office.query(`delete from itmpri where itmcod = 'DEL'`);
    await settle();
    expect((await news('erp.prices')).map(({ value }) => value)).toMatchObject([{ sku: 'DEL' }, null]);
  });
});

describe('quarantine', () => {
  const held = () =>
    adapter.tx((tx) =>
      tx.query<{ key: string; field: string }>(
        `select key, field from quarantine where severity = 'held' and flow = 'items' order by key, field`,
      ),
    );

  it('keeps a record that breaks a rule, and publishes it once it is mended', async () => {
    await office.addItem('DIRT', { unit: 'KRT' });
    await settle();
    expect(await held()).toEqual([{ key: 'demo|DIRT', field: 'unit' }]);
    expect(await news('erp.items')).toEqual([]);
    await office.query(`update itmmas set untcod = 'ST' where itmcod = 'DIRT'`);
    await settle();
    expect(await held()).toEqual([]);
    expect(await news('erp.items')).toMatchObject([{ key: 'demo|DIRT', value: { unit: 'C62' } }]);
    expect(await news('erp.prices')).toMatchObject([{ value: { sku: 'DIRT' } }]);
  });

  it('leaves what was published as it is while the record is held back', async () => {
    await office.addItem('KEPT', { price: '20' });
    await settle();
    mark = (await adapter.published()).at(-1)?.id ?? 0;
    await office.query(`update itmpri set pri = -1 where itmcod = 'KEPT'`);
    await settle();
    expect(await news('erp.prices')).toEqual([]);
    await office.query(`update itmpri set pri = 21 where itmcod = 'KEPT'`);
    await settle();
    expect(await news('erp.prices')).toMatchObject([{ sequence: 2, value: { amount: '21' } }]);
  });

  it('holds back the second row of a code', async () => {
    await office.addItem('TWICE');
    await settle();
    await office.addItem(' TWICE');
    await settle();
    expect(await held()).toEqual([{ key: 'demo| TWICE', field: 'code' }]);
    await office.query(`delete from itmmas where itmcod = ' TWICE'`);
    await settle();
    expect(await held()).toEqual([]);
  });
});

describe('reconciliation', () => {
  it('finds what capture was not told of, heals it, and names it', async () => {
    await office.addItem('REC-1', { onHand: 1 });
    await office.addItem('REC-2', { onHand: 1 });
    await settle();
    await adapter.reconcile();
    mark = (await adapter.published()).at(-1)?.id ?? 0;
    await office.query('alter table stkbal disable trigger user');
    await office.query(`update stkbal set onhand = 9, chgstp = now() where itmcod = 'REC-1'`);
    await office.query(`delete from stkbal where itmcod = 'REC-2'`);
    await office.query(`insert into stkbal (itmcod, whscod, onhand) values ('REC-1', 'L1', 4)`);
    await office.query('alter table stkbal enable trigger user');
    const id = await adapter.reconcile();
    const report = await adapter.tx((tx) => findReconciliation(tx, id));
    expect(report).toMatchObject({ state: 'done', differing: 3 });
    expect(report?.differences.map(({ key, kind }) => ({ key, kind }))).toEqual([
      { key: 'demo|REC-1|B1', kind: 'changed' },
      { key: 'demo|REC-1|L1', kind: 'missing' },
      { key: 'demo|REC-2|B1', kind: 'gone' },
    ]);
    const healed = (await news('erp.stock')).map(({ key, value }) => ({
      key,
      quantity: value?.['quantity'],
    }));
    expect(healed.toSorted((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
      { key: 'demo|REC-1|B1', quantity: 9 },
      { key: 'demo|REC-1|L1', quantity: 4 },
      { key: 'demo|REC-2|B1', quantity: undefined },
    ]);
  });

  it('finds nothing where nothing differs, and leaves changes on their way to capture', async () => {
    await office.addItem('REC-3');
    const id = await adapter.reconcile();
    expect(await adapter.tx((tx) => findReconciliation(tx, id))).toMatchObject({
      differing: 0,
      differences: [],
    });
    expect(await news('erp.items')).toEqual([]);
    await settle();
    expect(await news('erp.items')).toHaveLength(1);
  });
});
