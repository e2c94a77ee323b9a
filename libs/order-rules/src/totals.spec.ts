import {
  absolute,
  add,
  compare,
  divide,
  minorUnitsOf,
  multiply,
  negate,
  round,
  scaleOf,
  subtract,
  sum,
} from '@throughline/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RoundingPolicy, type TotalsLine, orderTotals, roundingPolicies } from './totals.ts';

const line = (of: Partial<TotalsLine>): TotalsLine => ({
  quantity: 1,
  unitPrice: '10',
  taxIncluded: false,
  taxCategory: 'standard',
  taxRate: '19',
  ...of,
});

/** Two classes of one rate, one class of two rates, and a rate that is written in two ways. */
const taxes = [
  { taxCategory: 'standard', taxRate: '19' },
  { taxCategory: 'standard', taxRate: '19.0' },
  { taxCategory: 'standard', taxRate: '16' },
  { taxCategory: 'reduced', taxRate: '7' },
  { taxCategory: 'books', taxRate: '7' },
  { taxCategory: 'local', taxRate: '8.875' },
  { taxCategory: 'zero', taxRate: '0' },
] as const;
const anyTax = fc.constantFrom(...taxes);
const anyCurrency = fc.constantFrom('JPY', 'EUR', 'KWD');
const anyPolicy = fc.constantFrom(...roundingPolicies);
const anyAmount = fc
  .oneof(fc.integer({ min: 0, max: 9_999_999 }), fc.integer({ min: 0, max: 9_999 }))
  .map((n) => multiply(String(n), '0.0001'));
const anyLine = fc
  .record({
    quantity: fc.integer({ min: 1, max: 40 }),
    unitPrice: anyAmount,
    perQuantity: fc.constantFrom(1, 1, 3, 100),
    taxIncluded: fc.boolean(),
    tax: anyTax,
  })
  .map(({ tax, ...of }) => line({ ...of, ...tax }));
const anyOrder = fc.record({
  currency: anyCurrency,
  rounding: anyPolicy,
  lines: fc.array(anyLine, { maxLength: 30, size: 'max' }),
  shipping: fc.option(fc.record({ net: anyAmount, tax: anyTax }).map(({ net, tax }) => ({ net, ...tax }))),
});

const exactTax = (net: string, rate: string) => multiply(multiply(net, rate), '0.01');

describe('orderTotals', () => {
  it('rounds by line, by tax group or by document', () => {
    expect(roundingPolicies).toEqual(['line', 'tax-group', 'document']);
  });

  it('rounds each line, taxes each group, and makes shipping a line', () => {
    const helmets = line({ quantity: 3, unitPrice: '3.335' });
    const books = line({ quantity: 2, unitPrice: '4.5', taxCategory: 'reduced', taxRate: '7' });
    const totals = orderTotals({
      currency: 'EUR',
      rounding: 'tax-group',
      lines: [helmets, books],
      shipping: { net: '5.90', taxCategory: 'standard', taxRate: '19.0' },
    });
    expect(totals).toEqual({
      lines: [
        { ...helmets, net: '10.01' },
        { ...books, net: '9' },
      ],
      shippingNet: '5.9',
      taxGroups: [
        { category: 'standard', rate: '19', net: '15.91', tax: '3.02' },
        { category: 'reduced', rate: '7', net: '9', tax: '0.63' },
      ],
      net: '24.91',
      tax: '3.65',
      roundingDifference: '0',
      gross: '28.56',
    });
  });

  it('mixes prices with tax and without: yen, which have no smaller unit', () => {
    const bottle = line({ quantity: 3, unitPrice: '1000', taxIncluded: true, taxRate: '10' });
    const tea = line({ quantity: 3, unitPrice: '333.4', taxCategory: 'reduced', taxRate: '8' });
    const totals = orderTotals({
      currency: 'JPY',
      rounding: 'tax-group',
      lines: [bottle, tea],
      shipping: { net: '505', taxCategory: 'standard', taxRate: '10' },
    });
    expect(totals).toEqual({
      lines: [
        { ...bottle, net: '2727' },
        { ...tea, net: '1000' },
      ],
      shippingNet: '505',
      taxGroups: [
        { category: 'standard', rate: '10', net: '3232', tax: '323' },
        { category: 'reduced', rate: '8', net: '1000', tax: '80' },
      ],
      net: '4232',
      tax: '403',
      roundingDifference: '1',
      gross: '4636',
    });
  });

  it('counts in thousandths where the currency does: dinars', () => {
    const lamp = line({ quantity: 2, unitPrice: '1.2345', taxRate: '5' });
    const bread = line({ unitPrice: '0.333', taxCategory: 'zero', taxRate: '0' });
    const order = { currency: 'KWD', rounding: 'tax-group', lines: [lamp, bread], shipping: null } as const;
    expect(orderTotals(order)).toEqual({
      lines: [
        { ...lamp, net: '2.469' },
        { ...bread, net: '0.333' },
      ],
      shippingNet: '0',
      taxGroups: [
        { category: 'standard', rate: '5', net: '2.469', tax: '0.123' },
        { category: 'zero', rate: '0', net: '0.333', tax: '0' },
      ],
      net: '2.802',
      tax: '0.123',
      roundingDifference: '0',
      gross: '2.925',
    });
  });

  it('takes a free item as a line like others', () => {
    const lines = [line({ unitPrice: '29.74' }), line({ quantity: 2, unitPrice: '0' })];
    expect(orderTotals({ currency: 'EUR', rounding: 'tax-group', lines, shipping: null })).toEqual({
      lines: [
        { ...lines[0], net: '29.74' },
        { ...lines[1], net: '0' },
      ],
      shippingNet: '0',
      taxGroups: [{ category: 'standard', rate: '19', net: '29.74', tax: '5.65' }],
      net: '29.74',
      tax: '5.65',
      roundingDifference: '0',
      gross: '35.39',
    });
  });

  it('is nothing of no lines', () => {
    expect(orderTotals({ currency: 'EUR', rounding: 'document', lines: [], shipping: null })).toEqual({
      lines: [],
      shippingNet: '0',
      taxGroups: [],
      net: '0',
      tax: '0',
      roundingDifference: '0',
      gross: '0',
    });
  });

  it('keeps apart two rates of one class, and two classes of one rate', () => {
    const lines = [
      line({ unitPrice: '10' }),
      line({ unitPrice: '20', taxRate: '16' }),
      line({ unitPrice: '30', taxCategory: 'reduced', taxRate: '7' }),
      line({ unitPrice: '40', taxCategory: 'books', taxRate: '7' }),
      line({ unitPrice: '50', taxRate: '19.00' }),
    ];
    expect(orderTotals({ currency: 'EUR', rounding: 'tax-group', lines, shipping: null }).taxGroups).toEqual([
      { category: 'standard', rate: '19', net: '60', tax: '11.4' },
      { category: 'standard', rate: '16', net: '20', tax: '3.2' },
      { category: 'reduced', rate: '7', net: '30', tax: '2.1' },
      { category: 'books', rate: '7', net: '40', tax: '2.8' },
    ]);
  });

  it.each<[RoundingPolicy, { reduced: string; standard: string; tax: string; gross: string }]>([
    ['line', { reduced: '0.02', standard: '0.06', tax: '0.08', gross: '0.73' }],
    ['tax-group', { reduced: '0.03', standard: '0.06', tax: '0.09', gross: '0.74' }],
    ['document', { reduced: '0.03', standard: '0.05', tax: '0.08', gross: '0.73' }],
  ])('differs by policy: four small lines of two classes taxed by %s', (rounding, expected) => {
    const lines = [
      line({ unitPrice: '0.18', taxCategory: 'reduced', taxRate: '7' }),
      line({ unitPrice: '0.14' }),
      line({ unitPrice: '0.18', taxCategory: 'reduced', taxRate: '7' }),
      line({ unitPrice: '0.15' }),
    ];
    expect(orderTotals({ currency: 'EUR', rounding, lines, shipping: null })).toEqual({
      lines: lines.map((one) => ({ ...one, net: one.unitPrice })),
      shippingNet: '0',
      taxGroups: [
        { category: 'reduced', rate: '7', net: '0.36', tax: expected.reduced },
        { category: 'standard', rate: '19', net: '0.29', tax: expected.standard },
      ],
      net: '0.65',
      tax: expected.tax,
      roundingDifference: '0',
      gross: expected.gross,
    });
  });

  describe('by document, gives the cent that rounding once adds or takes away', () => {
    const taxesOf = (...lines: TotalsLine[]) =>
      orderTotals({ currency: 'EUR', rounding: 'document', lines, shipping: null }).taxGroups.map(
        ({ tax }) => tax,
      );
    const reduced = { taxCategory: 'reduced', taxRate: '7' };

    it('to the group of the largest tax, wherever it stands', () => {
      expect(taxesOf(line({ unitPrice: '0.07', ...reduced }), line({ unitPrice: '0.07' }))).toEqual([
        '0',
        '0.02',
      ]);
      expect(taxesOf(line({ unitPrice: '0.07' }), line({ unitPrice: '0.07', ...reduced }))).toEqual([
        '0.02',
        '0',
      ]);
    });

    it('to the first of equals', () => {
      expect(taxesOf(line({ unitPrice: '0.07' }), line({ unitPrice: '0.07', taxCategory: 'other' }))).toEqual(
        ['0.02', '0.01'],
      );
    });

    it('to the largest tax of a credit too', () => {
      expect(taxesOf(line({ unitPrice: '-0.07', ...reduced }), line({ unitPrice: '-0.07' }))).toEqual([
        '0',
        '-0.02',
      ]);
    });

    it('to no other group, which is taxed as if it were alone', () => {
      fc.assert(
        fc.property(anyOrder, (order) => {
          const minor = minorUnitsOf(order.currency);
          const { taxGroups } = orderTotals({ ...order, rounding: 'document' });
          const alone = taxGroups.map(({ net, rate }) => round(exactTax(net, rate), minor));
          const largest = alone.reduce((most, tax) => (compare(tax, most) > 0 ? tax : most), '0');
          const takesIt = alone.indexOf(largest);
          const rest = (taxes: string[]) => taxes.toSpliced(takesIt, 1);
          expect(rest(taxGroups.map(({ tax }) => tax))).toEqual(rest(alone));
        }),
      );
    });
  });

  it('owes exactly what gross prices state, the rest being a rounding difference', () => {
    const gloves = line({ quantity: 3, unitPrice: '9.99', taxIncluded: true });
    const map = line({ unitPrice: '4.95', taxIncluded: true, taxCategory: 'reduced', taxRate: '7' });
    const order = { currency: 'EUR', rounding: 'tax-group', lines: [gloves, map], shipping: null } as const;
    expect(orderTotals(order)).toEqual({
      lines: [
        { ...gloves, net: '25.18' },
        { ...map, net: '4.63' },
      ],
      shippingNet: '0',
      taxGroups: [
        { category: 'standard', rate: '19', net: '25.18', tax: '4.78' },
        { category: 'reduced', rate: '7', net: '4.63', tax: '0.32' },
      ],
      net: '29.81',
      tax: '5.1',
      roundingDifference: '0.01',
      gross: '34.92',
    });
  });

  it.each([
    ['JPY', '33', '6'],
    ['EUR', '33.34', '6.33'],
    ['KWD', '33.335', '6.334'],
  ])('rounds to the minor unit of %s', (currency, net, tax) => {
    const lines = [line({ unitPrice: '33.335' })];
    expect(orderTotals({ currency, rounding: 'tax-group', lines, shipping: null })).toMatchObject({
      lines: [{ net }],
      net,
      tax,
    });
  });

  it.each([
    ['2.10', 100, 250, '5.25'],
    ['2.10', 100, 3, '0.06'],
    ['1', 3, 2, '0.67'],
    ['1', 3, 1, '0.33'],
    ['0.01', 2, 1, '0.01'],
    ['0.01', 2, -1, '-0.01'],
  ])('charges %s for %i: %i of them come to %s', (unitPrice, perQuantity, quantity, net) => {
    const lines = [line({ unitPrice, perQuantity, quantity })];
    const totals = orderTotals({ currency: 'EUR', rounding: 'line', lines, shipping: null });
    expect(totals.lines).toEqual([{ ...lines[0], net }]);
  });

  it('takes the tax out of what several come to', () => {
    const lines = [line({ unitPrice: '11.9', perQuantity: 10, quantity: 5, taxIncluded: true })];
    expect(orderTotals({ currency: 'EUR', rounding: 'line', lines, shipping: null })).toMatchObject({
      lines: [{ net: '5' }],
      gross: '5.95',
    });
  });

  it('rounds the exact amount of a line half up, and nothing before it', () => {
    const perQuantity = fc.integer({ min: 1, max: 1_000 });
    const quantity = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(fc.nat(9_999_999), quantity, perQuantity, anyCurrency, (price, count, per, currency) => {
        const unitPrice = multiply(String(price), '0.0001');
        const lines = [line({ unitPrice, quantity: count, perQuantity: per })];
        const { net } = orderTotals({ currency, rounding: 'line', lines, shipping: null });
        const minor = minorUnitsOf(currency);
        const dividend = BigInt(price) * BigInt(count) * 10n ** BigInt(minor);
        const divisor = BigInt(per) * 10_000n;
        const units = (2n * dividend + divisor) / (2n * divisor);
        expect(multiply(net, `1${'0'.repeat(minor)}`)).toBe(String(units));
      }),
    );
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])('refuses a price for %d', (perQuantity) => {
    const lines = [line({}), line({ perQuantity })];
    expect(() => orderTotals({ currency: 'EUR', rounding: 'line', lines, shipping: null })).toThrow(
      new RangeError(`perQuantity: ${String(perQuantity)} is no integer above zero`),
    );
  });

  it('adds up to the minor unit under every policy', () => {
    fc.assert(
      fc.property(anyOrder, (order) => {
        const totals = orderTotals(order);
        const nets = totals.lines.map(({ net }) => net);
        expect(sum([...nets, totals.shippingNet])).toBe(totals.net);
        expect(sum(totals.taxGroups.map(({ net }) => net))).toBe(totals.net);
        expect(sum(totals.taxGroups.map(({ tax }) => tax))).toBe(totals.tax);
        expect(sum([totals.net, totals.tax, totals.roundingDifference])).toBe(totals.gross);
        for (const amount of [...nets, totals.net, totals.tax, totals.gross, totals.shippingNet]) {
          expect(scaleOf(amount)).toBeLessThanOrEqual(minorUnitsOf(order.currency));
        }
      }),
    );
  });

  it('has no rounding difference where prices are net', () => {
    fc.assert(
      fc.property(anyOrder, (order) => {
        const lines = order.lines.map((one) => ({ ...one, taxIncluded: false }));
        const totals = orderTotals({ ...order, lines });
        expect(totals.roundingDifference).toBe('0');
        expect(totals.gross).toBe(add(totals.net, totals.tax));
      }),
    );
  });

  it('owes the stated amounts where prices are gross, a difference staying below a unit per rounding', () => {
    fc.assert(
      fc.property(anyOrder, (order) => {
        const lines = order.lines.map((one) => ({ ...one, taxIncluded: true }));
        const minor = minorUnitsOf(order.currency);
        const totals = orderTotals({ ...order, lines, shipping: null });
        const stated = lines.map(({ unitPrice, quantity, perQuantity = 1 }) =>
          divide(multiply(unitPrice, String(quantity)), String(perQuantity), minor),
        );
        expect(totals.gross).toBe(sum(stated));
        const units = multiply(absolute(totals.roundingDifference), `1${'0'.repeat(minor)}`);
        expect(compare(units, String(2 * lines.length))).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('gives every line and the shipping to the group of its class and rate', () => {
    fc.assert(
      fc.property(anyOrder, (order) => {
        const totals = orderTotals(order);
        const shipping = order.shipping ? [{ ...order.shipping, net: totals.shippingNet }] : [];
        const members = [...totals.lines, ...shipping].map(({ taxCategory, taxRate, net }) => ({
          group: `${taxCategory} ${String(Number(taxRate))}`,
          net,
        }));
        const names = [...new Set(members.map(({ group }) => group))];
        expect(totals.taxGroups.map(({ category, rate }) => `${category} ${rate}`)).toEqual(names);
        expect(totals.taxGroups.map(({ net }) => net)).toEqual(
          names.map((name) => sum(members.filter(({ group }) => group === name).map(({ net }) => net))),
        );
      }),
    );
  });

  it('taxes each group by EN 16931: the exact tax of its sum, rounded', () => {
    fc.assert(
      fc.property(anyOrder, (order) => {
        const half = multiply('0.5', scaleUnit(minorUnitsOf(order.currency)));
        for (const group of orderTotals({ ...order, rounding: 'tax-group' }).taxGroups) {
          const exact = exactTax(group.net, group.rate);
          expect(compare(absolute(subtract(group.tax, exact)), half)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  it('taxes by line the exact tax of each line, and by document that of all, rounded', () => {
    fc.assert(
      fc.property(anyOrder, (order) => {
        const minor = minorUnitsOf(order.currency);
        const byLine = orderTotals({ ...order, rounding: 'line' });
        const shipping = order.shipping ? [{ ...order.shipping, net: byLine.shippingNet }] : [];
        const exact = [...byLine.lines, ...shipping].map(({ net, taxRate }) => exactTax(net, taxRate));
        expect(byLine.tax).toBe(sum(exact.map((tax) => round(tax, minor))));
        expect(orderTotals({ ...order, rounding: 'document' }).tax).toBe(round(sum(exact), minor));
      }),
    );
  });

  it('credits what it charged, with the sign turned', () => {
    fc.assert(
      fc.property(anyOrder, ({ shipping, ...order }) => {
        const charged = orderTotals({ ...order, shipping });
        const credited = orderTotals({
          ...order,
          lines: order.lines.map((one) => ({ ...one, quantity: -one.quantity })),
          shipping: shipping && { ...shipping, net: negate(shipping.net) },
        });
        expect(credited.taxGroups).toEqual(
          charged.taxGroups.map((group) => ({ ...group, net: negate(group.net), tax: negate(group.tax) })),
        );
        expect([credited.net, credited.tax, credited.roundingDifference, credited.gross]).toEqual(
          [charged.net, charged.tax, charged.roundingDifference, charged.gross].map(negate),
        );
      }),
    );
  });

  it.each([1.5, Number.NaN, Infinity, 2 ** 53])('refuses a quantity of %d', (quantity) => {
    const lines = [line({}), line({ quantity })];
    expect(() => orderTotals({ currency: 'EUR', rounding: 'line', lines, shipping: null })).toThrow(
      new RangeError(`not a quantity: ${String(quantity)}`),
    );
  });

  it('refuses amounts and rates that are no decimals, and a currency that is none', () => {
    const of = (lines: TotalsLine[], currency = 'EUR') =>
      orderTotals({ currency, rounding: 'line', lines, shipping: null });
    expect(() => of([line({}), line({ unitPrice: '1,5' })])).toThrow(RangeError);
    expect(() => of([line({}), line({ taxRate: '19%' })])).toThrow(RangeError);
    expect(() => of([line({})], 'EURO')).toThrow(RangeError);
  });
});

function scaleUnit(minor: number): string {
  return minor === 0 ? '1' : `0.${'0'.repeat(minor - 1)}1`;
}
