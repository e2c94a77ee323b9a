import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineNet, parseAmount, priceIn, pricePerUnit, showPrice, totals } from './money.ts';

const line = (price: string, quantity: number, taxPercent = '19.00', taxCode = 'S') => ({
  price,
  quantity,
  discountPercent: '0',
  taxCode,
  taxPercent,
});

describe('lineNet', () => {
  it.each([
    ['34.99', 3, '0', '104.97'],
    ['60.7450', 1, '0', '60.75'],
    ['0.0050', 1, '0', '0.01'],
    ['10', 3, '33.33', '20.00'],
    ['10', 3, '33.34', '20.00'],
    ['10', 1, '0.05', '10.00'],
    ['1.005', 1, '0', '1.01'],
  ])('%s times %i less %s %% is %s, half up', (price, quantity, discountPercent, net) => {
    expect(lineNet({ price, quantity, discountPercent })).toBe(net);
  });
});

describe('totals', () => {
  it('rounds each line, then taxes the sum of each rate', () => {
    const sum = totals([line('0.335', 1), line('0.335', 1), line('10', 2, '7.00', 'R')]);
    expect(sum.lines).toEqual(['0.34', '0.34', '20.00']);
    expect(sum.taxes).toEqual([
      { taxCode: 'S', taxPercent: '19.00', base: '0.68', tax: '0.13' },
      { taxCode: 'R', taxPercent: '7.00', base: '20.00', tax: '1.40' },
    ]);
    expect([sum.net, sum.tax, sum.gross]).toEqual(['20.68', '1.53', '22.21']);
  });

  it('adds up to the cent, whatever is sold', () => {
    const price = fc.integer({ min: 0, max: 99_999_999 }).map((n) => (n / 10_000).toFixed(4));
    const lines = fc.array(
      fc.record({
        price,
        quantity: fc.integer({ min: 1, max: 500 }),
        discountPercent: fc.integer({ min: 0, max: 10_000 }).map((n) => (n / 100).toFixed(2)),
        taxCode: fc.constantFrom('S', 'R', 'Z'),
        taxPercent: fc.constantFrom('19.00', '5.50', '0'),
      }),
      { minLength: 1, maxLength: 12 },
    );
    const cents = (amount: string) => BigInt(amount.replace('.', ''));
    fc.assert(
      fc.property(lines, (sold) => {
        const sum = totals(sold);
        const of = (amounts: string[]) => amounts.reduce((total, amount) => total + cents(amount), 0n);
        expect(of(sum.lines)).toBe(cents(sum.net));
        expect(of(sum.taxes.map((group) => group.base))).toBe(cents(sum.net));
        expect(of(sum.taxes.map((group) => group.tax))).toBe(cents(sum.tax));
        expect(cents(sum.net) + cents(sum.tax)).toBe(cents(sum.gross));
      }),
    );
  });
});

describe('parseAmount', () => {
  it.each([
    ['34,99', '34.99'],
    [' 5 ', '5'],
    ['0.5000', '0.5'],
    ['-5', null],
    ['1e3', null],
    ['1.23456', null],
    ['', null],
    ['1.2.3', null],
  ])('reads %j as %j', (text, amount) => {
    expect(parseAmount(text)).toBe(amount);
  });
});

it('shows prices with two decimals at least', () => {
  expect(['9.5000', '60.7450', '12.0000'].map(showPrice)).toEqual(['9.50', '60.745', '12.00']);
});

describe('a price for several', () => {
  it.each([
    ['1.2345', 1000, 100, 1, '12.35'],
    ['50', 12, 12, 1, '50.00'],
    ['100', 4, 12, 1, '33.33'],
    ['10', 3, 3, 2, '20.00'],
  ])('%s for %i of %i/%i is %s', (price, quantity, numerator, denominator, net) => {
    const base = { numerator, denominator };
    expect(lineNet({ price, quantity, base, discountPercent: '0' })).toBe(net);
  });

  it('is kept for one to seven decimals', () => {
    expect(pricePerUnit('50', 12)).toBe('4.1666667');
    expect(pricePerUnit('2', { numerator: 1, denominator: 2 })).toBe('4');
    expect(priceIn('4.9900', { numerator: 12, denominator: 1 })).toBe('59.8800');
    expect(priceIn('4.9900', { numerator: 1, denominator: 1 })).toBe('4.9900');
  });
});
