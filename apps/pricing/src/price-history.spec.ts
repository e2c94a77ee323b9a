import type { Price } from '@throughline/events';
import { compare } from '@throughline/money';
import { isOpen, resolvePrice } from '@throughline/pricing-rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HistoricPrice, lowestInForce } from './price-history.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000);

const said = (
  version: string,
  of: Partial<Price>,
  { recordedFrom = null, recordedTo = null }: Partial<HistoricPrice> = {},
): HistoricPrice => ({
  recordedFrom,
  recordedTo,
  price: {
    sku: 'HL-U509',
    version,
    list: 'WEB',
    kind: 'list',
    currency: 'EUR',
    amount: '35',
    taxIncluded: false,
    unit: 'C62',
    minQuantity: 1,
    validFrom: day(0),
    validTo: null,
    group: null,
    account: null,
    ...of,
  },
});

const lowest = (history: HistoricPrice[], from = day(30), to = day(60)) =>
  lowestInForce(history, { from, to, currency: 'EUR' }, 'most-specific');

describe('the lowest price of a span', () => {
  it('is the list price when nothing else was', () => {
    expect(lowest([said('list', {})])).toMatchObject({ price: { version: 'list' }, from: day(30) });
  });

  it('finds a sale that began and ended within', () => {
    const sale = said('sale', { kind: 'sale', amount: '25', validFrom: day(40), validTo: day(42) });
    expect(lowest([said('list', {}), sale])).toMatchObject({ price: { amount: '25' }, from: day(40) });
  });

  it('counts a sale that ends where the span begins no more, and one that begins at its end not yet', () => {
    const before = said('before', { kind: 'sale', amount: '25', validTo: day(30) });
    const after = said('after', { kind: 'sale', amount: '20', validFrom: day(60) });
    expect(lowest([said('list', {}), before, after])?.price.amount).toBe('35');
  });

  it('remembers what a version said before it was changed', () => {
    const cheap = said('list', { amount: '10' }, { recordedTo: day(35) });
    const dear = said('list', { amount: '35' }, { recordedFrom: day(35) });
    expect(lowest([cheap, dear])).toMatchObject({ price: { amount: '10' }, from: day(30) });
    expect(lowest([cheap, dear], day(36))).toMatchObject({ price: { amount: '35' } });
  });

  it('leaves out what only some could have, and what was outranked', () => {
    const contract = said('contract', { kind: 'contract', account: 'A1', amount: '5' });
    const hundred = said('hundred', { minQuantity: 100, amount: '6' });
    const older = said('older', { amount: '7' });
    const list = said('list', { validFrom: day(1) });
    expect(lowest([contract, hundred, older, list])?.price.version).toBe('list');
  });

  it('is nothing where there was no price', () => {
    expect(lowest([said('list', { validTo: day(30) })])).toBeNull();
  });

  it('is never above the price in force at any instant, and was in force when it says', () => {
    const instant = fc.integer({ min: 0, max: 90 }).map(day);
    const anyPrice = fc.record({
      kind: fc.constantFrom('list', 'sale'),
      amount: fc.integer({ min: 1, max: 50 }).map(String),
      validFrom: instant,
      validTo: fc.option(instant),
    });
    const anyHistory = fc
      .array(anyPrice, { maxLength: 8 })
      .map((all) => all.map((of, i) => said(`v${String(i)}`, of)));
    fc.assert(
      fc.property(anyHistory, fc.integer({ min: 30, max: 59 }).map(day), (history, at) => {
        const prices = history.map(({ price }) => price);
        const { winner } = resolvePrice(prices, { currency: 'EUR', at, quantity: 1 }, 'most-specific');
        const found = lowest(history);
        if (winner) expect(compare(found?.price.amount ?? '1000', winner.amount)).toBeLessThanOrEqual(0);
        if (found) expect(isOpen(found.price, found.from)).toBe(true);
      }),
    );
  });
});
