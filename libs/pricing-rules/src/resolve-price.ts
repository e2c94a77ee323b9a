import {
  type PriceCandidate,
  type PriceQuery,
  type Specificity,
  bySpecificity,
  isFor,
  specificityOf,
} from './candidate.ts';
import { type PriceStrategies, type PriceStrategy, isBySource, strategyOf } from './price-strategy.ts';
import { type Eligible, isConverted } from './eligible.ts';
import { regularOrLowerSale } from './regular-or-lower-sale.ts';
import { compareUnitAmounts, inSoldUnit, roundedInSoldUnit } from './units.ts';
import { isOpen } from './window.ts';

/** The price that holds, and why. */
export interface PriceResolution {
  /** The entry that holds, with its version; null when none does. */
  winner: PriceCandidate | null;
  /** What made it win or stand: how narrowly it is meant. */
  because: Specificity | null;
  /** The list price that would hold without sale, group or contract; the winner itself when that is one. */
  regular: PriceCandidate | null;
  /** The end of the sale, when the winner is a sale that has one. */
  saleEndsAt: Date | null;
  /** The entry that would hold if the winner were not there. */
  runnerUp: PriceCandidate | null;
  /** The next instant at which a window of these prices opens or closes, and the answer may change. */
  nextChangeAt: Date | null;
}

/** Decimals of a price that `regular-or-lower-sale` has converted. */
const convertedDecimals = 4;

/**
 * Resolves which price of a SKU holds for a quantity at an instant, and says why. Filters come first (currency,
 * unit, quantity break, group, list, account, and the instant against the half-open windows), then the strategy. The
 * order of the candidates does not matter. Prices are returned as they are in the unit that is sold in.
 *
 * What a list states for a unit of pack replaces what it states for the base unit. Sales compete by amount instead: a
 * sale of the base unit counts for the pack only where it is below the pack's own sale and its own regular price.
 * @param candidates price versions of one SKU
 */
export function resolvePrice(
  candidates: readonly PriceCandidate[],
  query: PriceQuery,
  strategies: PriceStrategies,
): PriceResolution {
  const source = candidates[0]?.source ?? '';
  if (!isBySource(strategies) || candidates.every((price) => price.source === source))
    return resolveBy(strategyOf(strategies, source), candidates, query);
  const bySource = Map.groupBy(candidates, (price) => price.source);
  const resolved = [...bySource].map(([of, own]) => resolveBy(strategyOf(strategies, of), own, query));
  return mostSpecificOf(resolved, query);
}

/**
 * The price as one of the unit that is sold in, whatever others there are and whenever it holds; null when it is not
 * meant for the query.
 */
export function priceAsSold(
  price: PriceCandidate,
  query: Omit<PriceQuery, 'at'>,
  strategies: PriceStrategies,
): PriceCandidate | null {
  const strategy = strategyOf(strategies, price.source);
  return isFor(price, query) && takesPart(price, strategy) ? asSold(price, query, strategy) : null;
}

function resolveBy(
  strategy: PriceStrategy,
  candidates: readonly PriceCandidate[],
  query: PriceQuery,
): PriceResolution {
  const eligible = candidates
    .filter((price) => isFor(price, query) && takesPart(price, strategy))
    .flatMap((price) => {
      const sold = asSold(price, query, strategy);
      return sold === null ? [] : [{ sold, stated: price.unit }];
    });
  const open = eligible.filter(({ sold }) => isOpen(sold, query.at));
  const { winner, runnerUp, regular } =
    strategy === 'regular-or-lower-sale'
      ? regularOrLowerSale(open, query)
      : firstInOrder(open, comparison(strategy, query));
  const nextChangeAt = nextBoundary(
    eligible.map(({ sold }) => sold),
    query.at,
  );
  return resolutionOf(winner, { regular, runnerUp, nextChangeAt });
}

function resolutionOf(
  winner: PriceCandidate | null,
  rest: Pick<PriceResolution, 'regular' | 'runnerUp' | 'nextChangeAt'>,
): PriceResolution {
  const because = winner && specificityOf(winner);
  return { winner, because, saleEndsAt: winner?.kind === 'sale' ? winner.validTo : null, ...rest };
}

/** Of what each back office chose among its own prices, the most specific. */
function mostSpecificOf(resolved: readonly PriceResolution[], query: PriceQuery): PriceResolution {
  const compare = bySpecificity(query);
  const first = (prices: readonly (PriceCandidate | null)[]) =>
    prices.filter((price) => price !== null).toSorted(compare)[0] ?? null;
  const winner = first(resolved.map((each) => each.winner));
  return resolutionOf(winner, {
    regular: first(resolved.map(({ regular }) => regular)),
    runnerUp: first(resolved.map((each) => (each.winner === winner ? each.runnerUp : each.winner))),
    nextChangeAt: resolved.reduce<Date | null>((next, each) => earlier(next, each.nextChangeAt), null),
  });
}

function firstInOrder(
  open: readonly Eligible[],
  compare: (a: PriceCandidate, b: PriceCandidate) => number,
): Pick<PriceResolution, 'winner' | 'runnerUp' | 'regular'> {
  const sorted = open.filter((price) => !isReplaced(price, open)).toSorted((a, b) => compare(a.sold, b.sold));
  const regular = sorted.find(({ sold }) => specificityOf(sold) === 'list') ?? null;
  const ranked = sorted.filter((price) => !isPointless(price, regular));
  return {
    winner: ranked[0]?.sold ?? null,
    runnerUp: ranked[1]?.sold ?? null,
    regular: regular?.sold ?? null,
  };
}

/** Whether the list states for the other unit what counts instead. */
function isReplaced(price: Eligible, open: readonly Eligible[]): boolean {
  return open.some(
    (other) =>
      isConverted(price) !== isConverted(other) &&
      (['source', 'list', 'kind', 'group', 'account'] as const).every(
        (field) => other.sold[field] === price.sold[field],
      ) &&
      (price.sold.kind === 'sale' ? undercuts(other, price) : isConverted(price)),
  );
}

/** Whether it is a sale of the base unit that is no saving on the regular price of the unit itself. */
function isPointless(price: Eligible, regular: Eligible | null): boolean {
  return (
    regular !== null &&
    price.sold.kind === 'sale' &&
    isConverted(price) &&
    !isConverted(regular) &&
    undercuts(regular, price)
  );
}

/** Of two that cost the same, the one that is stated for the unit itself counts. */
function undercuts(price: Eligible, other: Eligible): boolean {
  const order = compareUnitAmounts(price.sold, other.sold);
  return order < 0 || (order === 0 && !isConverted(price));
}

function takesPart(price: PriceCandidate, strategy: PriceStrategy): boolean {
  return typeof strategy === 'string' || strategy.priority.includes(price.list);
}

function asSold(
  price: PriceCandidate,
  { soldIn }: Pick<PriceQuery, 'soldIn'>,
  strategy: PriceStrategy,
): PriceCandidate | null {
  return strategy === 'regular-or-lower-sale'
    ? roundedInSoldUnit(price, soldIn, convertedDecimals)
    : inSoldUnit(price, soldIn);
}

function comparison(
  strategy: Exclude<PriceStrategy, 'regular-or-lower-sale'>,
  query: PriceQuery,
): (a: PriceCandidate, b: PriceCandidate) => number {
  const specific = bySpecificity(query);
  if (strategy === 'most-specific') return specific;
  if (strategy === 'lowest') return (a, b) => compareUnitAmounts(a, b) || specific(a, b);
  const place = (price: PriceCandidate) => strategy.priority.indexOf(price.list);
  return (a, b) => place(a) - place(b) || specific(a, b);
}

function nextBoundary(prices: readonly PriceCandidate[], at: Date): Date | null {
  let next: Date | null = null;
  for (const { validFrom, validTo } of prices) {
    for (const boundary of [validFrom, validTo]) {
      if (boundary && boundary > at && (next === null || boundary < next)) next = boundary;
    }
  }
  return next;
}

function earlier(a: Date | null, b: Date | null): Date | null {
  return a !== null && (b === null || a <= b) ? a : b;
}
