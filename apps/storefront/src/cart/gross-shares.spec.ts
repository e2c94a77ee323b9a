import { absolute, add, compare, minorUnitsOf, multiply, subtract, sum } from '@throughline/money';
import { orderTotals } from '@throughline/order-rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grossShares } from './gross-shares.ts';

const amountIn = (minor: number) =>
  fc.integer({ min: 0, max: 999_999 }).map((units) => (units / 10 ** minor).toFixed(minor));
const document = fc.constantFrom('EUR', 'JPY', 'KWD').chain((currency) => {
  const amount = amountIn(minorUnitsOf(currency));
  const tax = fc.constantFrom(
    { taxCategory: 'standard', taxRate: '19' },
    { taxCategory: 'reduced', taxRate: '5.5' },
    { taxCategory: 'zero', taxRate: '0' },
  );
  const line = fc
    .record({ quantity: fc.integer({ min: 1, max: 20 }), unitPrice: amount, tax })
    .map(({ tax: taxed, ...rest }) => ({ ...rest, ...taxed, taxIncluded: false }));
  return fc.record({
    currency: fc.constant(currency),
    net: amount,
    lines: fc.array(line, { minLength: 1, maxLength: 20, size: 'max' }),
  });
});

describe('the shares of lines in a total', () => {
  it('add up to it, each within two minor units of its own amount with tax', () => {
    fc.assert(
      fc.property(document, ({ currency, lines, net }) => {
        const shipping = { net, taxCategory: 'standard', taxRate: '19' };
        const totals = orderTotals({ currency, rounding: 'tax-group', lines, shipping });
        const parts = [...totals.lines, { net: totals.shippingNet, taxRate: '19' }];
        const shares = grossShares(totals.gross, currency, parts);
        expect(shares).toHaveLength(parts.length);
        expect(sum(shares)).toBe(totals.gross);
        const minor = minorUnitsOf(currency);
        const closely = (2 / 10 ** minor).toFixed(minor);
        shares.forEach((share, index) => {
          const part = parts[index] ?? { net: '0', taxRate: '0' };
          const own = multiply(part.net, add('1', multiply(part.taxRate, '0.01')));
          expect(compare(absolute(subtract(share, own)), closely)).toBeLessThan(0);
        });
      }),
    );
  });

  it('are by what a line comes to with its own tax, not by what it is before', () => {
    const parts = [
      { net: '100', taxRate: '0' },
      { net: '100', taxRate: '100' },
      { net: '0', taxRate: '19' },
    ];
    expect(grossShares('300', 'EUR', parts)).toEqual(['100', '200', '0']);
    expect(grossShares('300.01', 'EUR', parts)).toEqual(['100', '200.01', '0']);
    expect(grossShares('301', 'JPY', parts)).toEqual(['100', '201', '0']);
  });

  it('are nothing of nothing', () => {
    const free = { net: '0', taxRate: '19' };
    expect(grossShares('0', 'EUR', [free, free])).toEqual(['0', '0']);
    expect(grossShares('0', 'EUR', [])).toEqual([]);
  });
});
