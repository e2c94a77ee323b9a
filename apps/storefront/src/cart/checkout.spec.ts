import { compare, multiply, subtract } from '@throughline/money';
import { orderTotals } from '@throughline/order-rules';
import { Problem } from '@throughline/service';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderOfTwoLines } from '../fixtures/carts.ts';
import { requestOfTwoLines } from '../fixtures/orders.ts';
import { price } from '../fixtures/records.ts';
import { alpsMap, bySku, helmet, rateOf, shown } from '../fixtures/skus.ts';
import { type ShownVersions, shownVersions } from '../offers/shown-version.ts';
import type { RateOf } from '../offers/offer-price.ts';
import type { Sku } from '../offers/sku.queries.ts';
import { type OrderBody, orderBody, orderNumber } from '../web/request.schemas.ts';
import {
  hashOfBody,
  hashOfEmail,
  hashOfKey,
  newOrderNumber,
  orderRequested,
  recipientOf,
  requireCart,
  wasShown,
} from './checkout.ts';

const at = new Date('2026-11-20T12:00:00Z');
const graceMs = 3_600_000;
const rules = { strategy: 'most-specific', graceMs, rounding: 'tax-group' } as const;
const before = (ms: number) => new Date(at.getTime() - ms);

/** Germany has a region with a rate of its own. */
const ofRegion: RateOf = (country, category, region) =>
  region === 'ISLES' && category === 'standard' ? '10' : rateOf(country, category);

const request = (
  body: OrderBody,
  skus: Sku[] = [helmet(), alpsMap()],
  changed: object = {},
  versions: ShownVersions = shown,
  limits: Parameters<typeof orderRequested>[2]['limits'] = [],
) =>
  orderRequested(body, bySku(...skus), {
    orderNumber: 'W000000001',
    keyHash: 'hash-of-the-key',
    account: 'A-GUESTS',
    buyer: ['mark-of-the-buyer'],
    at,
    rules: { ...rules, ...changed },
    rateOf: ofRegion,
    shown: versions,
    limits,
    regionsOf: (country) => (country === 'DE' ? [{ code: 'ISLES' }] : []),
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

/** An amount of so many, times another number. */
const times = ([amount, quantity]: readonly [string, number, number], by: number) =>
  multiply(multiply(amount, String(quantity)), String(by));

/** Of two lines, the second with something changed. */
const lines = (line: object = {}) => [
  { sku: 'HL-U509-R', quantity: 2, priceVersion: 'L1' },
  { sku: 'MP-ALPS', quantity: 3, priceVersion: 'M1', ...line },
];
const unseen = (more: object = {}) => orderOfTwoLines({ total: undefined, ...more });

describe('an order of two lines that is asked for', () => {
  it('is refused when the back office cannot hold a field of it, naming the field and the limit', () => {
    const limits = [
      { field: 'recipient.name', maxLength: 2, alphabet: null },
      { field: 'recipient.email', maxLength: 200, alphabet: null },
      { field: 'purchaseOrderNumber', maxLength: 3, alphabet: null },
    ];
    const asked = orderOfTwoLines({ purchaseOrderNumber: 'PO-77' });
    expect(refusal(asked, undefined, undefined, undefined, limits)).toMatchObject({
      ...problem(422, 'order-not-possible'),
      errors: [
        { field: 'recipient.name', message: 'is longer than 2 characters', in: 'body' },
        { field: 'purchaseOrderNumber', message: 'is longer than 3 characters', in: 'body' },
      ],
    });
    expect(refusal(orderOfTwoLines(), undefined, undefined, undefined, limits.slice(1))).toBeUndefined();
  });

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
            ...{ unit: 'C62', unitQuantity: 2, perQuantity: 1, components: [] },
            ...{ unitPrice: '34.99', taxIncluded: false, taxCategory: 'standard', taxRate: '20' },
            net: '69.98',
          },
          {
            ...{ line: 2, sku: 'MP-ALPS', name: 'Map of the Alps', quantity: 3, priceVersion: 'M1' },
            ...{ unit: 'C62', unitQuantity: 3, perQuantity: 1, components: [] },
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

describe('an order of the whole cart', () => {
  const held = [
    { sku: 'MP-ALPS', unit: 'C62', quantity: 3 },
    { sku: 'HL-U509-R', unit: 'C62', quantity: 2 },
  ];
  const refused = (body: OrderBody, cart: typeof held) => {
    try {
      return requireCart(body, cart) ?? null;
    } catch (error) {
      return (error as Problem).body;
    }
  };

  it('is refused when the cart holds something else by now', () => {
    const whole = orderOfTwoLines({ wholeCart: true });
    const changed = { ...problem(409, 'cart-changed'), detail: 'The cart holds something else by now' };
    expect(refused(whole, held)).toBeNull();
    expect(refused(whole, held.slice(1))).toMatchObject(changed);
    expect(refused(whole, [])).toMatchObject(changed);
  });

  it('is one of lines when it does not say that it is of the cart', () => {
    expect(refused(orderOfTwoLines(), held.slice(1))).toBeNull();
  });
});

describe('the postal code of an order', () => {
  const to = (country: string, postalCode: string) => {
    const { recipient } = orderOfTwoLines();
    return orderOfTwoLines({ country, recipient: { ...recipient, postalCode }, total: undefined });
  };

  it.each([
    ['DE', 'ABC', '10115'],
    ['FR', '1011', '75001'],
  ])('is refused for %s as %s, beside its field, with one as it is written', (country, code, example) => {
    expect(refusal(to(country, code))).toEqual({
      ...problem(422, 'order-not-possible'),
      detail: 'The order cannot be taken as it is',
      errors: [
        {
          field: 'recipient.postalCode',
          message: `is not a postal code of ${country}, such as ${example}`,
          in: 'body',
        },
      ],
    });
  });

  it.each([
    ['DE', ' 20095 '],
    ['FR', '75001'],
  ])('is taken for %s as %j', (country, code) => {
    expect(refusal(to(country, code))).toBeUndefined();
  });
});

describe('an order that says more', () => {
  it('carries the number of the purchase order, without what surrounds it', () => {
    const numbers = [' PO 4711 ', 'x'.repeat(35), '', '  ', null, undefined];
    expect(
      numbers.map(
        (purchaseOrderNumber) => request(orderOfTwoLines({ purchaseOrderNumber })).purchaseOrderNumber,
      ),
    ).toEqual(['PO 4711', 'x'.repeat(35), null, null, null, null]);
  });

  it.each([
    ['is longer than 35 characters', 'x'.repeat(36)],
    ['holds a control character', 'PO\u00074711'],
  ])('is no order when that %s', (message, purchaseOrderNumber) => {
    const { error } = orderBody.safeParse({ ...orderOfTwoLines(), purchaseOrderNumber });
    expect(error?.issues).toMatchObject([{ path: ['purchaseOrderNumber'], message }]);
  });

  it('is taxed as the region is that it goes to', () => {
    const { region, lines, shippingTaxRate, tax } = request(unseen({ region: 'ISLES' }));
    expect({ region, shippingTaxRate, tax }).toEqual({ region: 'ISLES', shippingTaxRate: '10', tax: '9.44' });
    expect(lines.map(({ taxRate }) => taxRate)).toEqual(['10', '7']);
  });

  it.each([
    ['of another country', 'FR', 'ISLES'],
    ['that is not told apart', 'DE', 'BE'],
    ['that stands for the whole country', 'DE', '*'],
  ])('is refused for a region %s', (_, country, region) => {
    expect(refusal(unseen({ country, region }))).toMatchObject({
      status: 422,
      errors: [{ field: 'region', message: 'is not a region of the country', in: 'body' }],
    });
  });
});

describe('an order in units of pack', () => {
  const carton = { unit: 'XCT', numerator: 6, denominator: 1, gtin: null, sellable: true };
  const piece = { ...carton, unit: 'C62', numerator: 1 };
  const inPacks = (more: Partial<Sku> = {}) => helmet({ units: [piece, carton], ...more });
  const one = (line: object) => unseen({ lines: [{ sku: 'HL-U509-R', quantity: 2, ...line }] });

  it('says how many of which unit, what one of it costs, and what it comes to in base units', () => {
    const { lines: requested, net } = request(one({ unit: 'XCT', priceVersion: 'L1' }), [inPacks()]);
    expect(requested).toEqual([
      {
        ...{ line: 1, sku: 'HL-U509-R', name: 'Sporthelm', quantity: 12, unit: 'XCT', unitQuantity: 2 },
        ...{ priceVersion: 'L1', unitPrice: '209.94', perQuantity: 1, taxIncluded: false },
        ...{ taxCategory: 'standard', taxRate: '19', net: '419.88', components: [] },
      },
    ]);
    expect(net).toBe('424.83');
  });

  it('is in the unit that is offered first where none is named', () => {
    const units = [{ ...piece, sellable: false }, carton];
    const [line] = request(one({}), [inPacks({ units })]).lines;
    expect(line).toMatchObject({ unit: 'XCT', unitQuantity: 2, quantity: 12 });
  });

  it('has the break and the price for several that its base units reach', () => {
    const prices = [
      price('HL-U509-R', '34.99'),
      price('HL-U509-R', '100', { version: 'L12', minQuantity: 12, perQuantity: 7 }),
    ];
    const [line] = request(one({ unit: 'XCT' }), [inPacks({ prices })]).lines;
    // Two times six hundred sevenths.
    expect(line).toMatchObject({ priceVersion: 'L12', unitPrice: '600', perQuantity: 7, net: '171.43' });
    const refused = one({ unit: 'XCT', quantity: 1, priceVersion: 'L12' });
    expect(refusal(refused, [inPacks({ prices })])).toMatchObject({
      status: 409,
      price: { version: 'L1', amount: '209.94', perQuantity: 1, unit: 'XCT', taxIncluded: false },
    });
  });

  it.each([
    ['a unit that it is not sold in', 'unit', 'is not a unit that it is sold in', { unit: 'XPX' }, {}],
    [
      'a unit that is not sold',
      'unit',
      'is not a unit that it is sold in',
      { unit: 'C62' },
      { units: [carton, { ...piece, sellable: false }] },
    ],
    [
      'a part of a base unit',
      'quantity',
      'does not come to whole base units',
      { unit: 'XCT' },
      { units: [{ ...carton, denominator: 5 }] },
    ],
    ['what has no unit on sale', 'sku', 'is not for sale', {}, { units: [{ ...piece, sellable: false }] }],
    ['what is of a kind that nobody knows', 'sku', 'is not for sale', {}, { kind: 'voucher' }],
  ])('is refused for %s, by field', (_, field, message, line, sku) => {
    expect(refusal(one(line), [inPacks(sku)])).toMatchObject({
      status: 422,
      errors: [{ field: `lines[0].${field}`, message, in: 'body' }],
    });
  });

  it('copies what a kit is put together of', () => {
    const components = [{ sku: 'MP-ALPS', quantity: 2 }];
    const [line] = request(one({}), [helmet({ kind: 'kit', components })]).lines;
    expect(line).toMatchObject({ sku: 'HL-U509-R', quantity: 2, components });
  });

  it('agrees with the rules of orders, whatever is ordered', () => {
    const count = fc.integer({ min: 1, max: 24 });
    const item = fc.record({
      numerator: count,
      denominator: fc.integer({ min: 1, max: 3 }),
      perQuantity: fc.constantFrom(1, 1, 7, 100),
      quantity: fc.integer({ min: 1, max: 50 }),
      cents: fc.integer({ min: 1, max: 20_000 }),
      taxIncluded: fc.boolean(),
      taxCategory: fc.constantFrom('standard', 'reduced'),
      inPack: fc.boolean(),
      kit: fc.boolean(),
    });
    const rounding = fc.constantFrom('line', 'tax-group', 'document');
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 6 }), rounding, (items, rounds) => {
        const skus = items.map(({ numerator, denominator, perQuantity, taxIncluded, ...rest }, index) => {
          const sku = `S${index}`;
          const amount = (rest.cents / 100).toFixed(2);
          return helmet({
            sku,
            units: [piece, { ...carton, numerator, denominator }],
            prices: [price(sku, amount, { perQuantity, taxIncluded })],
            taxCategory: rest.taxCategory,
            ...(rest.kit && { kind: 'kit', components: [{ sku: 'PART', quantity: numerator }] }),
          });
        });
        const ordered = items.map(({ inPack, quantity, denominator }, index) => ({
          sku: `S${index}`,
          // What comes to whole base units.
          quantity: inPack ? quantity * denominator : quantity,
          unit: inPack ? 'XCT' : 'C62',
        }));
        const made = request(unseen({ lines: ordered }), skus, { rounding: rounds });
        made.lines.forEach((line, index) => {
          const { inPack, quantity, numerator, cents, perQuantity } = items[index]!;
          const base = inPack ? quantity * numerator : quantity;
          expect(line.quantity).toBe(base);
          expect(line.unitQuantity).toBe(ordered[index]!.quantity);
          expect(line.components).toEqual(skus[index]!.components);
          // The price of so many base units, by whichever unit they were ordered: nothing is lost in between.
          const [byPack, byBase] = [
            [line.unitPrice, line.unitQuantity, line.perQuantity],
            [(cents / 100).toFixed(2), base, perQuantity],
          ] as const;
          expect(compare(times(byPack, byBase[2]), times(byBase, byPack[2]))).toBe(0);
        });
        const {
          net,
          gross,
          lines: totalled,
        } = orderTotals({
          currency: 'EUR',
          rounding: rounds,
          lines: made.lines.map((line) => ({ ...line, quantity: line.unitQuantity })),
          shipping: { net: made.shippingNet, taxCategory: 'standard', taxRate: made.shippingTaxRate },
        });
        expect(made.lines.map((line) => line.net)).toEqual(totalled.map((line) => line.net));
        expect({ net: made.net, gross: made.gross }).toEqual({ net, gross });
        expect(made.tax).toBe(subtract(gross, net));
      }),
    );
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
      price: { version: 'M2', amount: '11', perQuantity: 1, unit: 'C62', taxIncluded: false },
    });
  });

  it('is kept within the grace for who was shown it alone', () => {
    const versions = shownVersions(Buffer.alloc(32));
    const named = (priceVersion: string) => unseen({ lines: lines({ priceVersion }) });
    const shownBefore = versions.idOf('MP-ALPS', 'M1');
    const kept = request(named(shownBefore), dearerSince(1), {}, versions);
    expect(kept.lines[1]).toMatchObject({ priceVersion: 'M1', unitPrice: '9.95' });
    for (const guessed of ['M1', versions.idOf('HL-U509-R', 'M1'), `${shownBefore.slice(0, -1)}#`])
      expect(refusal(named(guessed), dearerSince(1), {}, versions)).toMatchObject({
        status: 409,
        errors: [{ field: 'lines[1].priceVersion' }],
        price: { version: versions.idOf('MP-ALPS', 'M2'), amount: '11' },
      });
  });

  it('needs no proof while it is the one in force, and keeps its own id in the order', () => {
    const versions = shownVersions(Buffer.alloc(32));
    const named = (priceVersion: string) => unseen({ lines: lines({ priceVersion }) });
    const skus = [helmet(), alpsMap({ prices: [m1] })];
    for (const name of ['M1', versions.idOf('MP-ALPS', 'M1'), versions.idOf('HL-U509-R', 'M1')])
      expect(request(named(name), skus, {}, versions).lines[1]?.priceVersion).toBe('M1');
  });

  it('is refused when it holds still and another one holds beside it that is lower, or that it costs less by now', () => {
    const sale = { ...m1, version: 'S1', kind: 'sale', amount: '9.94' };
    const cheaper = [helmet(), alpsMap({ prices: [m1, sale] })];
    expect(refusal(unseen(), cheaper)).toMatchObject({ status: 409, price: { version: 'S1' } });
    const even = [helmet(), alpsMap({ prices: [m1, { ...sale, amount: '9.95' }] })];
    expect(request(unseen(), even).lines[1]?.priceVersion).toBe('M1');
    // Without tax it is the smaller number, and with tax the greater price.
    const net = [helmet(), alpsMap({ prices: [m1, { ...sale, amount: '9.5', taxIncluded: false }] })];
    expect(request(unseen(), net).lines[1]?.priceVersion).toBe('M1');
    const ended = { ...m1, validTo: before(1) };
    const corrected = { ...m1, version: 'M2', amount: '5' };
    expect(refusal(unseen(), [helmet(), alpsMap({ prices: [ended, corrected] })])).toMatchObject({
      status: 409,
      price: { version: 'M2', amount: '5' },
    });
  });

  it('is kept beside one in force that comes to as much for what is ordered, in whichever unit', () => {
    const carton = { unit: 'XCT', numerator: 12, denominator: 1, gtin: null, sellable: true };
    /** The lower one has come into force a moment ago. */
    const orderOf = (quantity: number, unit: object, was: string, is: string) => {
      const prices = [
        { ...m1, amount: was, validTo: before(1) },
        { ...m1, version: 'M2', amount: is, validFrom: before(1) },
      ];
      const skus = [helmet(), alpsMap({ prices, units: [{ ...carton, ...unit }] })];
      return [unseen({ lines: lines({ quantity, unit: 'XCT' }) }), skus] as const;
    };
    // Of one carton both come to 10.00, of a gross of them not.
    expect(request(...orderOf(1, {}, '0.8334', '0.8333')).lines[1]?.priceVersion).toBe('M1');
    // Of two, of which each holds six, 10.01 and 10.00.
    expect(refusal(...orderOf(2, { denominator: 2 }, '0.8338', '0.8333'))).toMatchObject({ status: 409 });
  });

  it('is refused once it was revoked', () => {
    const next = { ...m1, version: 'M2', amount: '11' };
    const skus = [helmet(), alpsMap({ prices: [{ ...m1, revokedAt: before(1) }, next] })];
    expect(refusal(unseen(), skus)).toMatchObject({ status: 409, price: { version: 'M2' } });
  });

  it('is the price of its quantity, also where that is a special of a back office that has them lower', () => {
    const strategy = new Map([['demo', 'regular-or-lower-sale']]);
    const special = (version: string, amount: string, minQuantity: number) => {
      return { ...m1, version, kind: 'sale', amount, minQuantity };
    };
    const skus = [helmet(), alpsMap({ prices: [m1, special('S5', '8', 5), special('S1', '6', 1)] })];
    const order = (quantity: number, priceVersion?: string) =>
      request(unseen({ lines: lines({ quantity, priceVersion }) }), skus, { strategy }).lines[1]?.unitPrice;
    expect([order(5), order(5, 'S1'), order(1)]).toEqual(['6', '6', '6']);
    expect(
      refusal(unseen({ lines: lines({ quantity: 5, priceVersion: 'S5' }) }), skus, { strategy }),
    ).toMatchObject({ status: 409, price: { version: 'S1' } });
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

describe('a price that was shown for a cart', () => {
  const [m1, m2] = ['M1', 'M2'].map((version) => price('MP-ALPS', '9.95', { version })) as [
    ReturnType<typeof price>,
    ReturnType<typeof price>,
  ];
  const wasM1 = (changed: object, named: object = {}) => {
    const prices = [m2, { ...m1, ...changed }];
    return wasShown({ prices }, { version: 'M1', proven: true, ...named }, { at, graceMs });
  };

  it('still counts within the grace, be it dearer or for another quantity', () => {
    expect(wasM1({})).toBe(true);
    expect(wasM1({ amount: '90', minQuantity: 50, validTo: before(graceMs - 1) })).toBe(true);
  });

  it('counts no more after the grace, nor once it was revoked, nor for who cannot prove it', () => {
    expect(wasM1({ validTo: before(graceMs) })).toBe(false);
    expect(wasM1({ revokedAt: before(1) })).toBe(false);
    expect(wasM1({}, { proven: false })).toBe(false);
    expect(wasM1({}, { version: 'M3' })).toBe(false);
  });
});

describe('to whom an order goes', () => {
  it('is as it was filled in, with the country and the number of the order', () => {
    const { recipient } = orderOfTwoLines();
    const body = orderOfTwoLines({ recipient: { ...recipient, company: 'Muster KG', street2: 'Aufgang C' } });
    expect(recipientOf(body, 'W000000001')).toEqual({
      order: 'W000000001',
      name: 'Ada Muster',
      company: 'Muster KG',
      street: 'Weg 1',
      street2: 'Aufgang C',
      postalCode: '10115',
      city: 'Berlin',
      country: 'DE',
      region: null,
      email: 'ada@example.com',
      phone: null,
    });
    expect(recipientOf(orderOfTwoLines({ region: 'ISLES' }), 'W1')).toMatchObject({
      region: 'ISLES',
      street2: null,
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

  it('is the hash that requests had before there were units, regions and purchase orders', () => {
    const before = 'eeebb4ff76d2738a9dbf61e4315e989e2862fdac0f4f02c7273b17b151446fc3';
    expect(hashOfBody(orderOfTwoLines())).toBe(before);
    expect(hashOfBody(orderOfTwoLines({ purchaseOrderNumber: ' ' }))).toBe(before);
    const others = [
      { purchaseOrderNumber: 'PO 4711' },
      { region: 'ISLES' },
      { lines: lines({ unit: 'XCT' }) },
    ].map((more) => hashOfBody(orderOfTwoLines(more)));
    expect(new Set([before, ...others]).size).toBe(4);
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
