import { orderRequested } from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import { type BuyerLimits, buyersOf, exceededLimit, openWorthKey } from './buyer-limits.ts';

const unlimited: BuyerLimits = { lineQuantity: null, orderWorth: null, openWorth: null };
/** Two helmets and three bottles for 91.02 with tax. */
const request = orderRequested();
const exceeded = (
  limits: Partial<BuyerLimits>,
  open: Record<string, string> = {},
  buyers = ['mail', 'door'],
) => exceededLimit(request, buyers, new Map(Object.entries(open)), { ...unlimited, ...limits });

describe('what orders of one buyer have in common', () => {
  it('is what the shop says of guests, each once', () => {
    expect(buyersOf({ account: 'guests', buyer: ['m', 'd', 'm'] }, 'guests')).toEqual(['m', 'd']);
    expect(buyersOf({ account: 'A7', buyer: ['m'] }, 'business')).toEqual(['m']);
    expect(buyersOf({ account: 'A7', buyer: ['m'] })).toEqual(['m']);
  });

  it('is the account where that says who buys', () => {
    expect(buyersOf({ account: 'A7', buyer: [] }, 'business')).toEqual(['account:A7']);
    expect(buyersOf({ account: 'A7', buyer: [] }, 'person')).toEqual(['account:A7']);
  });

  it('is nothing for all guests together, nor for an account that might be theirs', () => {
    expect(buyersOf({ account: 'guests', buyer: [] }, 'guests')).toEqual([]);
    expect(buyersOf({ account: 'guests', buyer: [] }, null)).toEqual([]);
    expect(buyersOf({ account: 'guests', buyer: [] })).toEqual([]);
  });
});

describe('an order', () => {
  it('of any size exceeds no limit where there is none', () => {
    expect(exceeded({}, { 'EUR mail': '999999' })).toBeNull();
  });

  it('may have as many of a line as the limit says, and no more of any line', () => {
    expect(exceeded({ lineQuantity: 3 })).toBeNull();
    expect(exceeded({ lineQuantity: 2 })).toBe('line-quantity');
    const first = { ...request, lines: request.lines.toReversed() };
    expect(exceededLimit(first, [], new Map(), { ...unlimited, lineQuantity: 2 })).toBe('line-quantity');
  });

  it('may be worth as much with tax as the limit says, and no more', () => {
    expect(exceeded({ orderWorth: '91.02' })).toBeNull();
    expect(exceeded({ orderWorth: '91.01' })).toBe('order-worth');
  });

  it('may bring what its buyer has open to the limit, and no further, by whichever the buyer is known', () => {
    expect(exceeded({ openWorth: '91.02' })).toBeNull();
    expect(exceeded({ openWorth: '91.01' })).toBe('open-worth');
    expect(exceeded({ openWorth: '191.02' }, { 'EUR mail': '100', 'EUR door': '100.00' })).toBeNull();
    expect(exceeded({ openWorth: '191.02' }, { 'EUR mail': '100.01' })).toBe('open-worth');
    expect(exceeded({ openWorth: '191.02' }, { 'EUR door': '100.01' })).toBe('open-worth');
  });

  it('is not held against another buyer or another currency', () => {
    expect(exceeded({ openWorth: '100' }, { 'EUR other': '5000', 'SEK mail': '5000' })).toBeNull();
    expect(exceeded({ openWorth: '50' }, {}, [])).toBeNull();
  });

  it('says the first limit that it exceeds', () => {
    expect(exceeded({ lineQuantity: 2, orderWorth: '1', openWorth: '1' })).toBe('line-quantity');
    expect(exceeded({ orderWorth: '1', openWorth: '1' })).toBe('order-worth');
  });
});

it('what is open is told apart by currency', () => {
  expect(openWorthKey('mail', 'EUR')).toBe('EUR mail');
});
