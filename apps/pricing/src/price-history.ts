import type { Price } from '@throughline/events';
import { type PriceStrategy, byBaseUnit, compareUnitAmounts, resolvePrice } from '@throughline/pricing-rules';

/** What a price version said, and from when to when it said so; null: ever since, or still. */
export interface HistoricPrice {
  price: Price;
  recordedFrom: Date | null;
  recordedTo: Date | null;
}

/** The lowest price that shoppers could have, and an instant from which they could. */
export interface LowestPrice {
  price: Price;
  from: Date;
}

/** What the lowest price is asked for. */
export interface LowestAsked {
  from: Date;
  /** Exclusive. */
  to: Date;
  currency: string;
  /** UN/ECE code; prices of other units take no part. */
  unit: string;
  /** Base units; default 1. */
  quantity?: number;
}

/**
 * The lowest price that was in force for everybody at some instant of `[from, to)`, by what one of the unit costs. A
 * price that another one outranked throughout was not in force, however low.
 * @param history of one SKU
 */
export function lowestInForce(
  history: readonly HistoricPrice[],
  { from, to, currency, unit, quantity = 1 }: LowestAsked,
  strategy: PriceStrategy,
): LowestPrice | null {
  const candidates = history.map(inForce);
  const soldIn = byBaseUnit(unit);
  let lowest: LowestPrice | null = null;
  for (let at: Date | null = from; at && at < to;) {
    const { winner, nextChangeAt } = resolvePrice(candidates, { currency, at, quantity, soldIn }, strategy);
    if (winner && (!lowest || compareUnitAmounts(winner, lowest.price) < 0))
      lowest = { price: winner, from: at };
    at = nextChangeAt;
  }
  return lowest;
}

/** The price with its window cut to the time in which the back office said so. */
function inForce({ price, recordedFrom, recordedTo }: HistoricPrice): Price {
  const validFrom = recordedFrom && recordedFrom > price.validFrom ? recordedFrom : price.validFrom;
  const validTo =
    recordedTo && (price.validTo === null || recordedTo < price.validTo) ? recordedTo : price.validTo;
  return { ...price, validFrom, validTo };
}
