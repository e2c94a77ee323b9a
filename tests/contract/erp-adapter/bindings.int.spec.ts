import fc from 'fast-check';
import { codeFault } from '@throughline/events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { placed } from './desk.ts';
import { type Desk, openDesk } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await desk.adapter.load();
});
afterAll(() => desk?.close());

let mark = 0;
const settle = async () => {
  while ((await desk.office.asConnector('select 1 from throughline.changes')).length > 0)
    await desk.adapter.capturer().round(desk.adapter.leadership);
};
beforeEach(async () => {
  await settle();
  mark = (await desk.adapter.published()).at(-1)?.id ?? 0;
});
/** What was published since, by topic and key, the newest of each. */
const news = async () => {
  const records = (await desk.adapter.published()).filter(
    ({ id, topic }) => id > mark && topic.startsWith('erp.'),
  );
  return new Map(records.map(({ topic, key, value }) => [`${topic} ${key}`, value]));
};
const held = (code: string) =>
  desk.adapter.tx((tx) =>
    tx.query<{ flow: string; key: string; field: string; reason: string }>(
      `select flow, key, field, reason from quarantine
       where severity = 'held' and upper(key) like '%' || $1 || '%' order by flow collate "C", key collate "C"`,
      [code],
    ),
  );

describe('what goes back into the back office', () => {
  it('goes by the key that it has there', async () => {
    await desk.office.addItem('tlb-b1', { price: '100' });
    await desk.office.addItem(' tlb b2', { price: '9.95' });
    await settle();
    const [first, second] = placed('x').lines;
    const order = await desk.receive({
      lines: [
        { ...first!, sku: 'TLB-B1' },
        { ...second!, sku: 'TLB B2' },
      ],
    });
    await desk.run();
    expect(await desk.newest(order)).toMatchObject({ state: 'verified', differences: [] });
    const lines = await desk.office.query<{ itmcod: string }>(
      'select itmcod::text from soline join sohead using (sonum) where cusref = $1 order by linnum',
      [order],
    );
    expect(lines).toEqual([{ itmcod: 'tlb-b1' }, { itmcod: ' tlb b2' }]);
  });

  it('goes by it in kits as well, and when the item has left the shop since', async () => {
    await desk.office.addItem('tlb-part', { onHand: 50 });
    await desk.office.query(
      `insert into itmmas (itmcod, itmdsc, famcod, untcod, taxcod, itmsts, webflg, itmknd)
       values ('tlb-set', 'HLMT BLK', 'HLMT', 'ST', 'S', 'A', 'Y', 'K')`,
    );
    await desk.office.query(`insert into itmkit (itmcod, cmpcod, cmpqty) values ('tlb-set', 'tlb-part', 2)`);
    await settle();
    await desk.office.query(`update itmmas set webflg = 'N' where itmcod in ('tlb-set', 'tlb-part')`);
    await settle();
    const [line] = placed('x').lines;
    const order = await desk.receive({
      lines: [{ ...line!, sku: 'TLB-SET', components: [{ sku: 'TLB-PART', quantity: 2 }] }],
    });
    await desk.run();
    const lines = await desk.office.query<{ itmcod: string }>(
      'select itmcod::text from soline join sohead using (sonum) where cusref = $1 order by linnum',
      [order],
    );
    expect(lines).toEqual([{ itmcod: 'tlb-set' }, { itmcod: 'tlb-part' }]);
  });
});

describe('a second row of a code', () => {
  const dup = (code: string, price: string, onHand: number, warehouse: string) => [
    [
      `insert into itmmas (itmcod, itmdsc, famcod, untcod, taxcod, itmsts, webflg)
       values ($1, 'T', 'BTLC', 'ST', 'S', 'A', 'Y')`,
      [code],
    ],
    [`insert into itmpri (itmcod, curcod, pri, frdat) values ($1, 'EUR', $2, '2026-01-01')`, [code, price]],
    [`insert into stkbal (itmcod, whscod, onhand) values ($1, $3, $2)`, [code, onHand, warehouse]],
  ];
  const add = async (...of: Parameters<typeof dup>) => {
    for (const [sql, params] of dup(...of)) await desk.office.query(sql as string, params as unknown[]);
  };

  it('is held back with its prices, stock and lines, under one cause, and the first is as it was', async () => {
    await add('TLB-DUP', '10', 10, 'B1');
    await settle();
    mark = (await desk.adapter.published()).at(-1)?.id ?? 0;
    await add('tlb-dup', '1', 50, 'L1');
    await desk.office.query(
      `insert into sohead (sonum, soorg, cusnum, curcod) values (499001, 'T', 10000, 'EUR')`,
    );
    await desk.office.query(
      `insert into soline (sonum, linnum, itmcod, ordqty, pri, taxcod) values (499001, 1, 'tlb-dup', 2, 1, 'S')`,
    );
    await settle();
    expect([...(await news()).keys()]).toEqual([]);
    const cause = { field: 'code', reason: '"TLB-DUP" is the code of "TLB-DUP"' };
    const price = await desk.office.query<{ number: number }>(
      `select prinum as number from itmpri where itmcod = 'tlb-dup'`,
    );
    expect(await held('TLB-DUP')).toEqual([
      { flow: 'items', key: 'demo|tlb-dup', ...cause },
      { flow: 'prices', key: `demo|tlb-dup|L${price[0]!.number}`, ...cause },
      { flow: 'stock', key: 'demo|tlb-dup|L1', ...cause },
    ]);
    expect(await held('499001')).toEqual([{ flow: 'orders', key: 'demo|499001', ...cause }]);
  });

  it('is read again, with all that hung on it, when the first leaves the code', async () => {
    await desk.office.query(`update itmmas set webflg = 'N' where itmcod = 'TLB-DUP'`);
    await settle();
    const now = await news();
    expect(now.get('erp.items demo|TLB-DUP')).toMatchObject({ code: 'TLB-DUP', abbreviation: 'T' });
    expect(now.get('erp.stock demo|TLB-DUP|L1')).toMatchObject({ quantity: 50 });
    expect(now.get('erp.stock demo|TLB-DUP|B1')).toBeNull();
    expect(now.get('erp.orders demo|499001')).toMatchObject({ lines: [{ sku: 'TLB-DUP', ordered: 2 }] });
    const prices = [...now].filter(([key]) => key.startsWith('erp.prices demo|TLB-DUP|'));
    expect(prices.map(([, value]) => value?.['amount']).toSorted()).toEqual(['1', undefined]);
    // What hangs on the first is a stranger now.
    expect((await held('TLB-DUP')).map(({ flow, reason }) => [flow, reason])).toEqual([
      ['prices', '"TLB-DUP" is the code of "tlb-dup"'],
      ['stock', '"TLB-DUP" is the code of "tlb-dup"'],
    ]);
  });

  it('that was there before the code was bound leaves it when it is', async () => {
    await add('TLB-EARLY', '10', 10, 'B1');
    await add('tlb-early', '1', 50, 'L1');
    await desk.office.query(`update itmmas set webflg = 'N' where itmcod in ('TLB-EARLY', 'tlb-early')`);
    await settle();
    expect((await news()).get('erp.stock demo|TLB-EARLY|L1')).toMatchObject({ quantity: 50 });
    await desk.office.query(`update itmmas set webflg = 'Y' where itmcod = 'TLB-EARLY'`);
    await settle();
    const now = await news();
    expect(now.get('erp.stock demo|TLB-EARLY|L1')).toBeNull();
    expect(now.get('erp.stock demo|TLB-EARLY|B1')).toMatchObject({ quantity: 10 });
  });
});

describe('places of one code', () => {
  it('state each item once, and hold up nothing else', async () => {
    await desk.office.query(
      `create temporary table other as select * from whsmas where whscod = 'B1';
       update other set whscod = 'b1', whspri = 99; insert into whsmas select * from other; drop table other`,
    );
    await desk.office.addItem('TLB-PLACE', { onHand: 3 });
    await desk.office.query(`insert into stkbal (itmcod, whscod, onhand) values ('TLB-PLACE', 'b1', 40)`);
    await desk.office.addItem('TLB-OTHER', { onHand: 4 });
    await settle();
    const now = await news();
    expect(now.get('erp.stock demo|TLB-PLACE|B1')).toMatchObject({ quantity: 3 });
    expect(now.get('erp.stock demo|TLB-OTHER|B1')).toMatchObject({ quantity: 4 });
  });
});

describe('a code of whatever a back office writes', () => {
  it('is carried as it is, or held in every flow and lands under no other key', async () => {
    const character = fc.oneof(
      { arbitrary: fc.constantFrom(...'AB|\t,/%+#?"\'&= .Ä'), weight: 3 },
      { arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), weight: 1 },
    );
    const codes = fc
      .uniqueArray(
        fc.string({ unit: character, minLength: 1, maxLength: 12, size: 'max' }).filter((text) => {
          return text.trim() !== '' && text.isWellFormed() && !text.includes('\0') && [...text].length <= 15;
        }),
        { selector: (text) => text.trim().toUpperCase(), minLength: 30, maxLength: 40 },
      )
      .map((list) => list.map((text) => text.trimEnd()));
    const [sample] = fc.sample(codes, { numRuns: 1, seed: 7 });
    for (const code of sample!) await desk.office.addItem(code, { onHand: 3 });
    await settle();
    const now = await news();
    const clean = (code: string) => code.trim().toUpperCase();
    const good = sample!.filter((code) => codeFault(clean(code)) === null).map(clean);
    expect(good.length).toBeGreaterThan(5);
    expect(good.length).toBeLessThan(sample!.length);
    const published = (topic: string) =>
      [...now].flatMap(([key, value]) =>
        key.startsWith(`${topic} `) ? [value?.['code'] ?? value?.['sku']] : [],
      );
    for (const topic of ['erp.items', 'erp.stock', 'erp.prices'])
      expect(published(topic).toSorted()).toEqual(good.toSorted());
    const flows = await desk.adapter.tx((tx) =>
      tx.query<{ flow: string; parent: string }>(
        `select flow, parent from quarantine where severity = 'held' and parent = any($1)`,
        [sample],
      ),
    );
    for (const flow of ['items', 'stock', 'prices'])
      expect(new Set(flows.filter((row) => row.flow === flow).map(({ parent }) => parent)), flow).toEqual(
        new Set(sample!.filter((code) => codeFault(clean(code)) !== null)),
      );
  });
});
