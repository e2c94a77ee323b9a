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

  it('leaves out what is missing, and aligns the numbers that are there', () => {
    expect(
      table(
        ['', 'units', 'none'],
        [
          ['stated', 12, null],
          ['', null, undefined],
          ['claimed', -2, null],
        ],
      ),
    ).toEqual(['         units  none', 'stated      12', '', 'claimed     -2']);
  });

  it('shows its head when there is nothing to show', () => {
    expect(table(['group', 'behind'], [])).toEqual(['group  behind']);
  });
});
