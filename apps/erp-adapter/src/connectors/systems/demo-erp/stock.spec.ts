import { describe, expect, it } from 'vitest';
import { officeSnapshot } from './fixtures/office-snapshot.ts';
import { shippedRow, stockRow } from './fixtures/rows.ts';
import { type ShippedRow, type StockRow, mapStock, stockReader } from './stock.ts';

const map = (of: Partial<StockRow> = {}, shipped: ShippedRow[] = []) =>
  mapStock(stockRow(of), shipped, 'demo');

describe('a stock statement', () => {
  it('says what is there, what of it others claim, what is withheld and what is coming', () => {
    const shipped = [
      shippedRow({ quantity: 2 }),
      shippedRow({ line: 2 }),
      shippedRow({ order: '10002', quantity: 4 }),
    ];
    const { fingerprint, ...made } = map({}, shipped);
    expect(made).toEqual({
      sourceKey: 'HL-U509',
      key: 'demo|HL-U509|B1',
      raw: stockRow(),
      issues: [],
      monotonic: { '10001|1': 2, '10001|2': 1, '10002|1': 4 },
      value: {
        source: 'demo',
        sku: 'HL-U509',
        location: 'B1',
        quantity: 10,
        basis: 'physical',
        allocatedElsewhere: 3,
        safetyStock: 2,
        asOf: new Date('2026-11-20T10:00:00.123Z'),
        watermark: [
          { order: '10001', line: 1, quantity: 2 },
          { order: '10001', line: 2, quantity: 1 },
          { order: '10002', line: 1, quantity: 4 },
        ],
        incoming: [
          { expectedOn: '2026-12-01', quantity: 5, document: '510001', kind: 'purchase', confirmed: false },
          { expectedOn: '2026-12-15', quantity: 20, document: '610001', kind: 'transfer', confirmed: true },
        ],
      },
    });
    expect(fingerprint).toBe(map().fingerprint);
  });

  it('may be one of nothing, or of less', () => {
    const row = { sourceKey: 'tür-09', location: ' b1', onHand: -2, elsewhere: 0, safety: 0, incoming: [] };
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
    ['a unit that others claim', { elsewhere: 4 }],
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
    const before = map({}, [shippedRow({ quantity: 2 }), shippedRow({ line: 2 })]);
    expect(map({}, [shippedRow({ quantity: 2 })]).fingerprint).toBe(before.fingerprint);
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
  const rows = [stockRow(), stockRow({ location: 'L1' }), stockRow({ sourceKey: 'WB-H098' })];
  const shipped = [
    shippedRow(),
    shippedRow({ order: '10002', location: 'L1', quantity: 3 }),
    shippedRow({ order: '10002', line: 2, sourceKey: 'WB-H098', quantity: 2 }),
    shippedRow({ order: '10003', sourceKey: 'WB-H098', location: 'L1', quantity: 9 }),
    shippedRow({ order: '10003', quantity: 4 }),
  ];

  it('sets down units that have left where they left, and for the item that they are of', async () => {
    const { snapshot, asked } = officeSnapshot({ dlvlin: shipped, stkbal: rows });
    const skus: (readonly string[])[] = [];
    const reader = stockReader('demo', async (given) => {
      skus.push(given);
      expect(asked).toEqual([]);
      return ['10001', '10002', '10003'];
    });
    const records = await reader.read(snapshot, ['hl-u509 ', 'WB-H098']);
    expect(skus).toEqual([['HL-U509', 'WB-H098']]);
    expect(asked.map(({ params }) => params)).toEqual([
      [['hl-u509 ', 'WB-H098']],
      [
        ['hl-u509 ', 'WB-H098'],
        ['10001', '10002', '10003'],
      ],
    ]);
    expect(records.map(({ key, value }) => ({ key, watermark: value?.watermark }))).toEqual([
      {
        key: 'demo|HL-U509|B1',
        watermark: [
          { order: '10001', line: 1, quantity: 1 },
          { order: '10003', line: 1, quantity: 4 },
        ],
      },
      { key: 'demo|HL-U509|L1', watermark: [{ order: '10002', line: 1, quantity: 3 }] },
      { key: 'demo|WB-H098|B1', watermark: [{ order: '10002', line: 2, quantity: 2 }] },
    ]);
  });

  it('does not ask what has left when no order waits for it', async () => {
    const { snapshot, asked } = officeSnapshot({ dlvlin: shipped, stkbal: rows });
    const records = await stockReader('demo', async () => []).read(snapshot, ['HL-U509', 'WB-H098']);
    expect(asked).toHaveLength(1);
    expect(records.map(({ value }) => value?.watermark)).toEqual([[], [], []]);
  });

  it('pages through the items of the back office', async () => {
    const { snapshot, asked } = officeSnapshot({
      sourceKey: [{ sourceKey: 'HL-U509' }, { sourceKey: 'WB-H098' }],
    });
    const reader = stockReader('demo', async () => []);
    expect(await reader.sourceKeys(snapshot, 'HL-U508', 2)).toEqual(['HL-U509', 'WB-H098']);
    expect(asked.map(({ params }) => params)).toEqual([['HL-U508', 2]]);
  });
});
