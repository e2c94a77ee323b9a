import { type Decimal, compare, divide, multiply } from '@throughline/money';
import type { Price } from '@throughline/events';

/** The unit that something is sold in, and how it relates to the item's base unit. */
export interface SoldIn {
  /** UN/ECE code. */
  unit: string;
  baseUnit: string;
  /** `denominator` of the unit are `numerator` base units. */
  numerator: number;
  denominator: number;
}

/** Sold in the base unit itself. */
export function byBaseUnit(unit: string): SoldIn {
  return { unit, baseUnit: unit, numerator: 1, denominator: 1 };
}

/** Base units that a number of the unit comes to; null when they are not whole, or too many to be counted exactly. */
export function inBaseUnits(quantity: number, { numerator, denominator }: SoldIn): number | null {
  const parts = quantity * numerator;
  return Number.isSafeInteger(parts) && parts % denominator === 0 ? parts / denominator : null;
}

/**
 * A price as one of the unit that is sold in: 2.10 for a hundred pieces is 10.50 for a box of five hundred. Nothing is
 * rounded; what does not come out even stays a price for several. Null for a price of a third unit.
 */
export function inSoldUnit<P extends Pick<Price, 'amount' | 'perQuantity' | 'unit'>>(
  price: P,
  soldIn: SoldIn,
): P | null {
  if (price.unit === soldIn.unit) return price;
  if (price.unit !== soldIn.baseUnit) return null;
  const per = price.perQuantity * soldIn.denominator;
  const common = commonDivisor(soldIn.numerator, per);
  const amount: Decimal = multiply(price.amount, String(soldIn.numerator / common));
  return { ...price, amount, perQuantity: per / common, unit: soldIn.unit };
}

/** Decimals to which a price per unit is computed where prices are compared by it. */
const comparedDecimals = 7;

/**
 * A price as one of the unit that is sold in, as back offices convert it that have no price for several of a unit: 10.00
 * for a piece is 33.3333 for a box, three of which hold ten. Null for a price of a third unit.
 * @param decimals to which it is rounded, half up
 */
export function roundedInSoldUnit<P extends Pick<Price, 'amount' | 'perQuantity' | 'unit'>>(
  price: P,
  soldIn: SoldIn,
  decimals: number,
): P | null {
  if (price.unit === soldIn.unit) return price;
  if (price.unit !== soldIn.baseUnit) return null;
  const common = commonDivisor(soldIn.numerator, price.perQuantity);
  const times = soldIn.numerator / common;
  const perQuantity = price.perQuantity / common;
  if (times === soldIn.denominator) return { ...price, perQuantity, unit: soldIn.unit };
  const amount = divide(multiply(price.amount, String(times)), String(soldIn.denominator), decimals);
  return { ...price, amount, perQuantity, unit: soldIn.unit };
}

/** As {@link compareUnitAmounts}, of the prices of one unit rounded to seven decimals, half up. */
export function compareRoundedUnitAmounts(
  a: Pick<Price, 'amount' | 'perQuantity'>,
  b: Pick<Price, 'amount' | 'perQuantity'>,
): number {
  // Amounts have no more decimals than that, and what is rounded keeps its order: the divisions are rarely needed.
  const exact = compareUnitAmounts(a, b);
  if (exact === 0 || (a.perQuantity === 1 && b.perQuantity === 1)) return exact;
  return compare(unitAmount(a), unitAmount(b));
}

function unitAmount({ amount, perQuantity }: Pick<Price, 'amount' | 'perQuantity'>): Decimal {
  return divide(amount, String(perQuantity), comparedDecimals);
}

/** Negative when one of the unit costs less by `a` than by `b`; both are of one unit and currency. */
export function compareUnitAmounts(
  a: Pick<Price, 'amount' | 'perQuantity'>,
  b: Pick<Price, 'amount' | 'perQuantity'>,
): number {
  return compare(multiply(a.amount, String(b.perQuantity)), multiply(b.amount, String(a.perQuantity)));
}

/** Of two numbers above zero, the greatest that divides both. */
export function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
