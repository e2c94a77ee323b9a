import { describe, expect, it } from 'vitest';
import { taxRow } from './fixtures/rows.ts';
import { loadMapping } from '../../../mapping/mapping.ts';
import { type TaxRow, mapTax } from './taxes.ts';

const mapping = await loadMapping(undefined);
const map = (of: Partial<TaxRow> = {}) => mapTax(taxRow(of), 'demo', mapping);

describe('a tax rate', () => {
  it('holds for a class in a country from a day on', () => {
    const { fingerprint, ...made } = map();
    expect(made).toEqual({
      sourceKey: 'DE|S|2021-01-01',
      key: 'demo|DE|*|*|standard|2021-01-01',
      raw: taxRow(),
      issues: [],
      value: {
        source: 'demo',
        country: 'DE',
        region: '*',
        regionName: null,
        taxClass: '*',
        category: 'standard',
        name: 'MWST',
        rate: '19',
        validFrom: '2021-01-01',
        validTo: null,
      },
    });
    expect(fingerprint).not.toBe(map({ to: '2021-01-02' }).fingerprint);
  });

  it.each([
    [
      'codes with blanks, in small letters',
      { country: 'de ', code: ' r' },
      'DE|*|*|reduced',
      { category: 'reduced' },
    ],
    ['a name with blanks', { name: ' MWST 7 % ' }, 'DE|*|*|standard', { name: 'MWST 7 %' }],
    ['a class for the name where there is none', { name: '  ' }, 'DE|*|*|standard', { name: 'standard' }],
    ['nothing at all to pay', { code: 'Z', rate: '0' }, 'DE|*|*|zero', { category: 'zero', rate: '0' }],
    ['a single day', { to: '2021-01-02' }, 'DE|*|*|standard', { validTo: '2021-01-02' }],
    [
      'a region',
      { region: 're ', regionName: ' LA REUNION ' },
      'DE|RE|*|standard',
      { region: 'RE', regionName: 'La Reunion' },
    ],
    ['a region without a name', { region: 'RE', regionName: null }, 'DE|RE|*|standard', { region: 'RE' }],
    [
      'a class of customers',
      { taxClass: 'e' },
      'DE|*|reverse-charge|standard',
      { taxClass: 'reverse-charge' },
    ],
    [
      'a class in a region',
      { region: 'CN', taxClass: 'X' },
      'DE|CN|exempt|standard',
      { region: 'CN', taxClass: 'exempt' },
    ],
  ])('takes %s', (_, row, key, value) => {
    expect(map(row).issues).toEqual([]);
    expect(map(row).key).toBe(`demo|${key}|2021-01-01`);
    expect(map(row).value).toEqual({ ...map().value, ...value });
  });

  it.each([
    ['country', { country: '  ' }, 'is missing', 'demo||*|*|standard|2021-01-01'],
    ['category', { code: 'q' }, 'unknown code "Q"', 'demo|DE|*|*|Q|2021-01-01'],
    ['category', { code: ' ' }, 'is missing', 'demo|DE|*|*||2021-01-01'],
    ['taxClass', { taxClass: 'q' }, 'unknown code "Q"', 'demo|DE|*|Q|standard|2021-01-01'],
    ['country', { country: 'D|' }, 'contains "|"', 'demo|D||*|*|standard|2021-01-01'],
    ['region', { region: 'a|b' }, 'contains "|"', 'demo|DE|A|B|*|standard|2021-01-01'],
    ['rate', { rate: '-0.01' }, 'is negative', 'demo|DE|*|*|standard|2021-01-01'],
    ['validTo', { to: '2021-01-01' }, 'ends before it begins', 'demo|DE|*|*|standard|2021-01-01'],
    ['validTo', { to: '2020-12-31' }, 'ends before it begins', 'demo|DE|*|*|standard|2021-01-01'],
  ])('is held back for its %s: %j', (field, row, reason, key) => {
    expect(map(row).value).toBeNull();
    expect(map(row).key).toBe(key);
    expect(map(row).issues).toEqual([{ field, reason, severity: 'held' }]);
  });
});
