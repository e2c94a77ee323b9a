import { describe, expect, it } from 'vitest';
import { FormError } from '../form-error.ts';
import { Typed } from './typed.ts';

const errorsOf = (values: Record<string, string>, read: (typed: Typed) => void) => {
  const typed = new Typed(values);
  read(typed);
  try {
    typed.check();
    return {};
  } catch (error) {
    return error instanceof FormError ? error.fields : { unexpected: String(error) };
  }
};

describe('a typed form', () => {
  it('names every field that is wrong at once', () => {
    const values = { price: 'x', quantity: '-1', day: '2026-02-30', time: '2460', status: 'Q' };
    expect(
      errorsOf(values, (typed) => {
        typed.amount('price');
        typed.whole('quantity', 1);
        typed.date('day');
        typed.time('time');
        typed.oneOf('status', ['A', 'X']);
        typed.code('item', 15);
      }),
    ).toEqual({
      price: 'IS NOT AN AMOUNT LIKE 34.99',
      quantity: 'IS NOT A WHOLE NUMBER',
      day: 'IS NOT A DATE LIKE 2026-12-24',
      time: 'IS NOT A TIME LIKE 0930',
      status: 'MUST BE ONE OF A X',
      item: 'IS MISSING',
    });
  });

  it('takes what the office types', () => {
    const typed = new Typed({ price: ' 34,90', item: 'hl-u509 ', time: '09:30', day: '2026-12-24' });
    expect([typed.amount('price'), typed.code('item', 15), typed.moment('day', 'time')]).toEqual([
      '34.9',
      'HL-U509',
      { date: '2026-12-24', time: '0930' },
    ]);
    typed.check();
  });
});
