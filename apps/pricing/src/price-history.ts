import type { Price } from '@throughline/events';
import { compare } from '@throughline/money';
import { type PriceStrategy, resolvePrice } from '@throughline/pricing-rules';

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

/**
 * The lowest price of one unit that was in force for everybody at some instant of `[from, to)`. A price that another
 * one outranked throughout was not in force, however low.
 * @param history of one SKU in one currency
 */
export function lowestInForce(
  history: readonly HistoricPrice[],
  { from, to, currency }: { from: Date; to: Date; currency: string },
  strategy: PriceStrategy,
): LowestPrice | null {
  const candidates = history.map(inForce);
  let lowest: LowestPrice | null = null;
  for (let at: Date | null = from; at && at < to;) {
    const { winner, nextChangeAt } = resolvePrice(candidates, { currency, at, quantity: 1 }, strategy);
    if (winner && (!lowest || compare(winner.amount, lowest.price.amount) < 0))
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
