import { type Decimal, compare, multiply } from '@throughline/money';
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
