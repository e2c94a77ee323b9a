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
        postalCode: '12099',
        coordinates: { latitude: '52.4652', longitude: '13.3889' },
        timeZone: 'Europe/Berlin',
        cutOff: '15:00',
        shippingDays: [1, 2, 3, 4, 5],
        pickup: false,
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
    ['a country in small letters', { country: 'at' }, { country: 'AT' }],
    ['a country of blanks', { country: '  ' }, { country: null }],
    ['a postal code with blanks', { postalCode: ' 5928 LW ' }, { postalCode: '5928 LW' }],
    ['no postal code', { postalCode: null }, { postalCode: null }],
    ['no coordinates', { latitude: null, longitude: null }, { coordinates: null }],
    ['half of a place', { longitude: null }, { coordinates: null }],
    ['the other half', { latitude: null }, { coordinates: null }],
    [
      'no hours',
      { timeZone: null, cutOff: ' ', shippingDays: null },
      { timeZone: null, cutOff: null, shippingDays: [] },
    ],
    ['the first minute', { cutOff: '0000' }, { cutOff: '00:00' }],
    ['the last minute', { cutOff: '2359' }, { cutOff: '23:59' }],
    ['days at the week’s end', { shippingDays: 'NNNNNYY' }, { shippingDays: [6, 7] }],
    ['a place where goods are collected', { pickup: 'Y' }, { pickup: true }],
    ['a warehouse that is closed', { active: 'N' }, { servesWeb: false }],
    ['a third party', { kind: 'p' }, { kind: 'third-party', servesWeb: true }],
    ['a third party that is closed', { kind: 'P', active: ' ' }, { kind: 'third-party', servesWeb: false }],
    ['a store, which does not serve the web', { kind: 'S' }, { kind: 'store', servesWeb: false }],
  ])('takes %s', (_, row, value) => {
    expect(map(row).issues).toEqual([]);
    expect(map(row).value).toEqual({ ...map().value, ...value });
  });

  it.each([
    ['timeZone', { timeZone: 'Berlin' }, 'is no time zone: "Berlin"'],
    ['cutOff', { cutOff: '2400' }, 'is no time of day: "2400"'],
    ['cutOff', { cutOff: '15:00' }, 'is no time of day: "15:00"'],
    ['cutOff', { cutOff: '150' }, 'is no time of day: "150"'],
    ['cutOff', { cutOff: '1560' }, 'is no time of day: "1560"'],
    ['cutOff', { cutOff: '11500' }, 'is no time of day: "11500"'],
  ])('passes without a %s that is wrong, and says so: %j', (field, row, reason) => {
    expect(map(row).issues).toEqual([{ field, reason, severity: 'warning' }]);
    expect(map(row).value).toEqual({ ...map().value, [field]: null });
  });

  it.each([
    ['code', { sourceKey: 'B|1' }, 'contains "|"'],
    ['code', { sourceKey: ' ' }, 'is missing'],
    ['name', { name: ' ' }, 'is missing'],
    ['kind', { kind: 'Q' }, 'unknown code "Q"'],
    ['kind', { kind: ' ' }, 'is missing'],
  ])('is held back for its %s: %j', (field, row, reason) => {
    expect(map(row).value).toBeNull();
    expect(map(row).issues).toEqual([{ field, reason, severity: 'held' }]);
  });
});
