import { describe, expect, it } from 'vitest';
import { locationRow } from './fixtures/rows.ts';
import { loadMapping } from '../../../mapping/mapping.ts';
import { type LocationRow, mapLocation } from './locations.ts';

const mapping = await loadMapping(undefined);
const map = (of: Partial<LocationRow> = {}) => mapLocation(locationRow(of), 'demo', mapping);

describe('a location', () => {
  it('is named for people, with where it is', () => {
    const { fingerprint, ...made } = map();
    expect(made).toEqual({
      sourceKey: 'B1',
      key: 'demo|B1',
      raw: locationRow(),
      issues: [],
      value: {
        source: 'demo',
        code: 'B1',
        name: 'Zentrallager Berlin',
        kind: 'warehouse',
        city: 'Berlin',
        country: 'DE',
        servesWeb: true,
      },
    });
    expect(fingerprint).not.toBe(map({ active: 'N' }).fingerprint);
  });

  it.each([
    ['a code in small letters', { sourceKey: ' b1' }, { code: 'B1' }],
    ['blanks between words', { name: ' ENTREPÔT   DE\tLYON ' }, { name: 'Entrepôt De Lyon' }],
    [
      'words with figures',
      { name: 'VENLO LOGISTIEK 3PL HALLE B12' },
      { name: 'Venlo Logistiek 3PL Halle B12' },
    ],
    ['no city and no country', { city: ' ', country: null }, { city: null, country: null }],
    ['blanks around', { city: ' Köln ', country: 'DE ' }, { city: 'Köln', country: 'DE' }],
    ['a warehouse that is closed', { active: 'N' }, { servesWeb: false }],
    ['a third party', { kind: 'p' }, { kind: 'third-party', servesWeb: true }],
    ['a third party that is closed', { kind: 'P', active: ' ' }, { kind: 'third-party', servesWeb: false }],
    ['a store, which does not serve the web', { kind: 'S' }, { kind: 'store', servesWeb: false }],
  ])('takes %s', (_, row, value) => {
    expect(map(row).issues).toEqual([]);
    expect(map(row).value).toEqual({ ...map().value, ...value });
  });

  it.each([
    ['code', { sourceKey: ' ' }, 'is missing'],
    ['name', { name: ' ' }, 'is missing'],
    ['kind', { kind: 'Q' }, 'unknown code "Q"'],
    ['kind', { kind: ' ' }, 'is missing'],
  ])('is held back for its %s: %j', (field, row, reason) => {
    expect(map(row).value).toBeNull();
    expect(map(row).issues).toEqual([{ field, reason, severity: 'held' }]);
  });
});
