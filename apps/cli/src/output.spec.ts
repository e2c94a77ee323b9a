import { describe, expect, it } from 'vitest';
import { table } from './output.ts';

describe('table', () => {
  it('aligns text to the left and numbers to the right', () => {
    expect(
      table(
        ['topic', 'offsets'],
        [
          ['erp.items', 504],
          ['orders.orders', 7],
        ],
      ),
    ).toEqual(['topic          offsets', 'erp.items          504', 'orders.orders        7']);
  });

  it('shows its head when there is nothing to show', () => {
    expect(table(['group', 'behind'], [])).toEqual(['group  behind']);
  });
});
