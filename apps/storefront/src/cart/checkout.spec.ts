import { Problem } from '@throughline/service';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderOfTwoLines } from '../fixtures/carts.ts';
import { requestOfTwoLines } from '../fixtures/orders.ts';
import { price } from '../fixtures/records.ts';
import { alpsMap, bySku, helmet, rateOf } from '../fixtures/skus.ts';
import type { Sku } from '../offers/sku.queries.ts';
import { type OrderBody, orderBody, orderNumber } from '../web/request.schemas.ts';
import {
  hashOfBody,
  hashOfEmail,
  hashOfKey,
  newOrderNumber,
  orderRequested,
  recipientOf,
} from './checkout.ts';

const at = new Date('2026-11-20T12:00:00Z');
const graceMs = 3_600_000;
const rules = { strategy: 'most-specific', graceMs, rounding: 'tax-group' } as const;
const before = (ms: number) => new Date(at.getTime() - ms);

const request = (body: OrderBody, skus: Sku[] = [helmet(), alpsMap()], changed: object = {}) =>
  orderRequested(body, bySku(...skus), {
    orderNumber: 'W000000001',
    keyHash: 'hash-of-the-key',
    account: 'A-GUESTS',
    at,
    rules: { ...rules, ...changed },
    rateOf,
  });
const refusal = (...given: Parameters<typeof request>) => {
  try {
    request(...given);
  } catch (error) {
    if (error instanceof Problem) return error.body;
    throw error;
  }
  return undefined;
};
const problem = (status: number, name: string) => ({
  type: `urn:throughline:problem:${name}`,
  status,
  title: status === 409 ? 'Conflict' : 'Unprocessable Entity',
});

/** Of two lines, the second with something changed. */
const lines = (line: object = {}) => [
  { sku: 'HL-U509-R', quantity: 2, priceVersion: 'L1' },
  { sku: 'MP-ALPS', quantity: 3, priceVersion: 'M1', ...line },
];
const unseen = (more: object = {}) => orderOfTwoLines({ total: undefined, ...more });

describe('an order of two lines that is asked for', () => {
  it('carries the price, tax and amount of each line and the totals as they were shown', () => {
    expect(request(orderOfTwoLines())).toEqual(requestOfTwoLines());
  });

  it('may say neither prices nor a total: those of the moment hold', () => {
    const body = unseen({
      shippingMethod: 'express',
      country: 'FR',
      language: 'en',
      acceptBackOrder: false,
      lines: lines().map(({ sku, quantity }) => ({ sku, quantity })),
    });
    expect(request(body, undefined, { rounding: 'line' })).toEqual(
      requestOfTwoLines({
        country: 'FR',
        language: 'en',
        lines: [
          {
            ...{ line: 1, sku: 'HL-U509-R', name: 'Sport helmet', quantity: 2, priceVersion: 'L1' },
            ...{ unitPrice: '34.99', taxIncluded: false, taxCategory: 'standard', taxRate: '20' },
            net: '69.98',
          },
          {
            ...{ line: 2, sku: 'MP-ALPS', name: 'Map of the Alps', quantity: 3, priceVersion: 'M1' },
            ...{ unitPrice: '9.95', taxIncluded: true, taxCategory: 'reduced', taxRate: '5.5' },
            net: '28.29',
          },
        ],
        shippingMethod: 'express',
        shippingNet: '24.95',
        shippingTaxRate: '20',
        // 14.00 on the helmets and 4.99 on their way, each rounded; 1.56 of the maps.
        net: '123.22',
        tax: '20.55',
        gross: '143.77',
        rounding: 'line',
        acceptBackOrder: false,
      }),
    );
  });

  it('takes a total that is written with other digits', () => {
    expect(request(orderOfTwoLines({ total: '119.0200' })).gross).toBe('119.02');
  });

  it('is refused at another total, with both', () => {
    expect(refusal(orderOfTwoLines({ total: '119.01' }))).toEqual({
      ...problem(409, 'total-changed'),
      detail: 'The total is not what was shown',
      shown: '119.01',
      total: '119.02',
    });
  });

  it.each([
    ['a country that is not sent to', 'country', 'is not a country that we ship to', { country: 'JP' }],
    ['a tax that is not known', 'country', 'has no tax rate for this product', { country: 'AT' }],
    ['an unknown product', 'lines[1].sku', 'is not a product of ours', { lines: lines({ sku: 'X' }) }],
  ])('is refused for %s, by field', (_, field, message, more) => {
    expect(refusal(orderOfTwoLines(more))).toEqual({
      ...problem(422, 'order-not-possible'),
      detail: 'The order cannot be taken as it is',
      errors: [{ field, message, in: 'body' }],
    });
  });

  it('is refused for a product that has no price, by field', () => {
    expect(refusal(orderOfTwoLines(), [helmet(), alpsMap({ prices: [] })])).toMatchObject({
      status: 422,
      errors: [{ field: 'lines[1].sku', message: 'has no price at the moment', in: 'body' }],
    });
  });
});

describe('the price that an order was shown', () => {
  const m1 = price('MP-ALPS', '9.95', { version: 'M1', taxIncluded: true });
  /** The map became dearer that long ago. */
  const dearerSince = (ms: number) => [
    helmet(),
    alpsMap({
      prices: [
        { ...m1, validTo: before(ms) },
        { ...m1, version: 'M2', amount: '11', taxIncluded: false, validFrom: before(ms) },
      ],
    }),
  ];

  it.each([1, graceMs - 1])('is kept %i ms after its end, within the grace', (ms) => {
    expect(request(unseen(), dearerSince(ms)).lines.map(({ unitPrice }) => unitPrice)).toEqual([
      '34.99',
      '9.95',
    ]);
  });

  it('is kept at the very end of its window, and no longer without a grace', () => {
    expect(request(unseen(), dearerSince(0)).lines[1]?.priceVersion).toBe('M1');
    expect(refusal(unseen(), dearerSince(0), { graceMs: 0 })?.status).toBe(409);
  });

  it.each([graceMs, graceMs + 1])('is refused %i ms after its end, with the one in force', (ms) => {
    expect(refusal(unseen(), dearerSince(ms))).toEqual({
      ...problem(409, 'price-changed'),
      detail: 'The price is not what was shown',
      errors: [{ field: 'lines[1].priceVersion', message: 'is not the price in force', in: 'body' }],
      sku: 'MP-ALPS',
      price: { version: 'M2', amount: '11', taxIncluded: false },
    });
  });

  it('is kept from the first instant of its window on, not before', () => {
    const since = (validFrom: Date, validTo: Date | null = null) => [
      helmet(),
      alpsMap({ prices: [m1, { ...m1, version: 'M2', amount: '8', validFrom, validTo }] }),
    ];
    const body = unseen({ lines: lines({ priceVersion: 'M2' }) });
    expect(request(body, since(at)).lines[1]?.unitPrice).toBe('8');
    expect(request(body, since(at, new Date(at.getTime() + 1))).lines[1]?.unitPrice).toBe('8');
    expect(request(body, since(before(2), before(1))).lines[1]?.unitPrice).toBe('8');
    expect(refusal(body, since(new Date(at.getTime() + 1)))?.status).toBe(409);
  });

  it.each([
    ['of an account', { kind: 'contract', account: 'A7' }],
    ['of a group', { group: 'DEALERS' }],
    ['in another currency', { currency: 'KWD' }],
    ['for larger quantities', { minQuantity: 4 }],
  ])('is refused when it is one %s', (_, more) => {
    const skus = [helmet(), alpsMap({ prices: [m1, { ...m1, version: 'M2', amount: '1', ...more }] })];
    expect(refusal(unseen({ lines: lines({ priceVersion: 'M2' }) }), skus)).toMatchObject({
      status: 409,
      price: { version: 'M1', amount: '9.95', taxIncluded: true },
    });
  });

  it('is one for larger quantities when as many are ordered', () => {
    const skus = [helmet(), alpsMap({ prices: [m1, { ...m1, version: 'M4', amount: '9', minQuantity: 4 }] })];
    const body = (quantity: number, priceVersion?: string) =>
      unseen({ lines: lines({ quantity, priceVersion }) });
    expect(request(body(4, 'M4'), skus).lines[1]?.unitPrice).toBe('9');
    expect(request(body(4), skus).lines[1]?.unitPrice).toBe('9');
    expect(request(body(3), skus).lines[1]?.unitPrice).toBe('9.95');
  });

  it('is of a list that the seller sells from', () => {
    const skus = [helmet(), alpsMap({ prices: [m1, { ...m1, version: 'O1', amount: '1', list: 'OUTLET' }] })];
    const body = unseen({ lines: lines({ priceVersion: 'O1' }) });
    expect(request(body, skus).lines[1]?.unitPrice).toBe('1');
    expect(refusal(body, skus, { strategy: { priority: ['WEB'] } })?.status).toBe(409);
  });

  it('is one of the product that is ordered', () => {
    expect(refusal(unseen({ lines: lines({ priceVersion: 'L1' }) }))).toMatchObject({
      status: 409,
      sku: 'MP-ALPS',
      price: { version: 'M1' },
    });
  });
});

describe('to whom an order goes', () => {
  it('is as it was filled in, with the country and the number of the order', () => {
    const { recipient } = orderOfTwoLines();
    const body = orderOfTwoLines({ recipient: { ...recipient, company: 'Muster KG' } });
    expect(recipientOf(body, 'W000000001')).toEqual({
      order: 'W000000001',
      name: 'Ada Muster',
      company: 'Muster KG',
      street: 'Weg 1',
      postalCode: '10115',
      city: 'Berlin',
      country: 'DE',
      email: 'ada@example.com',
      phone: null,
    });
  });
});

describe('what an order is known by', () => {
  it('is a number that the shop itself accepts, of every character that there is', () => {
    const numbers = Array.from({ length: 200 }, newOrderNumber);
    for (const number of numbers) expect(orderNumber.safeParse(number).success).toBe(true);
    const characters = numbers.flatMap((number) => [...number.slice(1)]);
    expect([...new Set(characters)].toSorted().join('')).toBe('0123456789ABCDEFGHJKMNPQRSTVWXYZ');
  });

  it('is the same hash for the same request however its fields are ordered', () => {
    const { recipient, ...rest } = orderOfTwoLines();
    expect(hashOfBody(orderBody.parse({ recipient, ...rest }))).toBe(hashOfBody(orderOfTwoLines()));
    expect(hashOfBody(orderOfTwoLines({ lines: lines({ quantity: 4 }) }))).not.toBe(
      hashOfBody(orderOfTwoLines()),
    );
  });

  it('is the SHA-256 of the key under which it was asked for', () => {
    expect(hashOfKey('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('is the SHA-256 of an e-mail address without its case, apart for each order', () => {
    expect(hashOfEmail('W1', 'ada@example.com')).toBe(
      'd14d509aca07c96a31c90e537081d02c9d34e24179681c53aa0c4e06252abb3b',
    );
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        expect(hashOfEmail('W1', ` ${email.toUpperCase()} `)).toBe(hashOfEmail('W1', email.toLowerCase()));
        expect(hashOfEmail('W1', email)).not.toBe(hashOfEmail('W2', email));
      }),
    );
  });
});
