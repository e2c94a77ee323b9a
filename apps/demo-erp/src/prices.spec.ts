import { describe, expect, it } from 'vitest';
import { type ListPrice, type Special, effectivePrice } from './prices.ts';

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
