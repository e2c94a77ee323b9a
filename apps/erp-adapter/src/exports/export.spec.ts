import type { ErpOrder, OrderPlaced } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import { differencesFrom, documentFor, isWhollyCancelled } from './export.ts';

const priced = { priceVersion: 'L1', taxIncluded: false, taxCategory: 'standard', taxRate: '19' };
const placed: OrderPlaced = {
  order: '10001',
  channel: 'web',
  account: 'guests',
  currency: 'EUR',
  country: 'DE',
  language: 'en',
  lines: [
    { line: 1, sku: 'BIKE', name: 'Bike', quantity: 1, unitPrice: '100', net: '100', ...priced },
    { line: 2, sku: 'BELL', name: 'Bell', quantity: 2, unitPrice: '9.95', net: '19.9', ...priced },
  ],
  shippingMethod: 'standard',
  shippingNet: '4.9',
  shippingTaxRate: '19',
  net: '124.8',
  tax: '23.71',
  gross: '148.51',
  rounding: 'tax-group',
  acceptBackOrder: false,
  at: new Date('2026-11-20T10:00:00Z'),
};
const recipient = {
  name: 'A. Example',
  company: null,
  street: 'Street 1',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
  email: 'a@example.org',
  phone: null,
};
const none = new Map<number, number>();

function theirs(of: Partial<ErpOrder> = {}): ErpOrder {
  const line = (number: number, sku: string, ordered: number, unitPrice: string, net: string) => {
    return { line: number, sku, name: sku, ordered, shipped: 0, cancelled: 0, invoiced: 0, unitPrice, net };
  };
  return {
    source: 'demo',
    number: '410001',
    channelOrder: '10001',
    origin: 'web',
    status: 'open',
    customer: '10000',
    currency: 'EUR',
    placedAt: placed.at,
    lines: [line(1, 'BIKE', 1, '100', '100'), line(2, 'BELL', 2, '9.95', '19.9')],
    shipments: [],
    net: '124.8',
    tax: '23.71',
    gross: '148.51',
    ...of,
  };
}

describe('the document', () => {
  it('says what was ordered and what of it was cancelled', () => {
    expect(documentFor(placed, new Map([[2, 1]]), '10000', recipient)).toMatchObject({
      order: '10001',
      customer: '10000',
      shippingNet: '4.9',
      lines: [
        { line: 1, ordered: 1, cancelled: 0, unitNet: '100' },
        { line: 2, ordered: 2, cancelled: 1, unitNet: '9.95' },
      ],
    });
  });

  it('states prices without tax, also those that were shown with it', () => {
    const [line] = placed.lines;
    const gross = {
      ...placed,
      lines: [{ ...line!, quantity: 3, unitPrice: '119', taxIncluded: true, net: '300' }],
    };
    expect(documentFor(gross, none, '10000', recipient).lines).toMatchObject([{ unitNet: '100' }]);
  });
});

describe('reading it back', () => {
  it('finds no difference where there is none', () => {
    expect(differencesFrom(placed, none, theirs())).toEqual([]);
  });

  it('names every figure that is not ours', () => {
    const [bike] = theirs().lines;
    const lines = [
      { ...bike!, ordered: 2 },
      { ...bike!, line: 3 },
    ];
    expect(differencesFrom(placed, none, theirs({ currency: 'CHF', lines, gross: '200' }))).toEqual([
      { field: 'currency', ours: 'EUR', theirs: 'CHF' },
      { field: 'lines[1].ordered', ours: '1', theirs: '2' },
      { field: 'lines[2]', ours: '2 × BELL', theirs: 'missing' },
      { field: 'lines[3]', ours: 'none', theirs: '1 × BIKE' },
      { field: 'gross', ours: '148.51', theirs: '200' },
    ]);
  });

  it('compares what is left when units were cancelled', () => {
    const cancelled = new Map([[2, 1]]);
    const [bike, bell] = theirs().lines;
    const lines = [bike!, { ...bell!, cancelled: 1, net: '9.95' }];
    expect(
      differencesFrom(placed, cancelled, theirs({ lines, net: '114.85', tax: '21.82', gross: '136.67' })),
    ).toEqual([]);
  });

  it('does not expect units to be cancelled that have left', () => {
    const cancelled = new Map([
      [1, 1],
      [2, 2],
    ]);
    const [bike, bell] = theirs().lines;
    const lines = [
      { ...bike!, shipped: 1 },
      { ...bell!, shipped: 1, cancelled: 1, net: '9.95' },
    ];
    const document = theirs({ lines, net: '114.85', tax: '21.82', gross: '136.67' });
    expect(differencesFrom(placed, cancelled, document)).toEqual([]);
    expect(differencesFrom(placed, cancelled, { ...document, lines: [lines[0]!, bell!] })).toMatchObject([
      { field: 'lines[2].cancelled', ours: '2', theirs: '0' },
      { field: 'net' },
      { field: 'tax' },
      { field: 'gross' },
    ]);
  });
});

it('knows when nothing is left', () => {
  expect(isWhollyCancelled(placed, new Map([[1, 1]]))).toBe(false);
  expect(
    isWhollyCancelled(
      placed,
      new Map([
        [1, 1],
        [2, 2],
      ]),
    ),
  ).toBe(true);
});
