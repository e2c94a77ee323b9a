import { describe, expect, it } from 'vitest';
import { officeSnapshot } from './fixtures/office-snapshot.ts';
import type { OrderClaim } from '@throughline/connector';
import type { OwnUnits } from '../../cover.ts';
import { loadMapping } from '../../../mapping/mapping.ts';
import { ownLineRow, stockRow } from './fixtures/rows.ts';
import { type StockRow, mapStock, stockReader } from './stock.ts';

const mapping = await loadMapping(undefined);
const map = (of: Partial<StockRow> = {}, own: Partial<OwnUnits> = {}) =>
  mapStock(stockRow(of), { covered: 0, watermark: [], ...own }, 'demo');

describe('a stock statement', () => {
  it('says what is there, what of it others claim, what is withheld and what is coming', () => {
    const watermark = [
      { order: '10001', line: 1, quantity: 2 },
      { order: '10001', line: 2, quantity: 1 },
      { order: '10002', line: 1, quantity: 4 },
    ];
    const { fingerprint, ...made } = map({}, { covered: 1, watermark });
    expect(made).toEqual({
      sourceKey: 'HL-U509',
      key: 'demo|HL-U509|B1',
      raw: stockRow(),
      names: [
        { flow: 'items', code: 'HL-U509', sourceKey: 'HL-U509' },
        { flow: 'locations', code: 'B1', sourceKey: 'B1' },
      ],
      issues: [],
      monotonic: { '10001|1': 2, '10001|2': 1, '10002|1': 4 },
      value: {
        source: 'demo',
        sku: 'HL-U509',
        location: 'B1',
        quantity: 10,
        basis: 'physical',
        allocatedElsewhere: 2,
        safetyStock: 2,
        asOf: new Date('2026-11-20T10:00:00.123Z'),
        watermark,
        incoming: [
          { expectedOn: '2026-12-01', quantity: 5, document: '510001', kind: 'purchase', confirmed: false },
          { expectedOn: '2026-12-15', quantity: 20, document: '610001', kind: 'transfer', confirmed: true },
        ],
      },
    });
    expect(fingerprint).toBe(map({}, { covered: 1 }).fingerprint);
  });

  it('says of an item that is gone what of our orders had left, and nothing else', () => {
    const watermark = [{ order: '10001', line: 1, quantity: 2 }];
    expect(map({ known: false }, { watermark }).value).toMatchObject({ sku: 'HL-U509', watermark });
    expect(map({ known: false }, { covered: 2 }).value).toBeNull();
  });

  it('may be one of nothing, or of less', () => {
    const row = { sourceKey: 'tür-09', location: ' b1', onHand: -2, open: 0, safety: 0, incoming: [] };
    expect(map(row).key).toBe('demo|TÜR-09|B1');
    expect(map(row).monotonic).toEqual({});
    expect(map(row).value).toEqual({
      source: 'demo',
      sku: 'TÜR-09',
      location: 'B1',
      quantity: -2,
      basis: 'physical',
      allocatedElsewhere: 0,
      safetyStock: 0,
      asOf: new Date('2026-11-20T10:00:00.123Z'),
      watermark: [],
      incoming: [],
    });
  });

  it.each([
    ['a unit more', { onHand: 11 }],
    ['a unit that others claim', { open: 4 }],
    ['a unit withheld', { safety: 3 }],
    ['a delivery on its way', { incoming: stockRow().incoming.slice(1) }],
    [
      'a date that is confirmed',
      { incoming: stockRow().incoming.map((each) => ({ ...each, confirmed: true })) },
    ],
    ['a count that finds the same a microsecond later', { stated: '2026-11-20 10:00:00.123457+00' }],
  ])('is another with %s', (_, of) => {
    expect(map(of).fingerprint).not.toBe(map().fingerprint);
  });

  it('is the same when only units of ours have been settled', () => {
    const [first, second] = [1, 2].map((line) => ({ order: '10001', line, quantity: 2 }));
    const before = map({}, { watermark: [first!, second!] });
    expect(map({}, { watermark: [first!] }).fingerprint).toBe(before.fingerprint);
  });

  it('holds all that is open for others, and cannot tell what left, where a source is given no orders', () => {
    const { value, monotonic } = mapStock(stockRow(), null, 'demo');
    expect(value).toMatchObject({ allocatedElsewhere: 3, watermark: null });
    expect(monotonic).toStrictEqual({});
    expect(mapStock(stockRow({ known: false }), null, 'demo').issues).toEqual([
      { field: 'sku', reason: 'no such item', severity: 'held' },
    ]);
  });

  it.each([
    ['sku', { known: false }, 'no such item'],
    ['sku', { sourceKey: ' ' }, 'is missing'],
    ['location', { location: '   ' }, 'is missing'],
    ['sku', { sourceKey: 'A|B' }, 'contains "|"'],
    ['location', { location: 'B|1' }, 'contains "|"'],
  ])('is held back for its %s: %j', (field, of, reason) => {
    expect(map(of).value).toBeNull();
    expect(map(of).issues).toEqual([{ field, reason, severity: 'held' }]);
  });
});

describe('reading stock', () => {
  const rows = [
    stockRow(),
    stockRow({ location: 'L1', open: 4 }),
    stockRow({ sourceKey: 'WB-H098', open: 0 }),
  ];
  const claim = (some: Partial<OrderClaim> = {}): OrderClaim => ({
    ...{ order: '10001', erpNumber: '410001', line: 1, sku: 'HL-U509', units: 3, left: {} },
    ...some,
  });
  const lines = [
    ownLineRow({ open: 2, shipped: 1 }),
    ownLineRow({ document: '410002', order: '10002', location: 'l1 ', open: 1, shipped: 3 }),
    ownLineRow({ document: '410002', order: '10002', line: 2, sourceKey: 'WB-H098', open: 0, shipped: 2 }),
  ];
  const claims = [
    claim(),
    claim({ order: '10002', erpNumber: null, units: 9, left: { S1: 1 } }),
    claim({ order: '10002', erpNumber: null, line: 2, sku: 'WB-H098', units: 2 }),
  ];

  it('says of each place what is ours there, and what is held for others', async () => {
    const { snapshot, asked } = officeSnapshot({ 'documents as': lines, stkbal: rows });
    const items: unknown[] = [];
    const reader = stockReader('demo', mapping, {
      documents: async () => [],
      boundSkus: async () => new Map(),
      claims: async (given) => {
        items.push(given);
        expect(asked).toEqual([]);
        return claims;
      },
    });
    const records = await reader.read(snapshot, ['HL-U509 ', 'WB-H098']);
    expect(items).toEqual([
      [
        { sku: 'HL-U509', sourceKey: 'HL-U509 ' },
        { sku: 'WB-H098', sourceKey: 'WB-H098' },
      ],
    ]);
    const since = '2026-11-20 09:00:00+00';
    expect(asked.map(({ params }) => params)).toEqual([
      [['HL-U509 ', 'WB-H098'], ['410001'], ['10002']],
      [
        ['HL-U509 ', 'WB-H098'],
        ['HL-U509', 'HL-U509', 'WB-H098', 'HL-U509 '],
        ['B1', 'L1', 'B1', 'S1'],
        [since, since, since, since],
      ],
    ]);
    const told = records.map(({ key, value }) => [key, value?.allocatedElsewhere, value?.watermark]);
    expect(told).toEqual([
      ['demo|HL-U509|B1', 1, [{ order: '10001', line: 1, quantity: 1 }]],
      ['demo|HL-U509|L1', 3, [{ order: '10002', line: 1, quantity: 2 }]],
      ['demo|WB-H098|B1', 0, [{ order: '10002', line: 2, quantity: 2 }]],
    ]);
  });

  it.each([
    ['a store', { kind: 'S ' }],
    ['a place that is closed', { active: 'N' }],
    ['a place that there is not', { kind: '', active: '' }],
  ])('says of units that wait in %s that the web has them no more', async (_, place) => {
    const { snapshot } = officeSnapshot({
      'documents as': [ownLineRow({ location: 'L1', open: 2, shipped: 1, ...place })],
      stkbal: rows,
    });
    const reader = stockReader('demo', mapping, {
      documents: async () => [],
      boundSkus: async () => new Map(),
      claims: async () => [claim()],
    });
    const [, there] = await reader.read(snapshot, ['HL-U509']);
    expect(there?.value).toMatchObject({
      location: 'L1',
      allocatedElsewhere: 4,
      watermark: [{ order: '10001', line: 1, quantity: 3 }],
    });
  });

  it('states a place that has nothing of ours any more as of the last change of the item’s own lines', async () => {
    const changed = (of: string, some: Partial<Parameters<typeof ownLineRow>[0]> = {}) =>
      ownLineRow({ ...some, changedAt: `2026-11-20 ${of}:00:00+00` });
    const { snapshot, asked } = officeSnapshot({
      'documents as': [changed('09'), changed('11'), changed('10'), changed('12', { sourceKey: 'WB-H098' })],
    });
    const left = claim({ left: { S1: 1 } });
    const reader = stockReader('demo', mapping, {
      documents: async () => [],
      boundSkus: async () => new Map(),
      claims: async () => [left],
    });
    await reader.read(snapshot, ['HL-U509', 'WB-H098']);
    const [, locations, since] = asked[1]!.params.slice(-3) as [unknown, string[], string[]];
    expect([locations.at(-1), since.at(-1)]).toEqual(['S1', '2026-11-20 11:00:00+00']);
  });

  it('counts what is ours by the code that a person has given an item, as by that of its own key', async () => {
    const read = async (bound: ReadonlyMap<string, string>, sku: string) => {
      const { snapshot } = officeSnapshot({ 'documents as': lines.slice(0, 1), stkbal: rows });
      const reader = stockReader('demo', mapping, {
        documents: async () => [],
        boundSkus: async () => bound,
        claims: async (items) => items.flatMap((item) => (item.sku === sku ? [claim({ sku })] : [])),
      });
      const records = await reader.read(snapshot, ['HL-U509']);
      return records.map(({ value }) => [value?.allocatedElsewhere, value?.watermark]);
    };
    const own = await read(new Map(), 'HL-U509');
    expect(own.some(([, watermark]) => (watermark as unknown[]).length > 0)).toBe(true);
    expect(await read(new Map([['HL-U509', 'HELMET']]), 'HELMET')).toEqual(own);
    expect(await read(new Map([['HL-U509', 'HELMET']]), 'HL-U509')).not.toEqual(own);
  });

  it('cannot tell what is ours where the source is given no orders', async () => {
    const { snapshot, asked } = officeSnapshot({ 'documents as': lines, stkbal: rows });
    const records = await stockReader('demo', mapping, null).read(snapshot, ['HL-U509', 'WB-H098']);
    expect(asked.map(({ params }) => params)).toEqual([[['HL-U509', 'WB-H098'], [], [], []]]);
    expect(records.map(({ value }) => [value?.allocatedElsewhere, value?.watermark])).toEqual([
      [3, null],
      [4, null],
      [0, null],
    ]);
  });

  it('does not look for documents when nothing is claimed', async () => {
    const { snapshot, asked } = officeSnapshot({ 'documents as': lines, stkbal: rows });
    const reader = stockReader('demo', mapping, {
      documents: async () => [],
      boundSkus: async () => new Map(),
      claims: async () => [],
    });
    const records = await reader.read(snapshot, ['HL-U509', 'WB-H098']);
    expect(asked.map(({ params }) => params)).toEqual([[['HL-U509', 'WB-H098'], [], [], []]]);
    expect(records.map(({ value }) => [value?.allocatedElsewhere, value?.watermark])).toEqual([
      [3, []],
      [4, []],
      [0, []],
    ]);
  });

  it('pages through the items of the back office', async () => {
    const { snapshot, asked } = officeSnapshot({
      sourceKey: [{ sourceKey: 'HL-U509' }, { sourceKey: 'WB-H098' }],
    });
    expect(await stockReader('demo', mapping, null).sourceKeys(snapshot, 'HL-U508', 2)).toEqual([
      'HL-U509',
      'WB-H098',
    ]);
    expect(asked.map(({ params }) => params)).toEqual([['HL-U508', 2]]);
  });
});
