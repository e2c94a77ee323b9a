import {
  type PriceCandidate,
  type PriceQuery,
  type Specificity,
  bySpecificity,
  isFor,
  specificityOf,
} from './candidate.ts';
import { type PriceStrategy } from './price-strategy.ts';
import { compareUnitAmounts, inSoldUnit } from './units.ts';
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
  strategy: PriceStrategy,
): PriceResolution {
  const eligible = candidates
    .filter((price) => isFor(price, query) && takesPart(price, strategy))
    .flatMap((price) => {
      const sold = inSoldUnit(price, query.soldIn);
      return sold === null ? [] : [{ sold, stated: price.unit }];
    });
  const open = eligible.filter(({ sold }) => isOpen(sold, query.at));
  const compare = comparison(strategy, query);
  const sorted = open.filter((price) => !isReplaced(price, open)).toSorted((a, b) => compare(a.sold, b.sold));
  const regular = sorted.find(({ sold }) => specificityOf(sold) === 'list') ?? null;
  const ranked = sorted.filter((price) => !isPointless(price, regular)).map(({ sold }) => sold);
  const winner = ranked[0] ?? null;
  return {
    winner,
    because: winner && specificityOf(winner),
    regular: regular?.sold ?? null,
    saleEndsAt: winner?.kind === 'sale' ? winner.validTo : null,
    runnerUp: ranked[1] ?? null,
    nextChangeAt: nextBoundary(
      eligible.map(({ sold }) => sold),
      query.at,
    ),
  };
}

interface Eligible {
  /** The price in the unit that is sold in. */
  sold: PriceCandidate;
  /** The unit that it is stated for. */
  stated: string;
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

function isConverted({ sold, stated }: Eligible): boolean {
  return sold.unit !== stated;
}

function takesPart(price: PriceCandidate, strategy: PriceStrategy): boolean {
  return typeof strategy === 'string' || strategy.priority.includes(price.list);
}

function comparison(
  strategy: PriceStrategy,
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
