import { describe, expect, it } from 'vitest';
import { customerRow } from './fixtures/rows.ts';
import { loadMapping } from '../../../mapping/mapping.ts';
import { type CustomerRow, mapCustomer } from './customers.ts';

const mapping = { ...(await loadMapping(undefined)), priceGroups: { D: 'trade' } };
const map = (of: Partial<CustomerRow> = {}) => mapCustomer(customerRow(of), 'demo', mapping);

describe('a customer', () => {
  it('is cleaned and mapped', () => {
    const { fingerprint, ...made } = map();
    expect(made).toEqual({
      sourceKey: '10042',
      key: 'demo|10042',
      raw: customerRow(),
      issues: [],
      value: {
        source: 'demo',
        number: '10042',
        kind: 'business',
        name: 'FAHRRAD MÜLLER GMBH',
        taxNumber: 'DE123456789',
        email: 'einkauf@example.org',
        currency: 'EUR',
        country: 'DE',
        region: null,
        parent: null,
        billTo: null,
        taxClass: 'normal',
        paymentTerms: 'N30',
        priceGroup: 'trade',
        priceLists: [],
        blockedFor: [],
      },
    });
    expect(fingerprint).not.toBe(map({ status: 'B' }).fingerprint);
  });

  it.each([
    [
      'blanks and small letters',
      { name: ' Ösi  KG ', country: ' at', currency: 'chf', group: 'd ' },
      { name: 'Ösi  KG', country: 'AT', currency: 'CHF' },
    ],
    ['a tax number in parts', { taxNumber: ' atu 123 456 78 ' }, { taxNumber: 'ATU12345678' }],
    ['no tax number', { taxNumber: null }, { taxNumber: null }],
    ['a tax number of blanks', { taxNumber: '  ' }, { taxNumber: null }],
    ['an address in capitals', { email: ' Einkauf@EXAMPLE.org ' }, { email: 'einkauf@example.org' }],
    ['no address', { email: null }, { email: null }],
    ['a person', { group: 'I' }, { kind: 'person', priceGroup: null }],
    ['an account that is blocked', { status: 'b ' }, { blockedFor: ['orders', 'shipments'] }],
    ['an account that is blocked for orders', { status: 'O' }, { blockedFor: ['orders'] }],
    [
      'a branch in a region',
      { region: 'tn ', parent: '20024', billTo: '20025' },
      { region: 'TN', parent: '20024', billTo: '20025' },
    ],
    ['a region of blanks', { region: '   ' }, { region: null }],
    ['a business that owes the tax itself', { taxClass: 'e' }, { taxClass: 'reverse-charge' }],
    ['no terms', { paymentTerms: null }, { paymentTerms: null }],
    ['terms of blanks', { paymentTerms: '   ' }, { paymentTerms: null }],
    ['lists by rank', { priceLists: ['seas', 'DLR '] }, { priceLists: ['SEAS', 'DLR'] }],
    ['yen', { currency: 'JPY' }, { currency: 'JPY' }],
  ])('takes %s', (_, row, value) => {
    expect(map(row).issues).toEqual([]);
    expect(map(row).value).toEqual({ ...map().value, ...value });
  });

  it('gathers guests under one number, whatever group that is in', () => {
    const guests = map({ sourceKey: '10000', group: '?' });
    expect(guests.issues).toEqual([]);
    expect(guests.value).toEqual({ ...map().value, number: '10000', kind: 'guests', priceGroup: null });
  });

  it.each([null, '  '])('passes without a country, and says so: %j', (country) => {
    expect(map({ country }).issues).toEqual([
      { field: 'country', reason: 'is missing', severity: 'warning' },
    ]);
    expect(map({ country }).value).toEqual({ ...map().value, country: null });
  });

  it.each([
    ['name', { name: null }, 'is missing'],
    ['name', { name: ' ' }, 'is missing'],
    ['kind', { group: 'x' }, 'unknown code "X"'],
    ['kind', { group: ' ' }, 'is missing'],
    ['currency', { currency: 'DM ' }, 'unknown code "DM"'],
    ['taxClass', { taxClass: 'Q' }, 'unknown code "Q"'],
    ['blockedFor', { status: 'S' }, 'unknown code "S"'],
    ['blockedFor', { status: ' ' }, 'is missing'],
  ])('is held back for its %s: %j', (field, row, reason) => {
    expect(map(row).value).toBeNull();
    expect(map(row).issues).toEqual([{ field, reason, severity: 'held' }]);
  });
});
