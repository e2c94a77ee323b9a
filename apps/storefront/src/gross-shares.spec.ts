import { absolute, add, compare, multiply, subtract, sum } from '@throughline/money';
import { orderTotals } from '@throughline/order-rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grossShares } from './gross-shares.ts';

const amount = fc
  .integer({ min: 1, max: 999_999 })
  .map((cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`);
const line = fc.record({
  quantity: fc.integer({ min: 1, max: 20 }),
  unitPrice: amount,
  taxIncluded: fc.constant(false),
  taxCategory: fc.constantFrom('standard', 'reduced'),
  taxRate: fc.constantFrom('19', '7'),
});

describe('the shares of lines in a total', () => {
  it('add up to it, each within a cent of its own amount with tax', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), amount, (lines, net) => {
        const shipping = { net, taxCategory: 'standard', taxRate: '19' };
        const totals = orderTotals({ currency: 'EUR', rounding: 'tax-group', lines, shipping });
        const parts = [...totals.lines, { net: totals.shippingNet, taxRate: '19' }];
        const shares = grossShares(totals.gross, 'EUR', parts);
        expect(sum(shares)).toBe(totals.gross);
        shares.forEach((share, index) => {
          const part = parts[index] ?? { net: '0', taxRate: '0' };
          const own = multiply(part.net, add('1', multiply(part.taxRate, '0.01')));
          expect(compare(absolute(subtract(share, own)), '0.02')).toBeLessThan(0);
        });
      }),
    );
  });

  it('are nothing of nothing', () => {
    expect(grossShares('0', 'EUR', [{ net: '0', taxRate: '19' }])).toEqual(['0']);
  });
});
