import type { AccountBinding } from '@throughline/events';
import { price as priceOf } from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import type { PriceCandidate, PriceQuery } from './candidate.ts';
import { priceAsSold, resolvePrice } from './resolve-price.ts';
import { type SoldIn, byBaseUnit } from './units.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000);
const price = (version: string, of: Partial<PriceCandidate> = {}): PriceCandidate =>
  priceOf({ version, list: 'web', amount: '100', ...of });
const sale = (version: string, of: Partial<PriceCandidate> = {}) =>
  price(version, { kind: 'sale', list: 'special', amount: '80', ...of });
const asked = (of: Partial<PriceQuery> = {}): PriceQuery => ({
  currency: 'EUR',
  at: day(10),
  quantity: 10,
  soldIn: byBaseUnit('C62'),
  ...of,
});
const bindings: AccountBinding[] = [
  { source: 'demo', number: 'A1', priceGroup: 'dealers', priceLists: ['first', 'second'] },
];
const box: SoldIn = { unit: 'XBX', baseUnit: 'C62', numerator: 10, denominator: 3 };

/** Versions of the winner, of what would hold without it, and of the regular price for everybody. */
const found = (prices: PriceCandidate[], of: Partial<PriceQuery> = {}) =>
  [prices, prices.toReversed()].map((each) => {
    const { winner, runnerUp, regular } = resolvePrice(each, asked(of), 'regular-or-lower-sale');
    return [winner, runnerUp, regular].map((one) => one?.version ?? 'none').join(' ');
  });
const both = (text: string) => [text, text];

describe('the regular price or a lower sale', () => {
  const list = price('list');

  it('is the lowest of the sales that fit, however early it began and for however few units', () => {
    const eight = sale('eight', { amount: '8', validFrom: day(1), validTo: day(20) });
    const nine = sale('nine', { amount: '9', validFrom: day(5), validTo: day(12) });
    const six = sale('six', { amount: '6' });
    const sevenOfFive = sale('seven', { amount: '7', minQuantity: 5 });
    expect(found([list, eight, nine])).toEqual(both('eight nine list'));
    expect(found([list, sevenOfFive, six])).toEqual(both('six seven list'));
    expect(found([list, sevenOfFive], { quantity: 4 })).toEqual(both('list none list'));
    expect(found([list, sale('later', { amount: '1', validFrom: day(11) })])).toEqual(both('list none list'));
  });

  it('is the regular price where no sale is lower, and none where there are only sales', () => {
    expect(found([list, sale('even', { amount: '100' })])).toEqual(both('list none list'));
    expect(found([list, sale('dear', { amount: '101' })])).toEqual(both('list none list'));
    expect(found([sale('alone')])).toEqual(both('none none none'));
  });

  it('is the list price with the latest start, and not the lowest', () => {
    const [low, late] = [price('low', { amount: '50' }), price('late', { validFrom: day(9) })];
    expect(found([low, late])).toEqual(both('late low late'));
  });

  it('is that of the first of the buyer’s lists that has one, also where a later list or everybody pays less', () => {
    const first = price('first', { kind: 'customer-list', list: 'first', amount: '120' });
    const second = price('second', { kind: 'customer-list', list: 'second', amount: '70' });
    expect(found([list, first, second], { bindings })).toEqual(both('first second list'));
    expect(found([list, second], { bindings })).toEqual(both('second list list'));
    expect(found([list, first, second])).toEqual(both('list none list'));
    expect(found([list, first, sale('s')], { bindings })).toEqual(both('s first list'));
    expect(found([list, second, sale('s')], { bindings })).toEqual(both('second s list'));
  });

  it('is that of a contract before a list of the buyer, and of a group before everybody’s', () => {
    const contract = price('contract', { kind: 'contract', account: 'A1', amount: '300' });
    const group = price('group', { group: 'dealers', amount: '200' });
    const own = price('own', { kind: 'customer-list', list: 'second', amount: '250' });
    expect(found([list, group, own, contract], { bindings })).toEqual(both('contract own list'));
    expect(found([list, group], { bindings })).toEqual(both('group list list'));
  });

  it('is of the largest break within a list, then of the latest start', () => {
    const own = (version: string, of: Partial<PriceCandidate>) =>
      price(version, { kind: 'customer-list', list: 'first', ...of });
    const five = own('five', { minQuantity: 5, validFrom: day(1) });
    const one = own('one', { amount: '50', validFrom: day(8) });
    const late = own('late', { minQuantity: 5, validFrom: day(2) });
    expect(found([one, five], { bindings })).toEqual(both('five one none'));
    expect(found([one, five, late], { bindings })).toEqual(both('late five none'));
    expect(found([one, five], { bindings, quantity: 4 })).toEqual(both('one none none'));
  });

  it('is, of sales that cost the same, the latest, then that for the fewest units, then the greatest version', () => {
    const [early, late] = [sale('early'), sale('late', { validFrom: day(3), minQuantity: 5 })];
    expect(found([list, early, late])).toEqual(both('late early list'));
    const few = sale('few', { validFrom: day(3), minQuantity: 2 });
    expect(found([list, few, late])).toEqual(both('few late list'));
    expect(found([list, sale('S9'), sale('S10')])).toEqual(both('S10 S9 list'));
  });

  it('is the first of those that go by one version', () => {
    const answer = (...prices: PriceCandidate[]) => resolvePrice(prices, asked(), 'regular-or-lower-sale');
    const [one, other] = [price('twin', { amount: '90' }), price('twin', { amount: '95' })];
    expect(answer(one, other)).toMatchObject({ winner: one, regular: one });
    expect(answer(other, one)).toMatchObject({ winner: other, regular: other });
    const [special, clearance] = [sale('twin'), sale('twin', { list: 'clearance' })];
    expect(answer(list, special, clearance).winner).toBe(special);
    expect(answer(list, clearance, special).winner).toBe(clearance);
  });

  it('says why it holds, until when, and when that changes', () => {
    const ending = sale('ending', { validTo: day(12) });
    const next = sale('next', { amount: '70', validFrom: day(11) });
    expect(resolvePrice([list, ending, next], asked(), 'regular-or-lower-sale')).toEqual({
      winner: ending,
      because: 'sale',
      regular: list,
      saleEndsAt: day(12),
      runnerUp: list,
      nextChangeAt: day(11),
    });
  });
});

describe('the regular price or a lower sale of a pack', () => {
  const piece = price('piece', { amount: '10' });
  const inBoxes = { soldIn: box, quantity: 10 };

  it('is that of the base unit, rounded to four decimals, where nothing is stated for the pack', () => {
    const { winner } = resolvePrice([piece], asked(inBoxes), 'regular-or-lower-sale');
    expect(winner).toEqual({ ...piece, unit: 'XBX', amount: '33.3333', perQuantity: 1 });
  });

  it('is what is stated for the pack itself before any break and start of the base unit', () => {
    const boxed = price('boxed', { unit: 'XBX', amount: '50', validFrom: day(1) });
    const late = price('late', { amount: '9', minQuantity: 5, validFrom: day(9) });
    expect(found([piece, late, boxed], inBoxes)).toEqual(both('boxed late boxed'));
  });

  it('is the lowest sale, of the pack or of the base unit', () => {
    const boxed = sale('boxed', { unit: 'XBX', amount: '30' });
    const dear = sale('dear', { amount: '9.5' });
    const cheap = sale('cheap', { amount: '8' });
    expect(found([piece, boxed, dear], inBoxes)).toEqual(both('boxed dear piece'));
    expect(found([piece, boxed, cheap], inBoxes)).toEqual(both('cheap boxed piece'));
  });

  it('is not lower by less than the seventh decimal of the price of one', () => {
    const three = price('three', { amount: '1', perQuantity: 3 });
    const close = sale('close', { amount: '999.9999', perQuantity: 3_000 });
    expect(found([three, close])).toEqual(both('three none three'));
  });
});

describe('the price as it is sold', () => {
  const sold = (of: Partial<PriceCandidate>, strategies: Parameters<typeof priceAsSold>[2] = 'lowest') =>
    priceAsSold(price('P', of), { currency: 'EUR', quantity: 10, soldIn: box }, strategies);

  it('is in the unit that is sold in, by the rounding of its strategy, whenever it holds', () => {
    const stated = { amount: '10', validFrom: day(300) };
    expect(sold(stated)).toMatchObject({ unit: 'XBX', amount: '100', perQuantity: 3 });
    const declared = new Map([['demo', 'regular-or-lower-sale' as const]]);
    expect(sold(stated, declared)).toMatchObject({ unit: 'XBX', amount: '33.3333', perQuantity: 1 });
    expect(sold({ ...stated, source: 'north' }, declared)).toMatchObject({ amount: '100', perQuantity: 3 });
  });

  it('is a sale as well that has no regular price beside it', () => {
    expect(sold({ kind: 'sale' }, 'regular-or-lower-sale')).toMatchObject({ kind: 'sale', unit: 'XBX' });
  });

  it.each<Partial<PriceCandidate>>([
    { currency: 'KRW' },
    { minQuantity: 11 },
    { unit: 'PR' },
    { account: 'A1' },
    { revokedAt: day(1) },
  ])('is none when it is not meant for who asks: %o', (of) => {
    expect(sold(of)).toBeNull();
  });

  it('is none of a list that the chain does not name', () => {
    expect(sold({}, { priority: ['trade'] })).toBeNull();
    expect(sold({}, { priority: ['web'] })).not.toBeNull();
  });
});

describe('prices of several back offices', () => {
  const strategies = new Map([
    ['demo', 'regular-or-lower-sale'],
    ['north', 'lowest'],
  ] as const);
  const north = (version: string, of: Partial<PriceCandidate> = {}) =>
    price(version, { source: 'north', ...of });
  const resolved = (prices: PriceCandidate[], of: Partial<PriceQuery> = {}) =>
    [prices, prices.toReversed()].map((each) => {
      const { winner, runnerUp, regular, because, saleEndsAt, nextChangeAt } = resolvePrice(
        each,
        asked(of),
        strategies,
      );
      const versions = [winner, runnerUp, regular].map((one) => one?.version ?? null);
      return { versions, because, saleEndsAt, nextChangeAt };
    });

  it('are weighed by each as it declares, and of what they choose the most specific holds', () => {
    const prices = [
      price('d-list', { validTo: day(30) }),
      sale('d-sale', { amount: '90', validTo: day(20) }),
      sale('d-dear', { amount: '95', validFrom: day(5), validTo: day(25) }),
      north('n-list', { amount: '10', validFrom: day(-1), validTo: day(15) }),
      north('n-contract', { kind: 'contract', amount: '11', validFrom: day(2) }),
    ];
    const answer = {
      versions: ['d-sale', 'd-dear', 'd-list'],
      because: 'sale',
      saleEndsAt: day(20),
      nextChangeAt: day(15),
    };
    expect(resolved(prices)).toEqual([answer, answer]);
  });

  it('have the choice of the other behind them, where that is more specific', () => {
    const contract = north('n-contract', { kind: 'contract', amount: '11' });
    const [one] = resolved([price('d-list'), sale('d-sale'), contract]);
    expect(one).toMatchObject({ versions: ['n-contract', 'd-sale', 'd-list'], because: 'contract' });
  });

  it('change when those of one do, also where those of the other never will', () => {
    const answers = resolved([price('d-list', { validTo: day(30) }), north('n-list')]);
    expect(answers.map(({ nextChangeAt }) => nextChangeAt)).toEqual([day(30), day(30)]);
  });

  it('are weighed by the one that has any, and by the most specific where none was declared', () => {
    expect(resolved([price('d-list'), sale('d-sale', { amount: '101' })])[0]?.versions).toEqual([
      'd-list',
      null,
      'd-list',
    ]);
    const south = [price('s-list', { source: 'south' }), sale('s-sale', { source: 'south', amount: '101' })];
    expect(resolved(south)[0]?.versions).toEqual(['s-sale', 's-list', 's-list']);
    expect(resolved([])[0]).toEqual({
      versions: [null, null, null],
      because: null,
      saleEndsAt: null,
      nextChangeAt: null,
    });
  });
});
