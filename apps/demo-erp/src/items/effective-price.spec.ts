import { describe, expect, it } from 'vitest';
import { type ContractPrice, type ListPrice, type Special, effectivePrice } from './effective-price.ts';

const at = (text: string) => new Date(`2026-06-${text}:00Z`);
const price = (number: number, amount: string, from: string, to: string | null = null): ListPrice => ({
  number,
  price: amount,
  per: 1,
  unit: null,
  from: at(from),
  to: to === null ? null : at(to),
});
const special = (number: number, amount: string, from: string, to: string, minimum = 1): Special => ({
  ...price(number, amount, from, to),
  minimum,
  text: '',
  active: true,
});
const list = [price(1, '30', '01T00:00', '10T12:00'), price(2, '35', '10T12:00')];

describe('effectivePrice', () => {
  it('changes at the very minute, which belongs to the new price', () => {
    expect(effectivePrice(list, [], at('10T11:59'), 1)?.price).toBe('30');
    expect(effectivePrice(list, [], at('10T12:00'), 1)?.price).toBe('35');
  });

  it('has none before the first list price, even if there is a special', () => {
    const early = [special(1, '20', '01T00:00', '30T00:00')];
    expect(effectivePrice([price(1, '30', '05T00:00')], early, at('02T00:00'), 1)).toBeNull();
  });

  it('counts a special from its start until its end, which is outside', () => {
    const specials = [special(7, '25', '11T08:00', '12T20:00')];
    const found = ['11T07:59', '11T08:00', '12T19:59', '12T20:00'].map(
      (time) => effectivePrice(list, specials, at(time), 1)?.price,
    );
    expect(found).toEqual(['35', '25', '25', '35']);
  });

  it('asks for the quantity of a break, and takes the lowest that is reached', () => {
    const specials = [
      special(1, '34', '01T00:00', '30T00:00', 5),
      special(2, '33', '01T00:00', '30T00:00', 10),
    ];
    const found = [4, 5, 9, 10].map(
      (quantity) => effectivePrice(list, specials, at('15T00:00'), quantity)?.price,
    );
    expect(found).toEqual(['35', '34', '34', '33']);
  });

  it('does not count a special that is ended, or dearer than the list', () => {
    const ended = { ...special(1, '20', '01T00:00', '30T00:00'), active: false };
    const dearer = special(2, '36', '01T00:00', '30T00:00');
    expect(effectivePrice(list, [ended, dearer], at('15T00:00'), 1)).toEqual({
      price: '35',
      per: 1,
      special: null,
      list: null,
    });
  });

  it('takes the latest start where two list prices are in force', () => {
    const both = [price(1, '30', '01T00:00'), price(2, '29', '02T00:00')];
    expect(effectivePrice(both, [], at('15T00:00'), 1)?.price).toBe('29');
  });
});

describe('effectivePrice of a unit', () => {
  const box = { code: 'KAR', numerator: 12, denominator: 1 };
  const of = (entry: ListPrice, unit: string | null, per = 1) => ({ ...entry, unit, per });
  const contract = (amount: string, rank: number, minimum = 1): ContractPrice => ({
    ...price(rank, amount, '01T00:00'),
    minimum,
    list: `L${rank}`,
    rank,
  });

  it('is its own before that of so many of the item’s own unit', () => {
    const own = price(1, '2.5', '01T00:00');
    expect(effectivePrice([own], [], at('15T00:00'), 12, { soldIn: box })?.price).toBe('30.0000');
    const both = [own, of(price(2, '28', '01T00:00'), 'KAR')];
    expect(effectivePrice(both, [], at('15T00:00'), 12, { soldIn: box })?.price).toBe('28');
    expect(effectivePrice(both, [], at('15T00:00'), 12)?.price).toBe('2.5');
  });

  it('is stated for one of it where it can be', () => {
    const hundred = of(price(1, '2.1', '01T00:00'), null, 100);
    const found = [500, 150, 7].map((numerator) => {
      const soldIn = { code: 'KAR', numerator, denominator: 1 };
      const { price: amount, per } = effectivePrice([hundred], [], at('15T00:00'), 1, { soldIn }) ?? {};
      return [amount, per];
    });
    expect(found).toEqual([
      ['10.5000', 1],
      ['6.3000', 2],
      ['14.7000', 100],
    ]);
  });

  it('compares a special for a hundred with a price for one', () => {
    const specials = [{ ...special(1, '240', '01T00:00', '30T00:00'), per: 100 }];
    expect(effectivePrice([price(1, '2.5', '01T00:00')], specials, at('15T00:00'), 1)).toMatchObject({
      price: '240',
      per: 100,
    });
    expect(effectivePrice([price(1, '2.4', '01T00:00')], specials, at('15T00:00'), 1)?.per).toBe(1);
  });

  it('is that of the first list with a break that is reached, even above the list price', () => {
    const contracts = [contract('33', 2), contract('36', 1, 10)];
    const found = [9, 10].map((quantity) =>
      effectivePrice(list, [], at('15T00:00'), quantity, { contracts }),
    );
    expect(found).toMatchObject([
      { price: '33', list: 'L2' },
      { price: '36', list: 'L1' },
    ]);
  });

  it('is had by a list alone, without a list price', () => {
    expect(effectivePrice([], [], at('15T00:00'), 1, { contracts: [contract('9', 1)] })?.list).toBe('L1');
  });
});
