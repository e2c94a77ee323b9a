import { compare } from '@throughline/money';
import {
  type PriceCandidate,
  type PriceQuery,
  type Specificity,
  bySpecificity,
  isFor,
  specificityOf,
} from './candidate.ts';
import { type PriceStrategy } from './price-strategy.ts';
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
 * unit, quantity break, group, account, and the instant against the half-open windows), then the strategy. The
 * order of the candidates does not matter.
 * @param candidates price versions of one SKU
 */
export function resolvePrice(
  candidates: readonly PriceCandidate[],
  query: PriceQuery,
  strategy: PriceStrategy,
): PriceResolution {
  const eligible = candidates.filter((price) => isFor(price, query) && takesPart(price, strategy));
  const ranked = eligible.filter((price) => isOpen(price, query.at)).toSorted(comparison(strategy));
  const winner = ranked[0] ?? null;
  return {
    winner,
    because: winner && specificityOf(winner),
    regular: ranked.find((price) => specificityOf(price) === 'list') ?? null,
    saleEndsAt: winner?.kind === 'sale' ? winner.validTo : null,
    runnerUp: ranked[1] ?? null,
    nextChangeAt: nextBoundary(eligible, query.at),
  };
}

function takesPart(price: PriceCandidate, strategy: PriceStrategy): boolean {
  return typeof strategy === 'string' || strategy.priority.includes(price.list);
}

function comparison(strategy: PriceStrategy): (a: PriceCandidate, b: PriceCandidate) => number {
  if (strategy === 'most-specific') return bySpecificity;
  if (strategy === 'lowest') return (a, b) => compare(a.amount, b.amount) || bySpecificity(a, b);
  const place = (price: PriceCandidate) => strategy.priority.indexOf(price.list);
  return (a, b) => place(a) - place(b) || bySpecificity(a, b);
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
