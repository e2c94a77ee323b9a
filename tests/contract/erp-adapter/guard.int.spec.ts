import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { flowRows } from '../../../apps/erp-adapter/src/publishing/flows.tables.ts';
import {
  type GuardAnswer,
  answerWithdrawals,
  guardedWithdrawals,
  waitingWithdrawals,
} from '../../../apps/erp-adapter/src/publishing/guard.tables.ts';
import { type Adapter, openAdapter } from './adapter.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

let office: BackOffice;
let adapter: Adapter;
let mark = 0;

const settle = async () => {
  while ((await office.asConnector('select 1 from throughline.changes')).length > 0)
    await adapter.capturer().round(adapter.leadership);
  const reconciler = adapter.reconciler();
  while (await reconciler.page(adapter.leadership));
};
const news = async (topic: string) => (await adapter.published(topic)).filter(({ id }) => id > mark);
const flow = async (name: string) =>
  (await adapter.tx((tx) => flowRows(tx, 'demo'))).find((row) => row.flow === name);
const guardedNow = () => adapter.tx((tx) => guardedWithdrawals(tx, ['demo']));
const answer = (given: GuardAnswer, seen: string | null = null) =>
  adapter.tx((tx) => answerWithdrawals(tx, { source: 'demo', flow: 'stock' }, given, seen));
const waitingNow = () => adapter.tx((tx) => waitingWithdrawals(tx, ['demo']));
const codes = Array.from({ length: 100 }, (_, number) => `G-${String(number).padStart(3, '0')}`);
const remove = (from: number, to: number) =>
  office.query('delete from stkbal where itmcod = any($1)', [codes.slice(from, to)]);
const put = (from: number, to: number) =>
  office.query(
    `insert into stkbal (itmcod, whscod, onhand) select code, 'B1', 5 from unnest($1::text[]) code`,
    [codes.slice(from, to)],
  );

beforeAll(async () => {
  office = await openBackOffice();
  adapter = await openAdapter(office.url);
  await adapter.connector.prepare();
  for (const code of codes) await office.addItem(code);
  await settle();
});
afterAll(async () => {
  await adapter?.close();
  await office?.close();
});
beforeEach(async () => {
  await settle();
  mark = (await adapter.published()).at(-1)?.id ?? 0;
});

describe('a guard', () => {
  it('keeps a table that is emptied and filled again from emptying the shop, and ends by itself', async () => {
    await office.query('truncate stkbal');
    await settle();
    expect(await news('erp.stock')).toEqual([]);
    expect(await flow('stock')).toMatchObject({ state: 'guarded', guarded: 100 });
    // Everything else goes on: other flows, and other records of the flow.
    await office.addItem('G-NEW', { onHand: 7 });
    await settle();
    expect((await news('erp.stock')).map(({ key }) => key)).toEqual(['demo|G-NEW|B1']);
    expect((await news('erp.items')).map(({ key }) => key)).toEqual(['demo|G-NEW']);
    await put(0, 100);
    await settle();
    expect(await flow('stock')).toMatchObject({ state: 'live', guarded: 0, reason: null });
    expect((await news('erp.stock')).filter(({ value }) => value === null)).toEqual([]);
  });

  it('adds up what goes within a day, and lets the rest wait', async () => {
    await remove(0, 15);
    await settle();
    expect(await news('erp.stock')).toHaveLength(15);
    await remove(15, 20);
    await settle();
    expect(await news('erp.stock')).toHaveLength(20);
    expect(await flow('stock')).toMatchObject({ state: 'live', guarded: 0 });
    // A reconciliation counts as capture does.
    await office.query('alter table stkbal disable trigger user');
    await remove(20, 22);
    await office.query('alter table stkbal enable trigger user');
    await adapter.reconcile(['stock']);
    expect(await news('erp.stock')).toHaveLength(20);
    expect(await flow('stock')).toMatchObject({ state: 'guarded', guarded: 2 });
    // Further ones wait behind them.
    await remove(22, 23);
    await settle();
    expect(await news('erp.stock')).toHaveLength(20);
    expect(await flow('stock')).toMatchObject({ guarded: 3 });
  });

  it('says how much waits, and since when', async () => {
    const [first] = await adapter.tx((tx) =>
      tx.query<{ since: Date }>('select min(since) as since from guarded_withdrawals'),
    );
    const waiting = { source: 'demo', flow: 'stock', records: 3, since: first?.since };
    expect(await waitingNow()).toEqual([waiting]);
  });

  it('lets go what a person has accepted, and counts that no more', async () => {
    const [guarded] = await guardedNow();
    expect(guarded).toMatchObject({
      ...{ source: 'demo', flow: 'stock', state: 'waiting', records: 3 },
      examples: codes.slice(20, 23).map((code) => `demo|${code}|B1`),
    });
    expect(await answer('accepted', 'something else')).toBe(0);
    expect(await answer('accepted', guarded!.seen)).toBe(3);
    expect(await flow('stock')).toMatchObject({ state: 'live', guarded: 0 });
    expect(await waitingNow()).toEqual([]);
    await adapter.reconcile(['stock']);
    expect((await news('erp.stock')).map(({ key, value }) => ({ key, value }))).toEqual(
      codes.slice(20, 23).map((code) => ({ key: `demo|${code}|B1`, value: null })),
    );
    expect(await answer('accepted', guarded!.seen)).toBe(0);
    const waiting = await adapter.tx((tx) => tx.query('select from guarded_withdrawals'));
    expect(waiting).toEqual([]);
  });

  it('forgets what came back within the day', async () => {
    await put(0, 20);
    await settle();
    mark = (await adapter.published()).at(-1)?.id ?? 0;
    await remove(0, 19);
    await settle();
    expect(await news('erp.stock')).toHaveLength(19);
    expect(await flow('stock')).toMatchObject({ state: 'live', guarded: 0 });
  });

  it('keeps what a person refuses to let go, until it is back or accepted after all', async () => {
    await put(0, 19);
    await settle();
    await remove(30, 52);
    await settle();
    expect(await flow('stock')).toMatchObject({ state: 'guarded', guarded: 22 });
    expect(await answer('refused')).toBe(22);
    expect(await flow('stock')).toMatchObject({ state: 'live', guarded: 0, reason: null });
    expect(await waitingNow()).toEqual([]);
    mark = (await adapter.published()).at(-1)?.id ?? 0;
    // What is looked at again is not asked about again, and holds up nothing else.
    await adapter.reconcile(['stock']);
    await remove(52, 53);
    await settle();
    expect((await news('erp.stock')).map(({ key }) => key)).toEqual([`demo|${codes[52]}|B1`]);
    await put(30, 40);
    await settle();
    const [kept] = await guardedNow();
    expect(kept).toMatchObject({ state: 'refused', records: 12 });
    expect(await answer('accepted', kept!.seen)).toBe(12);
    await adapter.reconcile(['stock']);
    const gone = (await news('erp.stock')).flatMap(({ key, value }) => (value === null ? [key] : []));
    expect(gone.toSorted()).toEqual(codes.slice(40, 53).map((code) => `demo|${code}|B1`));
  });
});

describe('one bad record', () => {
  const held = () =>
    adapter.tx((tx) =>
      tx.query<{ flow: string; key: string; field: string; reason: string }>(
        `select flow, key, field, reason from quarantine where severity = 'held' order by flow, key`,
      ),
    );

  it('of a megabyte is held back, and the others go on', async () => {
    await office.addItem('FAT');
    await office.addItem('THIN');
    await office.query(`update itmmas set modcod = 'M-FAT' where itmcod = 'FAT'`);
    await office.query(
      `insert into modtxt (modcod, lngcod, modnam, lngtxt) values ('M-FAT', 'EN', 'Fat', repeat('é', 1000000))`,
    );
    await settle();
    expect((await news('erp.items')).map(({ key }) => key)).toEqual(['demo|THIN']);
    const entries = await held();
    expect(entries).toMatchObject([
      {
        flow: 'items',
        key: 'demo|FAT',
        field: 'record',
        reason: expect.stringContaining('is too long: 2000'),
      },
    ]);
    await office.query(`update modtxt set lngtxt = 'Thin now' where modcod = 'M-FAT'`);
    await settle();
    expect((await news('erp.items')).map(({ key }) => key)).toEqual(['demo|THIN', 'demo|FAT']);
    expect(await held()).toEqual([]);
  });

  it('that the mapping throws at is held back, and what was published of its source key stays', async () => {
    await office.addItem('THROWS', { price: '10' });
    await settle();
    mark = (await adapter.published()).at(-1)?.id ?? 0;
    await office.query(
      `insert into itmpri (itmcod, curcod, pri, frdat) values ('THROWS', 'EUR', 'NaN', '2026-02-01')`,
    );
    await office.addItem('AFTER');
    await settle();
    expect((await news('erp.prices')).map(({ value }) => value?.['sku'])).toEqual(['AFTER']);
    expect(await held()).toMatchObject([{ flow: 'prices', key: 'demo|THROWS', field: 'record' }]);
    await office.query(`delete from itmpri where pri = 'NaN'`);
    await settle();
    expect(await held()).toEqual([]);
  });
});

describe('what only other sources say', () => {
  const odd = (sourceKey: string, abbreviation = 'T') => ({
    ...{
      sourceKey,
      key: `demo|${sourceKey}`,
      fingerprint: sourceKey,
      issues: [],
      raw: { sourceKey, abbreviation },
    },
    value: { ...template, code: sourceKey, abbreviation },
  });
  let template: Record<string, unknown> = {};

  it('is held back where no index or database takes it, and the others go on', async () => {
    await office.addItem('FINE');
    const reading = {
      ...adapter.connector,
      readers: {
        ...adapter.connector.readers,
        items: {
          ...adapter.connector.readers.items,
          read: async (...args: Parameters<typeof adapter.connector.readers.items.read>) => {
            const records = await adapter.connector.readers.items.read(...args);
            template = { ...records[0]?.value };
            return [
              ...records,
              odd('x'.repeat(9_000)),
              odd('NUL\0'),
              odd('TEXT', 'A\0'),
              odd('HALF', 'A\ud83d'),
            ];
          },
        },
      },
    };
    await adapter.capturer(reading as never).round(adapter.leadership);
    expect((await news('erp.items')).map(({ key }) => key)).toEqual(['demo|FINE']);
    const entries = await adapter.tx((tx) =>
      tx.query<{ key: string; reason: string; raw: { abbreviation: string } }>(
        `select key, reason, raw from quarantine where flow = 'items' order by key collate "C"`,
      ),
    );
    expect(entries.map(({ key, reason }) => [key.slice(0, 10), reason])).toEqual([
      ['demo|HALF', 'abbreviation holds a character that cannot be kept'],
      ['demo|NUL\uFFFD…', 'holds a character that cannot be kept'],
      ['demo|TEXT', 'abbreviation holds a character that cannot be kept'],
      ['demo|xxxxx', 'is longer than 1000 bytes'],
    ]);
  });
});
