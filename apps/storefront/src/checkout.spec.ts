import { Problem } from '@throughline/service';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOfBody, hashOfEmail, newOrderNumber, orderRequested } from './checkout.ts';
import { price } from './fixtures/records.ts';
import { type OrderBody, orderBody, orderNumber } from './request.schemas.ts';
import type { Sku } from './sku.query.ts';

const at = new Date('2026-11-20T12:00:00Z');
const rules = { strategy: 'most-specific', graceMs: 3_600_000, rounding: 'tax-group' } as const;
const rateOf = (country: string) => (country === 'DE' ? '19' : null);
const minutesAgo = (minutes: number) => new Date(at.getTime() - minutes * 60_000);

function helmet(prices: Sku['prices']): Sku {
  return {
    sku: 'H',
    model: 'H',
    family: 'HLMT',
    familyName: 'Helmets',
    category: null,
    unit: 'C62',
    taxCategory: 'standard',
    color: null,
    size: null,
    texts: [{ language: 'en', name: 'Helmet', description: '' }],
    substitute: null,
    status: 'active',
    availableToSell: 5,
    atZero: 'show',
    backOrderable: 0,
    nextIncoming: null,
    estimated: false,
    asOf: at,
    locations: [],
    prices,
    version: 1,
    epoch: 1,
  };
}
const body = (line: object = {}, more: object = {}): OrderBody =>
  orderBody.parse({
    country: 'DE',
    shippingMethod: 'standard',
    lines: [{ sku: 'H', quantity: 2, ...line }],
    recipient: {
      name: 'Ada',
      street: 'Weg 1',
      postalCode: '10115',
      city: 'Berlin',
      email: 'ada@example.com',
    },
    ...more,
  });
const request = (given: OrderBody, prices: Sku['prices']) =>
  orderRequested(given, new Map([['H', helmet(prices)]]), {
    orderNumber: 'W000000001',
    keyHash: 'k',
    account: 'A',
    at,
    rules,
    rateOf,
  });
const refusal = (given: OrderBody, prices: Sku['prices']) => {
  try {
    request(given, prices);
  } catch (error) {
    if (error instanceof Problem) return error.body;
    throw error;
  }
  return undefined;
};
const list = price('H', '34.99');

describe('an order that is asked for', () => {
  it('carries price, tax and totals as they were shown', () => {
    expect(request(body({ priceVersion: 'L1' }, { total: '89.17' }), [list])).toMatchObject({
      lines: [
        { line: 1, name: 'Helmet', unitPrice: '34.99', priceVersion: 'L1', taxRate: '19', net: '69.98' },
      ],
      shippingNet: '4.95',
      net: '74.93',
      tax: '14.24',
      gross: '89.17',
      account: 'A',
      channel: 'web',
    });
  });

  const ended = (minutes: number) => [
    { ...list, validTo: minutesAgo(minutes) },
    { ...list, version: 'L2', amount: '39.99', validFrom: minutesAgo(minutes) },
  ];
  it('keeps a price that ended within the grace', () => {
    expect(request(body({ priceVersion: 'L1' }), ended(59)).lines[0]?.unitPrice).toBe('34.99');
  });

  it('is refused at a price that ended before the grace, with the one in force', () => {
    expect(refusal(body({ priceVersion: 'L1' }), ended(61))).toMatchObject({
      status: 409,
      type: 'urn:throughline:problem:price-changed',
      price: { version: 'L2', amount: '39.99' },
    });
  });

  it('is refused at a price that was never shown to guests', () => {
    const contract = { ...list, version: 'C1', kind: 'contract', account: 'A7', amount: '1' };
    expect(refusal(body({ priceVersion: 'C1' }), [list, contract])).toMatchObject({ status: 409 });
  });

  it('is refused at a price for larger quantities', () => {
    const bulk = { ...list, version: 'B1', amount: '20', minQuantity: 10 };
    expect(refusal(body({ priceVersion: 'B1' }), [list, bulk])).toMatchObject({ status: 409 });
    expect(request(body({ quantity: 10, priceVersion: 'B1' }), [list, bulk]).lines[0]?.unitPrice).toBe('20');
  });

  it.each([
    [409, 'total-changed', body({}, { total: '80' }), [list]],
    [422, 'order-not-possible', body({}, { country: 'JP' }), [list]],
    [422, 'order-not-possible', body({ sku: 'X' }), [list]],
    [422, 'order-not-possible', body(), []],
  ] as const)('is refused with %i %s', (status, kind, given, prices) => {
    expect(refusal(given, [...prices])).toMatchObject({ status, type: `urn:throughline:problem:${kind}` });
  });
});

describe('what an order is known by', () => {
  it('is a number that the shop itself accepts', () => {
    for (let n = 0; n < 200; n += 1) expect(orderNumber.safeParse(newOrderNumber()).success).toBe(true);
  });

  it('is the same hash for the same request however its fields are ordered', () => {
    const { recipient, ...rest } = { ...body() };
    expect(hashOfBody(orderBody.parse({ recipient, ...rest }))).toBe(hashOfBody(body()));
    expect(hashOfBody(body({ quantity: 3 }))).not.toBe(hashOfBody(body()));
  });

  it('is an e-mail address without its case, apart for each order', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        expect(hashOfEmail('W1', ` ${email.toUpperCase()} `)).toBe(hashOfEmail('W1', email.toLowerCase()));
        expect(hashOfEmail('W1', email)).not.toBe(hashOfEmail('W2', email));
      }),
    );
  });
});
