import {
  type PriceCandidate,
  type PriceQuery,
  breadthOf,
  byVersion,
  listRank,
  specificityOf,
} from './candidate.ts';
import { type Eligible, isConverted } from './eligible.ts';
import { compareRoundedUnitAmounts } from './units.ts';

/**
 * The first of the regular prices, or the lowest sale where that is lower; nothing where there are only sales. Without
 * sorting: of nearly all SKUs there are one or two.
 * @param open prices whose windows are open
 */
export function regularOrLowerSale(
  open: readonly Eligible[],
  query: Pick<PriceQuery, 'bindings'>,
): {
  winner: PriceCandidate | null;
  runnerUp: PriceCandidate | null;
  /** The list price that would hold for everybody without sales. */
  regular: PriceCandidate | null;
} {
  const winner = chosen(open, query, null);
  let listed: Eligible | null = null;
  for (const price of open)
    if (specificityOf(price.sold) === 'list' && (listed === null || compareRegular(price, listed, query) < 0))
      listed = price;
  return {
    winner: winner?.sold ?? null,
    runnerUp: (winner && chosen(open, query, winner))?.sold ?? null,
    regular: listed?.sold ?? null,
  };
}

function chosen(
  open: readonly Eligible[],
  query: Pick<PriceQuery, 'bindings'>,
  without: Eligible | null,
): Eligible | null {
  let regular: Eligible | null = null;
  let sale: Eligible | null = null;
  for (const price of open) {
    if (price === without) continue;
    if (price.sold.kind !== 'sale') {
      if (regular === null || compareRegular(price, regular, query) < 0) regular = price;
    } else if (sale === null || compareSales(price, sale) < 0) sale = price;
  }
  const isLower = regular !== null && sale !== null && compareRoundedUnitAmounts(sale.sold, regular.sold) < 0;
  return isLower ? sale : regular;
}

function compareRegular(a: Eligible, b: Eligible, query: Pick<PriceQuery, 'bindings'>): number {
  return (
    breadthOf(a.sold) - breadthOf(b.sold) ||
    listRank(a.sold, query) - listRank(b.sold, query) ||
    Number(isConverted(a)) - Number(isConverted(b)) ||
    b.sold.minQuantity - a.sold.minQuantity ||
    latestFirst(a.sold, b.sold) ||
    byVersion(a.sold, b.sold)
  );
}

function compareSales(a: Eligible, b: Eligible): number {
  return (
    compareRoundedUnitAmounts(a.sold, b.sold) ||
    latestFirst(a.sold, b.sold) ||
    a.sold.minQuantity - b.sold.minQuantity ||
    byVersion(a.sold, b.sold)
  );
}

function latestFirst(a: PriceCandidate, b: PriceCandidate): number {
  return b.validFrom.getTime() - a.validFrom.getTime();
}
