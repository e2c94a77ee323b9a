import { add, sum } from '@throughline/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { price } from '../fixtures/records.ts';
import { type QuotedLine, quoteOf, totalsOf } from './quote.ts';

const helmets: QuotedLine = {
  sku: 'HL-U509-R',
  quantity: 2,
  price: price('HL-U509-R', '34.99'),
  taxCategory: 'standard',
  taxRate: '19',
};
const maps: QuotedLine = {
  sku: 'MP-ALPS',
  quantity: 3,
  price: price('MP-ALPS', '9.95', { taxIncluded: true }),
  taxCategory: 'reduced',
  taxRate: '7',
};
const terms = {
  shipping: { net: '4.95', taxCategory: 'standard', taxRate: '19' },
  rounding: 'tax-group',
} as const;

describe('a quote', () => {
  it('gives each line its own amounts, in the order given', () => {
    expect(quoteOf([maps, helmets], terms)).toEqual({
      currency: 'EUR',
      lines: [
        { net: '27.9', gross: '29.85' },
        { net: '69.98', gross: '83.28' },
      ],
      shipping: { net: '4.95', gross: '5.89' },
      taxGroups: [
        { category: 'reduced', rate: '7', net: '27.9', tax: '1.95' },
        { category: 'standard', rate: '19', net: '74.93', tax: '14.24' },
      ],
      net: '102.83',
      tax: '16.19',
      gross: '119.02',
    });
  });

  it('holds nothing for shipping where there is none', () => {
    const { shipping, lines, gross } = quoteOf([helmets, maps], { ...terms, shipping: null });
    expect({ shipping, lines, gross }).toEqual({
      shipping: { net: '0', gross: '0' },
      // 69.98 with 19 % is 83.2762.
      lines: [
        { net: '69.98', gross: '83.28' },
        { net: '27.9', gross: '29.85' },
      ],
      gross: '113.13',
    });
  });

  it('counts to the tax what rounding adds or takes away', () => {
    // Each of these is 9.34 net; tax on both together would be 1.31, but 19.98 are owed.
    const line = { ...maps, quantity: 1, price: price('MP-ALPS', '9.99', { taxIncluded: true }) };
    const totals = totalsOf([line, { ...line, sku: 'MP-PYR' }], { ...terms, shipping: null });
    expect(totals).toMatchObject({ net: '18.68', tax: '1.3', gross: '19.98', roundingDifference: '0' });
  });

  it('divides what a price is for several of, once for the line', () => {
    const hundred = { ...helmets, quantity: 250, price: price('HL-U509-R', '1.99', { perQuantity: 100 }) };
    // 4.975, and not 250 times 0.02.
    expect(totalsOf([hundred], { ...terms, shipping: null }).lines[0]?.net).toBe('4.98');
    const { lines } = quoteOf([hundred, { ...hundred, sku: 'B', quantity: 100 }], {
      ...terms,
      shipping: null,
    });
    expect(lines).toEqual([
      // Of 8.29; by themselves they were 5.93 and 2.37.
      { net: '4.98', gross: '5.92' },
      { net: '1.99', gross: '2.37' },
    ]);
  });

  it('adds up, whatever is in the cart', () => {
    const cents = fc.integer({ min: 0, max: 200_000 }).map((n) => (n / 100).toFixed(2));
    const classes = fc.constantFrom(
      { taxCategory: 'standard', taxRate: '19' },
      { taxCategory: 'reduced', taxRate: '5.5' },
      { taxCategory: 'zero', taxRate: '0' },
    );
    const line: fc.Arbitrary<QuotedLine> = fc
      .tuple(fc.integer({ min: 1, max: 50 }), cents, fc.boolean(), classes, fc.constantFrom(1, 7, 100))
      .map(([quantity, amount, taxIncluded, tax, perQuantity]) => ({
        sku: 'A',
        quantity,
        price: price('A', amount, { taxIncluded, perQuantity }),
        ...tax,
      }));
    const shipping = fc.option(fc.tuple(cents, classes).map(([net, tax]) => ({ net, ...tax })));
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 15, size: 'max' }),
        shipping,
        fc.constantFrom('line', 'tax-group', 'document'),
        (lines, sent, rounding) => {
          const quote = quoteOf(lines, { shipping: sent, rounding });
          expect(quote.lines).toHaveLength(lines.length);
          expect(sum([...quote.lines.map(({ net }) => net), quote.shipping.net])).toBe(quote.net);
          expect(sum([...quote.lines.map(({ gross }) => gross), quote.shipping.gross])).toBe(quote.gross);
          expect(add(quote.net, quote.tax)).toBe(quote.gross);
        },
      ),
    );
  });
});
