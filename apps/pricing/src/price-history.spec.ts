import type { Price } from '@throughline/events';
import { type PriceStrategy, byBaseUnit, resolvePrice } from '@throughline/pricing-rules';
import { price } from '@throughline/testing/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HistoricPrice, type LowestAsked, lowestInForce } from './price-history.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000);
const justBefore = (at: Date) => new Date(at.getTime() - 1);

const said = (
  version: string,
  of: Partial<Price>,
  { recordedFrom = null, recordedTo = null }: Partial<HistoricPrice> = {},
): HistoricPrice => ({ recordedFrom, recordedTo, price: price({ version, amount: '35', ...of }) });

const lowest = (
  history: HistoricPrice[],
  {
    from = day(30),
    to = day(60),
    currency = 'EUR',
    unit = 'C62',
    strategy = 'most-specific' as PriceStrategy,
    ...asked
  }: Partial<LowestAsked> & { strategy?: PriceStrategy } = {},
) => lowestInForce(history, { from, to, currency, unit, ...asked }, strategy);

describe('the lowest price of a span', () => {
  it('is the list price when nothing else was', () => {
    const list = said('list', {});
    expect(lowest([list])).toEqual({ price: list.price, from: day(30) });
  });

  it('finds a sale that began and ended within', () => {
    const sale = said('sale', { kind: 'sale', amount: '25', validFrom: day(40), validTo: day(42) });
    expect(lowest([said('list', {}), sale])).toEqual({ price: sale.price, from: day(40) });
  });

  it('finds the lowest of several sales by number, the first of those that cost the same', () => {
    const sale = (version: string, amount: string, from: number) =>
      said(version, { kind: 'sale', amount, validFrom: day(from), validTo: day(from + 2) });
    const [ten, nine, again] = [sale('ten', '10', 35), sale('nine', '9.50', 45), sale('again', '9.5', 50)];
    expect(lowest([again, said('list', {}), ten, nine])).toEqual({ price: nine.price, from: day(45) });
  });

  it('finds a price of nothing', () => {
    const gift = said('gift', { kind: 'sale', amount: '0', validFrom: day(40), validTo: day(41) });
    expect(lowest([said('list', {}), gift])).toEqual({ price: gift.price, from: day(40) });
  });

  it('counts a sale that ends where the span begins no more, and one that begins at its end not yet', () => {
    const before = said('before', { kind: 'sale', amount: '25', validTo: day(30) });
    const after = said('after', { kind: 'sale', amount: '20', validFrom: day(60) });
    const list = said('list', {});
    expect(lowest([list, before, after])).toEqual({ price: list.price, from: day(30) });
    expect(lowest([list, before], { from: justBefore(day(30)) })).toEqual({
      price: before.price,
      from: justBefore(day(30)),
    });
    expect(lowest([list, after], { to: new Date(day(60).getTime() + 1) })).toEqual({
      price: after.price,
      from: day(60),
    });
  });

  it('remembers what a version said before it was changed', () => {
    const cheap = said('list', { amount: '10' }, { recordedTo: day(35) });
    const dear = said('list', { amount: '35' }, { recordedFrom: day(35) });
    expect(lowest([cheap, dear])).toEqual({ price: { ...cheap.price, validTo: day(35) }, from: day(30) });
    expect(lowest([cheap, dear], { from: justBefore(day(35)) })?.price.amount).toBe('10');
    expect(lowest([cheap, dear], { from: day(35) })).toEqual({
      price: { ...dear.price, validFrom: day(35) },
      from: day(35),
    });
  });

  it('cuts what a version said to the time in which it said so, and never widens it', () => {
    const window = { validFrom: day(32), validTo: day(50) };
    const within = said('within', window, { recordedFrom: day(40), recordedTo: day(45) });
    const around = said('around', window, { recordedFrom: day(10), recordedTo: day(55) });
    const open = said('open', { validFrom: day(32) }, { recordedTo: day(45) });
    expect(lowest([within])).toEqual({
      price: { ...within.price, validFrom: day(40), validTo: day(45) },
      from: day(40),
    });
    expect(lowest([around])).toEqual({ price: around.price, from: day(32) });
    expect(lowest([open])).toEqual({ price: { ...open.price, validTo: day(45) }, from: day(32) });
  });

  it('goes by when a price began, and not by when it was corrected', () => {
    const mistyped = said('list', { amount: '10', validFrom: day(1) }, { recordedTo: day(35) });
    const corrected = said('list~2', { amount: '20', validFrom: day(1) }, { recordedFrom: day(35) });
    const later = said('later', { amount: '30', validFrom: day(2) });
    expect(lowest([mistyped, corrected, later])?.price.version).toBe('later');
  });

  it('leaves out what only some could have, and what was outranked', () => {
    const contract = said('contract', { kind: 'contract', account: 'A1', amount: '5' });
    const dealers = said('dealers', { group: 'dealers', amount: '5.5' });
    const hundred = said('hundred', { minQuantity: 100, amount: '6' });
    const older = said('older', { amount: '7' });
    const list = said('list', { validFrom: day(1) });
    expect(lowest([contract, dealers, hundred, older, list])?.price.version).toBe('list');
  });

  it('goes by the strategy of the seller', () => {
    const older = said('older', { amount: '7', list: 'TRADE' });
    const list = said('list', { validFrom: day(1) });
    const version = (strategy: PriceStrategy) => lowest([older, list], { strategy })?.price.version;
    expect(version('most-specific')).toBe('list');
    expect(version('lowest')).toBe('older');
    expect(version({ priority: ['TRADE', 'LIST'] })).toBe('older');
    expect(version({ priority: ['LIST', 'TRADE'] })).toBe('list');
    expect(version({ priority: ['OUTLET'] })).toBeUndefined();
  });

  it('keeps to the currency', () => {
    const euros = said('euros', { amount: '35' });
    const won = said('won', { amount: '5', currency: 'KRW' });
    expect(lowest([euros, won])?.price.version).toBe('euros');
    expect(lowest([euros, won], { currency: 'KRW' })).toEqual({ price: won.price, from: day(30) });
  });

  it('keeps to the unit, and is no price of a pack where pieces were cheaper', () => {
    const piece = said('piece', { amount: '2' });
    const box = said('box', { amount: '15', unit: 'XBX' });
    expect(lowest([piece, box])?.price.version).toBe('piece');
    expect(lowest([piece, box], { unit: 'XBX' })).toEqual({ price: box.price, from: day(30) });
    expect(lowest([piece], { unit: 'XBX' })).toBeNull();
  });

  it('goes by what one of the unit costs, however many the amount is for', () => {
    const hundred = said('hundred', { amount: '190', perQuantity: 100, validTo: day(40) });
    const one = said('one', { amount: '2', validFrom: day(40) });
    expect(lowest([hundred, one])?.price.version).toBe('hundred');
    const dearer = said('dearer', { amount: '210', perQuantity: 100, validTo: day(40) });
    expect(lowest([dearer, one])).toEqual({ price: one.price, from: day(40) });
  });

  it('is for one base unit, or for as many as are asked for', () => {
    const many = said('many', { amount: '1', minQuantity: 12 });
    expect(lowest([many])).toBeNull();
    expect(lowest([many], { quantity: 12 })?.price.version).toBe('many');
  });

  it('is nothing where there was no price', () => {
    expect(lowest([said('list', { validTo: day(30) })])).toBeNull();
    expect(lowest([said('list', {})], { to: day(30) })).toBeNull();
    expect(lowest([])).toBeNull();
  });

  it('is the lowest of those in force on its days, from the first day on that it was', () => {
    const instant = fc.integer({ min: 20, max: 70 }).map(day);
    const anyHistoric = fc.record({
      kind: fc.constantFrom('list', 'sale'),
      list: fc.constantFrom('LIST', 'TRADE'),
      currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'KRW'),
      amount: fc.integer({ min: 0, max: 12 }).map(String),
      perQuantity: fc.constantFrom(1, 1, 2),
      unit: fc.constantFrom('C62', 'C62', 'C62', 'XBX'),
      group: fc.option(fc.constant('dealers'), { freq: 1 }),
      validFrom: instant,
      validTo: fc.option(instant),
      recordedFrom: fc.option(instant),
      recordedTo: fc.option(instant),
    });
    const anyHistory = fc
      .array(anyHistoric, { maxLength: 30, size: 'max' })
      .map((all) =>
        all.map(({ recordedFrom, recordedTo, ...of }, i) =>
          said(`v${String(i)}`, of, { recordedFrom, recordedTo }),
        ),
      );
    const anyStrategy = fc.constantFrom<PriceStrategy>('most-specific', 'lowest', { priority: ['TRADE'] });
    fc.assert(
      fc.property(anyHistory, anyStrategy, (history, strategy) => {
        const days = Array.from({ length: 30 }, (_, n) => day(30 + n));
        const inForce = days.flatMap((at) => {
          const valid = history.filter(
            ({ recordedFrom, recordedTo }) =>
              (recordedFrom ?? day(0)) <= at && at < (recordedTo ?? day(1_000)),
          );
          const prices = valid.map((one) => one.price);
          const query = { currency: 'EUR', at, quantity: 1, soldIn: byBaseUnit('C62') };
          const { winner } = resolvePrice(prices, query, strategy);
          return winner
            ? [{ amount: Number(winner.amount) / winner.perQuantity, version: winner.version, from: at }]
            : [];
        });
        const least = Math.min(...inForce.map(({ amount }) => amount));
        const expected = inForce.find(({ amount }) => amount === least) ?? null;
        const found = lowest(history, { strategy });
        expect(
          found && {
            amount: Number(found.price.amount) / found.price.perQuantity,
            version: found.price.version,
            from: found.from,
          },
        ).toEqual(expected);
      }),
    );
  });
});
