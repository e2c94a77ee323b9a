import {
  absolute,
  add,
  compare,
  minorUnitsOf,
  multiply,
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

const rates = { standard: '19', reduced: '7', local: '8.875', zero: '0' };
const category = fc.constantFrom('standard', 'reduced', 'local', 'zero');
const anyCurrency = fc.constantFrom('JPY', 'EUR', 'KWD');
const anyPolicy = fc.constantFrom(...roundingPolicies);
const anyAmount = fc.integer({ min: 0, max: 9_999_999 }).map((n) => sum([multiply(String(n), '0.0001')]));
const anyLine = fc
  .record({
    quantity: fc.integer({ min: 1, max: 40 }),
    unitPrice: anyAmount,
    taxIncluded: fc.boolean(),
    taxCategory: category,
  })
  .map((of) => line({ ...of, taxRate: rates[of.taxCategory] }));
const anyOrder = fc.record({
  currency: anyCurrency,
  rounding: anyPolicy,
  lines: fc.array(anyLine, { maxLength: 8 }),
  shipping: fc.option(
    fc
      .record({ net: anyAmount, taxCategory: category })
      .map((of) => ({ ...of, taxRate: rates[of.taxCategory] })),
  ),
});

describe('orderTotals', () => {
  it('rounds each line, taxes each group, and makes shipping a line', () => {
    const totals = orderTotals({
      currency: 'EUR',
      rounding: 'tax-group',
      lines: [
        line({ quantity: 3, unitPrice: '3.335' }),
        line({ quantity: 2, unitPrice: '4.5', taxCategory: 'reduced', taxRate: '7' }),
      ],
      shipping: { net: '5.90', taxCategory: 'standard', taxRate: '19.0' },
    });
    expect(totals).toMatchObject({
      lines: [{ net: '10.01' }, { net: '9' }],
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

  it.each<[RoundingPolicy, string]>([
    ['line', '0.03'],
    ['tax-group', '0.04'],
    ['document', '0.04'],
  ])('differs by policy: three small lines taxed by %s', (rounding, tax) => {
    const lines = [1, 2, 3].map(() => line({ unitPrice: '0.07' }));
    expect(orderTotals({ currency: 'EUR', rounding, lines, shipping: null }).tax).toBe(tax);
  });

  it('rounds the whole tax once by document, and still has groups that add up', () => {
    const lines = [line({ unitPrice: '0.07' }), line({ unitPrice: '0.07', taxCategory: 'other' })];
    const totals = orderTotals({ currency: 'EUR', rounding: 'document', lines, shipping: null });
    expect(totals.tax).toBe('0.03');
    expect(totals.taxGroups.map(({ tax }) => tax)).toEqual(['0.02', '0.01']);
  });

  it('owes exactly what gross prices state, the rest being a rounding difference', () => {
    const lines = [line({ quantity: 3, unitPrice: '9.99', taxIncluded: true })];
    expect(orderTotals({ currency: 'EUR', rounding: 'tax-group', lines, shipping: null })).toMatchObject({
      net: '25.18',
      tax: '4.78',
      roundingDifference: '0.01',
      gross: '29.97',
    });
  });

  it.each([
    ['JPY', '33'],
    ['EUR', '33.34'],
    ['KWD', '33.335'],
  ])('rounds to the minor unit of %s', (currency, net) => {
    const lines = [line({ unitPrice: '33.335' })];
    expect(orderTotals({ currency, rounding: 'tax-group', lines, shipping: null }).lines[0]?.net).toBe(net);
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
        const stated = lines.map((one) => round(multiply(one.unitPrice, String(one.quantity)), minor));
        expect(totals.gross).toBe(sum(stated));
        const units = multiply(absolute(totals.roundingDifference), `1${'0'.repeat(minor)}`);
        expect(compare(units, String(2 * lines.length))).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('taxes each group within half a unit of the exact tax by EN 16931', () => {
    fc.assert(
      fc.property(anyOrder, (order) => {
        const half = multiply('0.5', scaleUnit(minorUnitsOf(order.currency)));
        for (const group of orderTotals({ ...order, rounding: 'tax-group' }).taxGroups) {
          const exact = multiply(multiply(group.net, group.rate), '0.01');
          expect(compare(absolute(subtract(group.tax, exact)), half)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  it('refuses a quantity that is no integer', () => {
    const lines = [line({ quantity: 1.5 })];
    expect(() => orderTotals({ currency: 'EUR', rounding: 'line', lines, shipping: null })).toThrow(
      RangeError,
    );
  });
});

function scaleUnit(minor: number): string {
  return minor === 0 ? '1' : `0.${'0'.repeat(minor - 1)}1`;
}
