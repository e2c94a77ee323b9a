import { compare } from '@throughline/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PriceCandidate, type PriceQuery } from './candidate.ts';
import { type PriceStrategy, parsePriceStrategy } from './price-strategy.ts';
import { resolvePrice } from './resolve-price.ts';
import { isHonoured, isOpen } from './window.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000);

const price = (version: string, of: Partial<PriceCandidate> = {}): PriceCandidate => ({
  sku: 'BK-M18B-40',
  version,
  list: 'web',
  kind: 'list',
  currency: 'EUR',
  amount: '100',
  taxIncluded: false,
  minQuantity: 1,
  validFrom: day(0),
  validTo: null,
  group: null,
  account: null,
  unit: 'EA',
  ...of,
});

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
  kind: fc.constantFrom('list', 'sale', 'contract'),
  list: fc.constantFrom('web', 'trade', 'outlet'),
  currency: fc.constantFrom('EUR', 'EUR', 'USD'),
  amount: fc.integer({ min: 0, max: 400 }).map((quarters) => String(quarters / 4)),
  minQuantity: fc.constantFrom(1, 5, 10),
  validFrom: instant,
  validTo: fc.option(instant),
  group: fc.option(fc.constantFrom('dealers', 'clubs')),
  account: fc.option(fc.constantFrom('A1', 'A2')),
  unit: fc.constantFrom('EA', 'PR'),
});
const anyPrices = fc
  .array(anyPrice, { maxLength: 12 })
  .map((prices) => prices.map((of, index) => price(`v${String(index)}`, of)));
const anyQuery = fc
  .record({
    at: instant,
    quantity: fc.constantFrom(1, 5, 9, 10),
    group: fc.option(fc.constantFrom('dealers', 'clubs')),
    account: fc.option(fc.constantFrom('A1', 'A2')),
  })
  .map(asked);

/** The rule of who may have a price, said once more in other words than the product's. */
function mayHave(query: PriceQuery, entry: PriceCandidate): boolean {
  const wrongGroup = entry.group !== null && entry.group !== query.group;
  const wrongAccount = entry.account !== null && entry.account !== query.account;
  return (
    entry.currency === query.currency && query.quantity >= entry.minQuantity && !wrongGroup && !wrongAccount
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
    expect(winner({ group: 'dealers' })).toBe(group);
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
  });

  it('takes the largest break reached, then the latest start, then the greatest version', () => {
    const ten = price('ten', { minQuantity: 10, validFrom: day(0) });
    const later = price('later', { validFrom: day(5) });
    const twin = price('later2', { validFrom: day(5) });
    const winner = (quantity: number) =>
      resolvePrice([list, ten, later, twin], asked({ quantity }), 'most-specific').winner;
    expect(winner(10)).toBe(ten);
    expect(winner(9)).toBe(twin);
  });
});

describe('lowest', () => {
  it('takes the smallest number, not the smallest text', () => {
    const nine = price('nine', { amount: '9.5' });
    expect(resolvePrice([price('ten', { amount: '10' }), nine], asked(), 'lowest').winner).toBe(nine);
  });

  it('is at most every price that is valid', () => {
    fc.assert(
      fc.property(anyPrices, anyQuery, (prices, query) => {
        const { winner } = resolvePrice(prices, query, 'lowest');
        const valid = prices.filter((entry) => mayHave(query, entry) && isOpen(entry, query.at));
        expect(winner === null).toBe(valid.length === 0);
        for (const entry of valid)
          expect(compare(winner?.amount ?? 'none', entry.amount)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('priority', () => {
  it('takes the first list of the chain that has a price, and none outside the chain', () => {
    const web = price('web', { list: 'web' });
    const outlet = price('outlet', { list: 'outlet', amount: '1' });
    expect(resolvePrice([outlet, web], asked(), { priority: ['trade', 'web'] }).winner).toBe(web);
    expect(resolvePrice([outlet], asked(), { priority: ['trade', 'web'] }).winner).toBeNull();
  });
});

describe('every strategy', () => {
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

  it('never lets a price win outside its window or for another buyer', () => {
    fc.assert(
      fc.property(anyPrices, anyQuery, anyStrategy, (prices, query, strategy) => {
        const { winner, regular, runnerUp } = resolvePrice(prices, query, strategy);
        for (const entry of [winner, regular, runnerUp]) {
          if (!entry) continue;
          expect(mayHave(query, entry)).toBe(true);
          expect(entry.validFrom.getTime()).toBeLessThanOrEqual(query.at.getTime());
          if (entry.validTo) expect(entry.validTo.getTime()).toBeGreaterThan(query.at.getTime());
        }
        if (regular) expect([regular.kind, regular.group, regular.account]).toEqual(['list', null, null]);
      }),
    );
  });

  it('changes its answer at nextChangeAt at the earliest, which is the earliest boundary to come', () => {
    fc.assert(
      fc.property(
        anyPrices,
        anyQuery,
        fc.constantFrom(strategies[0]!, strategies[1]!),
        (prices, query, strategy) => {
          const { nextChangeAt, winner } = resolvePrice(prices, query, strategy);
          const boundaries = prices
            .filter((entry) => mayHave(query, entry))
            .flatMap((entry) => [entry.validFrom, ...(entry.validTo ? [entry.validTo] : [])])
            .map((boundary) => boundary.getTime())
            .filter((boundary) => boundary > query.at.getTime());
          expect(nextChangeAt?.getTime() ?? Infinity).toBe(Math.min(Infinity, ...boundaries));
          if (nextChangeAt) {
            const before = { ...query, at: new Date(nextChangeAt.getTime() - 1) };
            expect(resolvePrice(prices, before, strategy).winner).toBe(winner);
          }
        },
      ),
    );
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

  it('leaves out kinds it does not know', () => {
    const auction = price('auction', { kind: 'auction', amount: '1' });
    expect(resolvePrice([auction], asked(), 'lowest')).toMatchObject({ winner: null, nextChangeAt: null });
  });

  it('keeps to the unit when one is asked for', () => {
    const pair = price('pair', { unit: 'PR' });
    expect(resolvePrice([pair], asked({ unit: 'EA' }), 'lowest').winner).toBeNull();
    expect(resolvePrice([pair], asked({ unit: 'PR' }), 'lowest').winner).toBe(pair);
  });
});

describe('a window', () => {
  const window = { validFrom: day(1), validTo: day(2) };
  const before = (at: Date) => new Date(at.getTime() - 1);

  it('is half open', () => {
    expect(isOpen(window, before(day(1)))).toBe(false);
    expect(isOpen(window, day(1))).toBe(true);
    expect(isOpen(window, before(day(2)))).toBe(true);
    expect(isOpen(window, day(2))).toBe(false);
  });

  it('is honoured through the grace and not beyond, and not before it opens', () => {
    const grace = 60_000;
    expect(isHonoured(window, day(2), grace)).toBe(true);
    expect(isHonoured(window, new Date(day(2).getTime() + grace - 1), grace)).toBe(true);
    expect(isHonoured(window, new Date(day(2).getTime() + grace), grace)).toBe(false);
    expect(isHonoured(window, before(day(1)), grace)).toBe(false);
    expect(isHonoured({ validFrom: day(1), validTo: null }, day(400), 0)).toBe(true);
  });
});

describe('parsePriceStrategy', () => {
  it('reads the three strategies', () => {
    expect(parsePriceStrategy('most-specific')).toBe('most-specific');
    expect(parsePriceStrategy('lowest')).toBe('lowest');
    expect(parsePriceStrategy('priority:WEB, TRADE')).toEqual({ priority: ['WEB', 'TRADE'] });
  });

  it.each(['', 'cheapest', 'priority:', 'priority:A,,B'])('refuses %j', (text) => {
    expect(() => parsePriceStrategy(text)).toThrow(RangeError);
  });
});
