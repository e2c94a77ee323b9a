import type { Price } from '@throughline/events';
import {
  type PriceStrategies,
  byBaseUnit,
  compareUnitAmounts,
  resolvePrice,
} from '@throughline/pricing-rules';

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
 * price that another one outranked throughout was not in force, however low. The price has its window cut to the time
 * in which the back office said so.
 */
export function lowestInForce(
  history: readonly HistoricPrice[],
  { from, to, currency, unit, quantity = 1 }: LowestAsked,
  strategies: PriceStrategies,
): LowestPrice | null {
  const soldIn = byBaseUnit(unit);
  let lowest: LowestPrice | null = null;
  for (let at: Date | null = from; at && at < to;) {
    // With the windows that they had then: which of two began later is a part of the rule.
    const said = new Map(history.flatMap((each) => (isSaid(each, at as Date) ? [[each.price, each]] : [])));
    const query = { currency, at, quantity, soldIn };
    const { winner, nextChangeAt } = resolvePrice([...said.keys()], query, strategies);
    const entry = winner && said.get(winner);
    if (entry && (!lowest || compareUnitAmounts(winner, lowest.price) < 0))
      lowest = { price: inForce(entry), from: at };
    at = nextStatement(history, at, nextChangeAt);
  }
  return lowest;
}

function isSaid({ recordedFrom, recordedTo }: HistoricPrice, at: Date): boolean {
  return (recordedFrom === null || recordedFrom <= at) && (recordedTo === null || at < recordedTo);
}

/** The first instant after another at which the back office said something else, or the one that is given. */
function nextStatement(history: readonly HistoricPrice[], at: Date, given: Date | null): Date | null {
  let next = given;
  for (const { recordedFrom, recordedTo } of history)
    for (const boundary of [recordedFrom, recordedTo])
      if (boundary && boundary > at && (next === null || boundary < next)) next = boundary;
  return next;
}

/** The price with its window cut to the time in which the back office said so. */
function inForce({ price, recordedFrom, recordedTo }: HistoricPrice): Price {
  const validFrom = recordedFrom && recordedFrom > price.validFrom ? recordedFrom : price.validFrom;
  const validTo =
    recordedTo && (price.validTo === null || recordedTo < price.validTo) ? recordedTo : price.validTo;
  return { ...price, validFrom, validTo };
}
