import { compare } from '@throughline/money';
import { price as priceOf } from '@throughline/testing/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PriceCandidate, type PriceQuery } from './candidate.ts';
import { type PriceStrategy } from './price-strategy.ts';
import { resolvePrice } from './resolve-price.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000);

const price = (version: string, of: Partial<PriceCandidate> = {}): PriceCandidate =>
  priceOf({ version, list: 'web', amount: '100', ...of });

const asked = (of: Partial<PriceQuery> = {}): PriceQuery => ({
  currency: 'EUR',
  at: day(10),
  quantity: 1,
  ...of,
});

const strategies: PriceStrategy[] = ['most-specific', 'lowest', { priority: ['web', 'trade'] }];
const anyStrategy = fc.constantFrom(...strategies);
const instant = fc.integer({ min: 0, max: 20 }).map(day);
const anyPrice = fc.record({
  kind: fc.constantFrom('list', 'list', 'sale', 'contract', 'auction'),
  list: fc.constantFrom('web', 'trade', 'outlet'),
  currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'KRW'),
  amount: fc.integer({ min: 0, max: 12 }).map((quarters) => String(quarters / 4)),
  minQuantity: fc.constantFrom(1, 5, 10),
  validFrom: instant,
  validTo: fc.option(instant),
  group: fc.option(fc.constantFrom('dealers', 'clubs'), { freq: 1 }),
  account: fc.option(fc.constantFrom('A1', 'A2'), { freq: 1 }),
  unit: fc.constantFrom('C62', 'C62', 'PR'),
});
const anyPrices = fc
  .array(anyPrice, { maxLength: 40, size: 'max' })
  .map((prices) => prices.map((of, index) => price(`v${String(index)}`, of)));
const anyQuery = fc
  .record(
    {
      currency: fc.constantFrom('EUR', 'EUR', 'KRW'),
      at: instant,
      quantity: fc.constantFrom(1, 4, 5, 9, 10),
      group: fc.option(fc.constantFrom('dealers', 'clubs')),
      account: fc.option(fc.constantFrom('A1', 'A2')),
      unit: fc.constantFrom('C62', 'PR'),
    },
    { requiredKeys: ['at', 'quantity', 'currency'] },
  )
  .map((of): PriceQuery => of);

/** The rule of who may have a price, said once more in other words than the product's. */
function mayHave(query: PriceQuery, entry: PriceCandidate): boolean {
  const known = ['list', 'sale', 'contract'].includes(entry.kind);
  const wrongGroup = entry.group !== null && entry.group !== query.group;
  const wrongAccount = entry.account !== null && entry.account !== query.account;
  const wrongUnit = query.unit !== undefined && entry.unit !== query.unit;
  const few = query.quantity < entry.minQuantity;
  return known && entry.currency === query.currency && !few && !wrongGroup && !wrongAccount && !wrongUnit;
}

/** Those of the prices of which none of the others has more of something. */
function most(prices: PriceCandidate[], less: (a: PriceCandidate, b: PriceCandidate) => boolean) {
  return prices.filter((one) => !prices.some((other) => less(one, other)));
}

function breadth({ kind, group, account }: PriceCandidate): number {
  if (kind === 'contract' || account !== null) return 1;
  if (group !== null) return 2;
  return kind === 'sale' ? 3 : 4;
}

/** The price that holds among those that do, found by leaving out, step by step, those that cannot be it. */
function holder(prices: PriceCandidate[], strategy: PriceStrategy): PriceCandidate | null {
  let left = prices;
  if (strategy === 'lowest') left = most(left, (a, b) => Number(a.amount) > Number(b.amount));
  if (typeof strategy === 'object') {
    const chain = strategy.priority.map((list) => left.filter((one) => one.list === list));
    left = chain.find((some) => some.length > 0) ?? [];
  }
  left = most(left, (a, b) => breadth(a) > breadth(b));
  left = most(left, (a, b) => a.minQuantity < b.minQuantity);
  left = most(left, (a, b) => a.validFrom < b.validFrom);
  return most(left, (a, b) => a.version < b.version)[0] ?? null;
}

function holding(prices: readonly PriceCandidate[], query: PriceQuery): PriceCandidate[] {
  return prices.filter(
    (entry) =>
      mayHave(query, entry) && entry.validFrom <= query.at && !(entry.validTo && entry.validTo <= query.at),
  );
}

describe('most-specific', () => {
  const list = price('list');
  const sale = price('sale', { kind: 'sale', amount: '80', validTo: day(20) });
  const group = price('group', { group: 'dealers', amount: '85' });
  const contract = price('contract', { kind: 'contract', account: 'A1', amount: '90' });
  const all = [list, sale, group, contract];

  it('takes a contract before the group before the sale before the list', () => {
    const winner = (query: Partial<PriceQuery>) => resolvePrice(all, asked(query), 'most-specific').winner;
    expect(winner({ account: 'A1', group: 'dealers' })).toBe(contract);
    expect(winner({ account: 'A2', group: 'dealers' })).toBe(group);
    expect(winner({ group: 'dealers' })).toBe(group);
    expect(winner({ group: 'clubs' })).toBe(sale);
    expect(winner({})).toBe(sale);
    expect(winner({ at: day(20) })).toBe(list);
  });

  it('says why: the winner, the regular price, the end of the sale, the runner-up, the next change', () => {
    expect(resolvePrice(all, asked(), 'most-specific')).toEqual({
      winner: sale,
      because: 'sale',
      regular: list,
      saleEndsAt: day(20),
      runnerUp: list,
      nextChangeAt: day(20),
    });
    expect(resolvePrice(all, asked({ account: 'A1', group: 'dealers' }), 'most-specific')).toEqual({
      winner: contract,
      because: 'contract',
      regular: list,
      saleEndsAt: null,
      runnerUp: group,
      nextChangeAt: day(20),
    });
    expect(resolvePrice(all, asked({ group: 'dealers' }), 'most-specific')).toEqual({
      winner: group,
      because: 'group',
      regular: list,
      saleEndsAt: null,
      runnerUp: sale,
      nextChangeAt: day(20),
    });
    expect(resolvePrice(all, asked({ at: day(20) }), 'most-specific')).toEqual({
      winner: list,
      because: 'list',
      regular: list,
      saleEndsAt: null,
      runnerUp: null,
      nextChangeAt: null,
    });
  });

  it('has no regular price beside what only some can have, or only for a time', () => {
    const resolution = resolvePrice([sale, group, contract], asked({ group: 'dealers' }), 'most-specific');
    expect(resolution).toEqual({
      winner: group,
      because: 'group',
      regular: null,
      saleEndsAt: null,
      runnerUp: sale,
      nextChangeAt: day(20),
    });
  });

  it('keeps a sale for a group to that group, and says when it ends', () => {
    const clubs = price('clubs', { kind: 'sale', group: 'clubs', amount: '70', validTo: day(15) });
    expect(resolvePrice([...all, clubs], asked(), 'most-specific').winner).toBe(sale);
    expect(resolvePrice([...all, clubs], asked({ group: 'clubs' }), 'most-specific')).toEqual({
      winner: clubs,
      because: 'group',
      regular: list,
      saleEndsAt: day(15),
      runnerUp: sale,
      nextChangeAt: day(15),
    });
  });

  it('takes a price for one account as narrowly as a contract, and a contract for all too', () => {
    const own = price('own', { account: 'A1' });
    const forAll = price('forAll', { kind: 'contract', validFrom: day(1) });
    const because = (prices: PriceCandidate[], query = asked({ account: 'A1' })) =>
      resolvePrice([...prices, list], query, 'most-specific').because;
    expect(because([own])).toBe('contract');
    expect(because([forAll])).toBe('contract');
    expect(because([own], asked())).toBe('list');
  });

  it('takes the largest break reached, then the latest start, then the greatest version', () => {
    const ten = price('ten', { minQuantity: 10, validFrom: day(0) });
    const later = price('later', { validFrom: day(5) });
    const twin = price('later2', { validFrom: day(5) });
    const winner = (quantity: number) =>
      resolvePrice([list, ten, later, twin], asked({ quantity }), 'most-specific').winner;
    expect(winner(11)).toBe(ten);
    expect(winner(10)).toBe(ten);
    expect(winner(9)).toBe(twin);
  });
});

describe('lowest', () => {
  it('takes the smallest number, not the smallest text', () => {
    const nine = price('nine', { amount: '9.5' });
    expect(resolvePrice([price('ten', { amount: '10' }), nine], asked(), 'lowest').winner).toBe(nine);
  });

  it('takes the narrower of two that cost the same', () => {
    const list = price('list', { amount: '80.00' });
    const sale = price('sale', { kind: 'sale', amount: '80' });
    expect(resolvePrice([list, sale], asked(), 'lowest')).toEqual({
      winner: sale,
      because: 'sale',
      regular: list,
      saleEndsAt: null,
      runnerUp: list,
      nextChangeAt: null,
    });
  });

  it('prefers a list price to a dearer contract', () => {
    const list = price('list', { amount: '80' });
    const contract = price('contract', { kind: 'contract', account: 'A1', amount: '85' });
    const { winner, runnerUp } = resolvePrice([contract, list], asked({ account: 'A1' }), 'lowest');
    expect([winner, runnerUp]).toEqual([list, contract]);
  });

  it('is at most every price that is valid', () => {
    fc.assert(
      fc.property(anyPrices, anyQuery, (prices, query) => {
        const { winner } = resolvePrice(prices, query, 'lowest');
        const valid = holding(prices, query);
        expect(winner === null).toBe(valid.length === 0);
        for (const entry of valid)
          expect(compare(winner?.amount ?? 'none', entry.amount)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('priority', () => {
  const chain: PriceStrategy = { priority: ['trade', 'web', 'stock'] };
  const web = price('web', { list: 'web' });
  const sale = price('sale', { list: 'web', kind: 'sale', amount: '80', validTo: day(20) });
  const stock = price('stock', { list: 'stock', kind: 'contract', account: 'A1', amount: '50' });
  const outlet = price('outlet', { list: 'outlet', amount: '1', validTo: day(11) });

  it('takes the first list of the chain that has a price, and none outside the chain', () => {
    expect(resolvePrice([outlet, stock, web, sale], asked({ account: 'A1' }), chain)).toEqual({
      winner: sale,
      because: 'sale',
      regular: web,
      saleEndsAt: day(20),
      runnerUp: web,
      nextChangeAt: day(20),
    });
    const trade = price('trade', { list: 'trade', amount: '120' });
    expect(resolvePrice([outlet, stock, web, sale, trade], asked(), chain).winner).toBe(trade);
    expect(resolvePrice([stock, outlet], asked({ account: 'A1' }), chain).winner).toBe(stock);
    expect(resolvePrice([outlet], asked(), chain).winner).toBeNull();
  });

  it('goes by the first place of a list that the chain names twice', () => {
    const trade = price('trade', { list: 'trade' });
    const twice: PriceStrategy = { priority: ['web', 'trade', 'web'] };
    expect(resolvePrice([trade, web], asked(), twice).winner).toBe(web);
  });

  it('goes on down the chain when the first list has a price for others, or later, alone', () => {
    const dealers = price('dealers', { list: 'trade', group: 'dealers' });
    const soon = price('soon', { list: 'trade', validFrom: day(11) });
    expect(resolvePrice([dealers, soon, web], asked(), chain)).toEqual({
      winner: web,
      because: 'list',
      regular: web,
      saleEndsAt: null,
      runnerUp: null,
      nextChangeAt: day(11),
    });
    expect(resolvePrice([dealers, soon, web], asked({ group: 'dealers' }), chain).winner).toBe(dealers);
    expect(resolvePrice([dealers, soon, web], asked({ at: day(11) }), chain).winner).toBe(soon);
  });
});

describe('every strategy', () => {
  it('finds the price that is left when those that cannot hold are left out step by step', () => {
    fc.assert(
      fc.property(anyPrices, anyQuery, anyStrategy, (prices, query, strategy) => {
        const valid = holding(prices, query).filter(
          ({ list }) => typeof strategy === 'string' || strategy.priority.includes(list),
        );
        const winner = holder(valid, strategy);
        const { nextChangeAt: _, ...found } = resolvePrice(prices, query, strategy);
        expect(found).toEqual({
          winner,
          because: winner && ['contract', 'group', 'sale', 'list'][breadth(winner) - 1],
          regular: holder(
            valid.filter((one) => breadth(one) === 4),
            strategy,
          ),
          saleEndsAt: winner?.kind === 'sale' ? winner.validTo : null,
          runnerUp: holder(
            valid.filter((one) => one !== winner),
            strategy,
          ),
        });
      }),
    );
  });

  it('gives the same answer whatever the order of the candidates', () => {
    const shuffled = anyPrices.chain((prices) =>
      fc.tuple(
        fc.constant(prices),
        fc.shuffledSubarray(prices, { minLength: prices.length, maxLength: prices.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, anyQuery, anyStrategy, ([prices, permuted], query, strategy) => {
        expect(resolvePrice(permuted, query, strategy)).toEqual(resolvePrice(prices, query, strategy));
      }),
    );
  });

  it('changes its answer at nextChangeAt at the earliest, which is the earliest boundary to come', () => {
    fc.assert(
      fc.property(anyPrices, anyQuery, anyStrategy, (prices, query, strategy) => {
        const { nextChangeAt, winner } = resolvePrice(prices, query, strategy);
        const boundaries = prices
          .filter((entry) => mayHave(query, entry))
          .filter(({ list }) => typeof strategy === 'string' || strategy.priority.includes(list))
          .flatMap((entry) => [entry.validFrom, ...(entry.validTo ? [entry.validTo] : [])])
          .map((boundary) => boundary.getTime())
          .filter((boundary) => boundary > query.at.getTime());
        expect(nextChangeAt?.getTime() ?? Infinity).toBe(Math.min(Infinity, ...boundaries));
        if (nextChangeAt) {
          const before = { ...query, at: new Date(nextChangeAt.getTime() - 1) };
          expect(resolvePrice(prices, before, strategy).winner).toBe(winner);
        }
      }),
    );
  });

  it('takes the first of two that go by one version', () => {
    const [cheap, dear] = [price('twin', { amount: '1' }), price('twin', { amount: '2' })];
    const winner = (...prices: PriceCandidate[]) => resolvePrice(prices, asked(), 'most-specific').winner;
    expect([winner(cheap, dear), winner(dear, cheap)]).toEqual([cheap, dear]);
  });

  it('has no winner among nothing, but knows when one comes', () => {
    const resolution = resolvePrice([price('soon', { validFrom: day(12) })], asked(), 'most-specific');
    expect(resolution).toEqual({
      winner: null,
      because: null,
      regular: null,
      saleEndsAt: null,
      runnerUp: null,
      nextChangeAt: day(12),
    });
  });

  it('looks to the nearest boundary to come: not one that is now or was, nor one of others', () => {
    const prices = [
      price('now', { validFrom: day(10) }),
      price('was', { validFrom: day(1), validTo: day(9) }),
      price('late', { validFrom: day(14), validTo: day(18) }),
      price('near', { validFrom: day(5), validTo: day(13) }),
      price('later', { validFrom: day(16) }),
      price('others', { validFrom: day(11), account: 'A1' }),
      price('won', { validFrom: day(12), currency: 'KRW' }),
    ];
    expect(resolvePrice(prices, asked(), 'lowest').nextChangeAt).toEqual(day(13));
    expect(resolvePrice(prices, asked({ currency: 'KRW' }), 'lowest').nextChangeAt).toEqual(day(12));
    expect(resolvePrice(prices, asked({ at: day(18) }), 'lowest').nextChangeAt).toBeNull();
  });

  it('keeps currencies apart: won, euros and dinars', () => {
    const won = price('won', { currency: 'KRW', amount: '49000' });
    const euros = price('euros', { currency: 'EUR', amount: '29.74' });
    const dinars = price('dinars', { currency: 'KWD', amount: '9.875' });
    const winner = (currency: string) =>
      resolvePrice([won, euros, dinars], asked({ currency }), 'lowest').winner;
    expect([winner('KRW'), winner('EUR'), winner('KWD'), winner('JPY')]).toEqual([won, euros, dinars, null]);
  });

  it('leaves out kinds it does not know', () => {
    const auction = price('auction', { kind: 'auction', amount: '1', validTo: day(12) });
    expect(resolvePrice([auction], asked(), 'lowest')).toEqual({
      winner: null,
      because: null,
      regular: null,
      saleEndsAt: null,
      runnerUp: null,
      nextChangeAt: null,
    });
  });

  it('keeps to the unit when one is asked for, and takes any when none is', () => {
    const pair = price('pair', { unit: 'PR' });
    expect(resolvePrice([pair], asked({ unit: 'C62' }), 'lowest').winner).toBeNull();
    expect(resolvePrice([pair], asked({ unit: 'PR' }), 'lowest').winner).toBe(pair);
    expect(resolvePrice([pair], asked(), 'lowest').winner).toBe(pair);
  });
});
