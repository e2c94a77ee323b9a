import type { AccountBinding } from '@throughline/events';
import { price as priceOf } from '@throughline/testing/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PriceCandidate, type PriceQuery } from './candidate.ts';
import { type PriceStrategy } from './price-strategy.ts';
import { resolvePrice } from './resolve-price.ts';
import { type SoldIn, byBaseUnit } from './units.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000);

const price = (version: string, of: Partial<PriceCandidate> = {}): PriceCandidate =>
  priceOf({ version, list: 'web', amount: '100', ...of });

const asked = (of: Partial<PriceQuery> = {}): PriceQuery => ({
  currency: 'EUR',
  at: day(10),
  quantity: 1,
  soldIn: byBaseUnit('C62'),
  ...of,
});
const bound = (of: Partial<AccountBinding> = {}): Partial<PriceQuery> => ({
  bindings: [{ source: 'demo', number: 'A0', priceGroup: null, priceLists: [], ...of }],
});
/** Five pieces come in two boxes. */
const box: SoldIn = { unit: 'XBX', baseUnit: 'C62', numerator: 5, denominator: 2 };

const strategies: PriceStrategy[] = ['most-specific', 'lowest', { priority: ['web', 'trade'] }];
const anyStrategy = fc.constantFrom(...strategies);
const instant = fc.integer({ min: 0, max: 20 }).map(day);
const source = fc.constantFrom('demo', 'demo', 'north');
const anyPrice = fc.record({
  source,
  kind: fc.constantFrom('list', 'list', 'customer-list', 'sale', 'sale', 'contract', 'auction'),
  list: fc.constantFrom('web', 'trade', 'outlet'),
  currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'KRW'),
  amount: fc.integer({ min: 0, max: 12 }).map((quarters) => String(quarters / 4)),
  perQuantity: fc.constantFrom(1, 1, 2, 4),
  minQuantity: fc.constantFrom(1, 5, 10),
  maxQuantity: fc.option(fc.constantFrom(4, 9), { freq: 2 }),
  validFrom: instant,
  validTo: fc.option(instant),
  group: fc.option(fc.constantFrom('dealers', 'clubs'), { freq: 1 }),
  account: fc.option(fc.constantFrom('A1', 'A2'), { freq: 1 }),
  unit: fc.constantFrom('C62', 'C62', 'XBX', 'PR'),
});
const anyPrices = fc
  .array(anyPrice, { maxLength: 40, size: 'max' })
  .map((prices) => prices.map((of, index) => price(`v${String(index)}`, of)));
const anyBinding = fc.record({
  source,
  number: fc.constantFrom('A1', 'A2'),
  priceGroup: fc.option(fc.constantFrom('dealers', 'clubs')),
  priceLists: fc.shuffledSubarray(['web', 'trade', 'outlet']),
});
const anyQuery = fc.record(
  {
    currency: fc.constantFrom('EUR', 'EUR', 'KRW'),
    at: instant,
    quantity: fc.constantFrom(1, 4, 5, 9, 10),
    soldIn: fc.constantFrom(byBaseUnit('C62'), byBaseUnit('PR'), box),
    bindings: fc.uniqueArray(anyBinding, { selector: (binding) => binding.source }),
  },
  { requiredKeys: ['at', 'quantity', 'currency', 'soldIn'] },
);

function bindingOf(query: PriceQuery, entry: PriceCandidate): AccountBinding | undefined {
  return query.bindings?.filter((binding) => binding.source === entry.source)[0];
}

/** The rule of who may have a price, said once more in other words than the product's. */
function mayHave(query: PriceQuery, entry: PriceCandidate): boolean {
  const known = ['list', 'customer-list', 'sale', 'contract'].includes(entry.kind);
  const buyer = bindingOf(query, entry);
  const wrongGroup = entry.group !== null && entry.group !== buyer?.priceGroup;
  const wrongAccount = entry.account !== null && entry.account !== buyer?.number;
  const wrongList = entry.kind === 'customer-list' && !(buyer?.priceLists ?? []).includes(entry.list);
  const wrongUnit = entry.unit !== query.soldIn.unit && entry.unit !== query.soldIn.baseUnit;
  const wrongNumber =
    query.quantity < entry.minQuantity || query.quantity > (entry.maxQuantity ?? Number.MAX_VALUE);
  const wrong = wrongGroup || wrongAccount || wrongList || wrongUnit || wrongNumber;
  return known && entry.currency === query.currency && !wrong;
}

/** What one of the unit that is sold in costs: exact, as all divisors of these examples are powers of two. */
function cost({ amount, perQuantity, unit }: PriceCandidate, { soldIn }: PriceQuery): number {
  const times = unit === soldIn.unit ? 1 : soldIn.numerator / soldIn.denominator;
  return (Number(amount) / perQuantity) * times;
}

/** Those of the prices of which none of the others has more of something. */
function most(prices: PriceCandidate[], less: (a: PriceCandidate, b: PriceCandidate) => boolean) {
  return prices.filter((one) => !prices.some((other) => less(one, other)));
}

function breadth({ kind, group, account }: PriceCandidate): number {
  if (kind === 'contract' || account !== null) return 1;
  if (kind === 'customer-list') return 2;
  if (group !== null) return 3;
  return kind === 'sale' ? 4 : 5;
}

/** The price that holds among those that do, found by leaving out, step by step, those that cannot be it. */
function holder(prices: PriceCandidate[], query: PriceQuery, strategy: PriceStrategy): PriceCandidate | null {
  let left = prices;
  if (strategy === 'lowest') left = most(left, (a, b) => cost(a, query) > cost(b, query));
  if (typeof strategy === 'object') {
    const chain = strategy.priority.map((list) => left.filter((one) => one.list === list));
    left = chain.find((some) => some.length > 0) ?? [];
  }
  const place = (entry: PriceCandidate) =>
    breadth(entry) === 2 ? (bindingOf(query, entry)?.priceLists.indexOf(entry.list) ?? -1) : 0;
  left = most(left, (a, b) => breadth(a) > breadth(b));
  left = most(left, (a, b) => place(a) > place(b));
  left = most(left, (a, b) => a.minQuantity < b.minQuantity);
  left = most(left, (a, b) => a.validFrom < b.validFrom);
  return most(left, (a, b) => Number(a.version.slice(1)) < Number(b.version.slice(1)))[0] ?? null;
}

/** Those that the buyer can have now, in whatever unit, by the lists that the strategy asks. */
function holding(
  prices: readonly PriceCandidate[],
  query: PriceQuery,
  strategy: PriceStrategy,
): PriceCandidate[] {
  return prices
    .filter(({ list }) => typeof strategy === 'string' || strategy.priority.includes(list))
    .filter(
      (entry) =>
        mayHave(query, entry) && entry.validFrom <= query.at && !(entry.validTo && entry.validTo <= query.at),
    );
}

/** Of those, the ones that count: without what is stated better for the unit itself. */
function counting(
  held: PriceCandidate[],
  query: PriceQuery,
  strategy: PriceStrategy,
): { left: PriceCandidate[]; regular: PriceCandidate | null } {
  const itself = (entry: PriceCandidate) => entry.unit === query.soldIn.unit;
  const alike = ({ source, list, kind, group, account }: PriceCandidate) =>
    [source, list, kind, group, account].join();
  const unreplaced = held.filter((entry) => {
    const others = held.filter((other) => alike(other) === alike(entry) && itself(other) !== itself(entry));
    if (entry.kind !== 'sale') return itself(entry) || others.length === 0;
    const least = Math.min(...others.map((other) => cost(other, query)));
    return itself(entry) ? cost(entry, query) <= least : cost(entry, query) < least;
  });
  const regular = holder(
    unreplaced.filter((entry) => breadth(entry) === 5),
    query,
    strategy,
  );
  const below = regular && itself(regular) ? cost(regular, query) : Infinity;
  const left = unreplaced.filter(
    (entry) => entry.kind !== 'sale' || itself(entry) || cost(entry, query) < below,
  );
  return { left, regular };
}

describe('most-specific', () => {
  const list = price('list');
  const sale = price('sale', { kind: 'sale', amount: '80', validTo: day(20) });
  const group = price('group', { group: 'dealers', amount: '85' });
  const contract = price('contract', { kind: 'contract', account: 'A1', amount: '90' });
  const all = [list, sale, group, contract];

  it('takes a contract before the group before the sale before the list', () => {
    const winner = (query: Partial<PriceQuery>) => resolvePrice(all, asked(query), 'most-specific').winner;
    expect(winner(bound({ number: 'A1', priceGroup: 'dealers' }))).toBe(contract);
    expect(winner(bound({ number: 'A2', priceGroup: 'dealers' }))).toBe(group);
    expect(winner(bound({ priceGroup: 'dealers' }))).toBe(group);
    expect(winner(bound({ priceGroup: 'clubs' }))).toBe(sale);
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
    expect(resolvePrice(all, asked(bound({ number: 'A1', priceGroup: 'dealers' })), 'most-specific')).toEqual(
      {
        winner: contract,
        because: 'contract',
        regular: list,
        saleEndsAt: null,
        runnerUp: group,
        nextChangeAt: day(20),
      },
    );
    expect(resolvePrice(all, asked(bound({ priceGroup: 'dealers' })), 'most-specific')).toEqual({
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
    const resolution = resolvePrice(
      [sale, group, contract],
      asked(bound({ priceGroup: 'dealers' })),
      'most-specific',
    );
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
    expect(resolvePrice([...all, clubs], asked(bound({ priceGroup: 'clubs' })), 'most-specific')).toEqual({
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
    const because = (prices: PriceCandidate[], query = asked(bound({ number: 'A1' }))) =>
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
    const { winner, runnerUp } = resolvePrice([contract, list], asked(bound({ number: 'A1' })), 'lowest');
    expect([winner, runnerUp]).toEqual([list, contract]);
  });

  it('goes by what one of the unit costs, however many the amount is for', () => {
    const hundred = price('hundred', { amount: '950', perQuantity: 100 });
    const one = price('one', { amount: '9.6' });
    expect(resolvePrice([one, hundred], asked(), 'lowest')).toMatchObject({ winner: hundred, runnerUp: one });
  });

  it('is at most every price that counts', () => {
    fc.assert(
      fc.property(anyPrices, anyQuery, (prices, query) => {
        const { winner } = resolvePrice(prices, query, 'lowest');
        const { left } = counting(holding(prices, query, 'lowest'), query, 'lowest');
        expect(winner === null).toBe(left.length === 0);
        for (const entry of left)
          expect(winner && cost(winner, query)).toBeLessThanOrEqual(cost(entry, query));
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
    expect(resolvePrice([outlet, stock, web, sale], asked(bound({ number: 'A1' })), chain)).toEqual({
      winner: sale,
      because: 'sale',
      regular: web,
      saleEndsAt: day(20),
      runnerUp: web,
      nextChangeAt: day(20),
    });
    const trade = price('trade', { list: 'trade', amount: '120' });
    expect(resolvePrice([outlet, stock, web, sale, trade], asked(), chain).winner).toBe(trade);
    expect(resolvePrice([stock, outlet], asked(bound({ number: 'A1' })), chain).winner).toBe(stock);
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
    expect(resolvePrice([dealers, soon, web], asked(bound({ priceGroup: 'dealers' })), chain).winner).toBe(
      dealers,
    );
    expect(resolvePrice([dealers, soon, web], asked({ at: day(11) }), chain).winner).toBe(soon);
  });
});

describe('every strategy', () => {
  it('finds the price that is left when those that cannot hold are left out step by step', () => {
    fc.assert(
      fc.property(anyPrices, anyQuery, anyStrategy, (prices, query, strategy) => {
        const { left, regular } = counting(holding(prices, query, strategy), query, strategy);
        const winner = holder(left, query, strategy);
        const others = left.filter((one) => one !== winner);
        const found = resolvePrice(prices, query, strategy);
        expect({
          winner: found.winner?.version,
          because: found.because,
          regular: found.regular?.version,
          saleEndsAt: found.saleEndsAt,
          runnerUp: found.runnerUp?.version,
        }).toEqual({
          winner: winner?.version,
          because: winner && ['contract', 'customer-list', 'group', 'sale', 'list'][breadth(winner) - 1],
          regular: regular?.version,
          saleEndsAt: winner?.kind === 'sale' ? winner.validTo : null,
          runnerUp: holder(others, query, strategy)?.version,
        });
        for (const price of [found.winner, found.regular, found.runnerUp]) {
          const stated = prices.find(({ version }) => version === price?.version);
          if (!price || !stated) continue;
          expect(price).toEqual({
            ...stated,
            unit: query.soldIn.unit,
            amount: price.amount,
            perQuantity: price.perQuantity,
          });
          expect(cost(price, query)).toBe(cost(stated, query));
        }
      }),
      { numRuns: 300 },
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
          expect(resolvePrice(prices, before, strategy).winner).toEqual(winner);
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

  it('takes the version with the greater number of two that begin together', () => {
    const [nine, ten] = [price('demo:L9'), price('demo:L10')];
    const [again, older] = [price('demo:L9~2'), price('demo:L9')];
    for (const strategy of [...strategies, 'regular-or-lower-sale'] as const) {
      expect(resolvePrice([nine, ten], asked(), strategy)).toMatchObject({ winner: ten, runnerUp: nine });
      expect(resolvePrice([again, older], asked(), strategy)).toMatchObject({ winner: again });
    }
  });

  it('takes the greater text of two versions that are one number written with other digits', () => {
    const [padded, plain] = [price('L01', { amount: '1' }), price('L1', { amount: '2' })];
    for (const prices of [
      [padded, plain],
      [plain, padded],
    ])
      expect(resolvePrice(prices, asked(), 'most-specific').winner).toBe(plain);
  });

  it('leaves out what was revoked, and the instants at which that would have changed', () => {
    const revoked = price('revoked', { amount: '1', validTo: day(11), revokedAt: day(12) });
    for (const strategy of [...strategies, 'regular-or-lower-sale'] as const)
      expect(resolvePrice([revoked], asked(), strategy)).toEqual({
        winner: null,
        because: null,
        regular: null,
        saleEndsAt: null,
        runnerUp: null,
        nextChangeAt: null,
      });
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

  it('keeps to the unit that is asked for', () => {
    const pair = price('pair', { unit: 'PR' });
    expect(resolvePrice([pair], asked(), 'lowest').winner).toBeNull();
    expect(resolvePrice([pair], asked({ soldIn: byBaseUnit('PR') }), 'lowest').winner).toBe(pair);
  });

  it('keeps a price to the quantities between its bounds, both included', () => {
    const some = price('some', { minQuantity: 5, maxQuantity: 9 });
    const found = [4, 5, 9, 10].map(
      (quantity) => resolvePrice([some], asked({ quantity }), 'lowest').winner?.version ?? null,
    );
    expect(found).toEqual([null, 'some', 'some', null]);
  });

  it('takes codes for those of the back office that states the price', () => {
    const prices = [
      price('group', { group: 'dealers' }),
      price('account', { kind: 'contract', account: 'A1' }),
      price('own', { kind: 'customer-list', list: 'own' }),
    ];
    const buyer = { number: 'A1', priceGroup: 'dealers', priceLists: ['own'] };
    const winner = (source: string) => resolvePrice(prices, asked(bound({ ...buyer, source })), 'lowest');
    expect(winner('demo')).toMatchObject({ winner: { version: 'account' }, runnerUp: { version: 'own' } });
    expect(winner('north')).toMatchObject({ winner: null, nextChangeAt: null });
    expect(resolvePrice(prices, asked(), 'lowest').winner).toBeNull();
  });

  it('finds the binding among several', () => {
    const own = price('own', { kind: 'customer-list', list: 'own' });
    const bindings = ['north', 'demo'].map((source) => {
      return { source, number: 'A1', priceGroup: null, priceLists: source === 'demo' ? ['own'] : [] };
    });
    expect(resolvePrice([own], asked({ bindings }), 'lowest').winner).toBe(own);
  });
});

describe('a list of the buyer’s own', () => {
  const [first, second] = ['first', 'second'].map((list) => price(list, { kind: 'customer-list', list }));
  const group = price('group', { group: 'dealers', minQuantity: 10 });
  const contract = price('contract', { kind: 'contract', account: 'A1' });
  const all = [second!, group, first!];
  const buyer = (...priceLists: string[]) =>
    asked({ quantity: 10, ...bound({ number: 'A1', priceGroup: 'dealers', priceLists }) });

  it('counts before the group, in the order in which the buyer has them', () => {
    expect(resolvePrice(all, buyer('first', 'second'), 'most-specific')).toEqual({
      winner: first,
      because: 'customer-list',
      regular: null,
      saleEndsAt: null,
      runnerUp: second,
      nextChangeAt: null,
    });
    expect(resolvePrice(all, buyer('second', 'first'), 'most-specific').winner).toBe(second);
    expect(resolvePrice(all, buyer('other'), 'most-specific').winner).toBe(group);
  });

  it('has the place that it has in the back office that states the price', () => {
    const bindings = [
      { source: 'north', number: 'N1', priceGroup: null, priceLists: ['second', 'first'] },
      { source: 'demo', number: 'A1', priceGroup: null, priceLists: ['first', 'second'] },
    ];
    expect(resolvePrice(all, asked({ bindings }), 'most-specific')).toMatchObject({
      winner: first,
      runnerUp: second,
    });
  });

  it('puts no price in front that is for everybody, in a list of whatever name', () => {
    const [early, late] = [
      price('early', { list: 'first', validFrom: day(1) }),
      price('late', { list: 'second', validFrom: day(5) }),
    ];
    expect(resolvePrice([early, late], buyer('first', 'second'), 'most-specific')).toMatchObject({
      winner: late,
      runnerUp: early,
    });
  });

  it('counts after what was negotiated for the buyer alone', () => {
    expect(resolvePrice([...all, contract], buyer('first'), 'most-specific')).toMatchObject({
      winner: contract,
      runnerUp: first,
    });
  });

  it('has larger breaks after the lists in front of it', () => {
    const large = price('large', { kind: 'customer-list', list: 'second', minQuantity: 10 });
    expect(resolvePrice([...all, large], buyer('first', 'second'), 'most-specific').winner).toBe(first);
    expect(resolvePrice([...all, large], buyer('second', 'first'), 'most-specific').winner).toBe(large);
  });
});

describe('a unit of pack', () => {
  const piece = price('piece', { amount: '2' });
  const boxed = price('boxed', { unit: 'XBX', amount: '4.5' });
  const boxes = (of: Partial<PriceQuery> = {}) => asked({ quantity: 5, soldIn: box, ...of });
  const winner = (prices: PriceCandidate[], strategy: PriceStrategy = 'most-specific') =>
    resolvePrice(prices, boxes(), strategy).winner?.version;

  it('costs what its pieces cost, where nothing else is stated', () => {
    expect(resolvePrice([piece], boxes(), 'most-specific').winner).toEqual({
      ...piece,
      unit: 'XBX',
      amount: '10',
      perQuantity: 2,
    });
  });

  it('costs what the list states for it, also where its pieces cost less', () => {
    const dear = price('dear', { unit: 'XBX', amount: '6' });
    expect(resolvePrice([piece, dear], boxes(), 'lowest')).toMatchObject({ winner: dear, runnerUp: null });
    expect(winner([piece, boxed])).toBe('boxed');
    expect(resolvePrice([piece, boxed], asked(), 'lowest')).toMatchObject({ winner: piece, runnerUp: null });
  });

  it.each<Partial<PriceCandidate>>([
    { source: 'north' },
    { list: 'trade' },
    { kind: 'contract' },
    { group: 'dealers' },
    { account: 'A1' },
  ])('is not replaced by what is stated with another %o', (other) => {
    const dear = price('dear', { unit: 'XBX', amount: '6', ...other });
    const query = boxes({
      bindings: ['demo', 'north'].map((source) => {
        return { source, number: 'A1', priceGroup: 'dealers', priceLists: [] };
      }),
    });
    expect(resolvePrice([piece, dear], query, 'lowest').winner?.version).toBe('piece');
  });

  it('costs what its pieces cost again when its own price ends, and says when', () => {
    const until = price('until', { unit: 'XBX', amount: '6', validTo: day(12) });
    const ending = price('ending', { amount: '2', validTo: day(11) });
    expect(resolvePrice([piece, ending, until], boxes(), 'lowest')).toMatchObject({
      winner: until,
      nextChangeAt: day(11),
    });
    const after = resolvePrice([piece, ending, until], boxes({ at: day(12) }), 'lowest');
    expect(after.winner?.version).toBe('piece');
  });

  describe('on sale', () => {
    const sale = (version: string, of: Partial<PriceCandidate>) =>
      price(version, { kind: 'sale', list: 'offers', ...of });
    const cheapPiece = sale('cheapPiece', { amount: '1' }); // 2.5 a box
    const dearPiece = sale('dearPiece', { amount: '1.9' }); // 4.75 a box
    const evenPiece = sale('evenPiece', { amount: '1.8' }); // 4.5 a box
    const cheapBox = sale('cheapBox', { unit: 'XBX', amount: '2.5' });
    const dearBox = sale('dearBox', { unit: 'XBX', amount: '2.6' });

    it('by its pieces is so only where that is below its regular price', () => {
      expect(winner([piece, boxed, cheapPiece])).toBe('cheapPiece');
      expect(winner([piece, boxed, evenPiece])).toBe('boxed');
      expect(winner([piece, boxed, dearPiece])).toBe('boxed');
      expect(winner([piece, dearPiece])).toBe('dearPiece');
      expect(winner([dearPiece])).toBe('dearPiece');
    });

    it('costs the less of what is stated for it and for its pieces, the former where they are the same', () => {
      expect(winner([boxed, cheapPiece, dearBox])).toBe('cheapPiece');
      expect(winner([boxed, dearPiece, dearBox])).toBe('dearBox');
      expect(winner([boxed, cheapPiece, cheapBox])).toBe('cheapBox');
      expect(resolvePrice([boxed, cheapPiece, cheapBox], boxes(), 'most-specific').runnerUp).toBe(boxed);
    });

    it('costs what its own sale says, whatever its regular price', () => {
      const dear = sale('dear', { unit: 'XBX', amount: '9' });
      expect(winner([piece, boxed, dear])).toBe('dear');
    });
  });
});
