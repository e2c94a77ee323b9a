import { describe, expect, it } from 'vitest';
import { priceRow } from './fixtures/rows.ts';
import { loadMapping } from '../../../mapping/mapping.ts';
import { type PriceRow, mapPrice } from './prices.ts';

const mapping = await loadMapping(undefined);
const map = (of: Partial<PriceRow> = {}, by = mapping) => {
  const mapped = mapPrice(priceRow(of), 'demo', by);
  if (mapped === null) throw new Error('is no price');
  return mapped;
};
const from = new Date('2026-11-15T23:00:00Z');
const to = new Date('2026-11-29T23:00:00Z');

describe('a price', () => {
  it('is a version of its own, net, in the unit of its item, for everybody', () => {
    const { fingerprint, ...made } = map();
    expect(made).toEqual({
      sourceKey: 'HL-U509',
      key: 'demo|HL-U509|S12',
      raw: priceRow(),
      names: [{ flow: 'items', code: 'HL-U509', sourceKey: 'HL-U509' }],
      issues: [],
      value: {
        source: 'demo',
        sku: 'HL-U509',
        version: 'S12',
        list: 'SPECIAL',
        kind: 'sale',
        currency: 'EUR',
        amount: '29.74',
        perQuantity: 1,
        taxIncluded: false,
        unit: 'C62',
        minQuantity: 1,
        maxQuantity: null,
        validFrom: from,
        validTo: to,
        group: null,
        account: null,
      },
    });
    expect(fingerprint).not.toBe(map({ amount: '29.75' }).fingerprint);
  });

  it('is of the list when it is no special, and may be without an end', () => {
    const row = {
      kind: 'list',
      to: null,
      sourceKey: 'tür-09 ',
      currency: 'jpy',
      amount: '1480',
      unit: 'pr',
    } as const;
    const { key, issues, value } = map(row);
    expect({ key, issues }).toEqual({ key: 'demo|TÜR-09|L12', issues: [] });
    expect(value).toEqual({
      ...map().value,
      sku: 'TÜR-09',
      version: 'L12',
      list: 'LIST',
      kind: 'list',
      currency: 'JPY',
      amount: '1480',
      unit: 'PR',
      validTo: null,
    });
  });

  it('is of a list of customers, for several of a unit of pack', () => {
    const row = { kind: 'customer-list', list: 'seas', unit: 'KAR', amount: '75', per: 10, minQuantity: 240 };
    const { key, issues, value } = map(row as Partial<PriceRow>);
    expect({ key, issues }).toEqual({ key: 'demo|HL-U509|C12', issues: [] });
    expect(value).toEqual({
      ...map().value,
      version: 'C12',
      list: 'SEAS',
      kind: 'customer-list',
      amount: '75',
      perQuantity: 10,
      unit: 'XCT',
      minQuantity: 240,
    });
  });

  it.each([
    ['the smallest amount', { amount: '0.0001' }, { amount: '0.0001' }],
    ['a fils', { currency: 'KWD', amount: '0.001' }, { currency: 'KWD', amount: '0.001' }],
    ['ten units or more', { minQuantity: 10 }, { minQuantity: 10 }],
    [
      'a millisecond',
      { to: new Date('2026-11-15T23:00:00.001Z') },
      { validTo: new Date('2026-11-15T23:00:00.001Z') },
    ],
  ])('may be one of %s', (_, row, value) => {
    expect(map(row).issues).toEqual([]);
    expect(map(row).value).toEqual({ ...map().value, ...value });
  });

  it.each([
    ['amount', { amount: '-0.01' }, 'is negative'],
    [
      'amount',
      { amount: '0.0000' },
      'is zero, and the mapping does not say that the item may be free of charge',
    ],
    ['currency', { currency: 'DM ' }, 'unknown code "DM"'],
    ['unit', { unit: 'KRT' }, 'unknown code "KRT"'],
    ['unit', { unit: '   ' }, 'is missing'],
    ['unit', { unit: 'kar', has: false }, 'the item has no unit "KAR"'],
    ['list', { kind: 'customer-list', list: 'GONE', currency: null }, 'no list "GONE"'],
    ['sku', { unit: null }, 'no such item'],
    ['sku', { sourceKey: 'A|B' }, 'contains "|"'],
    ['sku', { sourceKey: ' ' }, 'is missing'],
    ['minQuantity', { minQuantity: 0 }, 'is below 1'],
  ])('is held back for its %s: %j', (field, row, reason) => {
    const made = map(row as Partial<PriceRow>);
    expect(made.value).toBeNull();
    expect(made.issues).toEqual([{ field, reason, severity: 'held' }]);
  });

  it.each(['list', 'sale', 'customer-list'] as const)(
    'of a %s may be zero where the mapping says so, of an item or of its family',
    (kind) => {
      const free = (freeOfCharge: { items: string[]; families: string[] }, sourceKey = ' hl-u509') =>
        map({ kind, list: 'SEAS', amount: '0', sourceKey, family: 'hlmt' }, { ...mapping, freeOfCharge });
      const allowed = { kind, amount: '0' };
      expect(free({ items: ['HL-U509'], families: [] }).value).toMatchObject(allowed);
      expect(free({ items: [], families: ['HLMT'] }).value).toMatchObject(allowed);
      expect(free({ items: ['HL-U50', 'HL-U5099'], families: ['HLM', 'LGHT'] }).value).toBeNull();
      expect(free({ items: ['HL-U509'], families: [] }, 'HL-U510').value).toBeNull();
      expect(
        map({ amount: '-1' }, { ...mapping, freeOfCharge: { items: ['HL-U509'], families: [] } }),
      ).toMatchObject({ value: null, issues: [{ reason: 'is negative' }] });
    },
  );

  it('of an item that is not there is none of a family', () => {
    const freeOfCharge = { items: [], families: ['HLMT'] };
    expect(map({ amount: '0', family: null, unit: null }, { ...mapping, freeOfCharge }).issues).toHaveLength(
      2,
    );
  });

  it.each([from, new Date('2026-11-15T22:59:59.999Z')])(
    'is none that ends where it begins or before: %o',
    (end) => {
      expect(mapPrice(priceRow({ to: end, amount: '-1' }), 'demo', mapping)).toBeNull();
      expect(map({ to: new Date(from.getTime() + 1) }).issues).toEqual([]);
    },
  );

  it('says all that is wrong with it', () => {
    const { issues } = map({ amount: '-1', currency: '', unit: null, minQuantity: -1 });
    expect(issues.map(({ field, reason }) => `${field} ${reason}`)).toEqual([
      'currency unknown code ""',
      'amount is negative',
      'minQuantity is below 1',
      'sku no such item',
    ]);
  });
});
