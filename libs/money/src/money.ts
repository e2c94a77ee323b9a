import { minorUnitsOf } from './currency.ts';
import {
  type Decimal,
  add,
  compare,
  divide,
  isZero,
  multiply,
  round,
  scaleOf,
  subtract,
  sum,
} from './decimal.ts';

/** An amount with its ISO 4217 currency code. The amount may be finer than the currency's minor unit. */
export interface Money {
  amount: Decimal;
  currency: string;
}

/** The amount in the currency's minor unit (cents), half up: a half goes away from zero. */
export function roundToMinor(amount: Decimal, currency: string): Decimal {
  return round(amount, minorUnitsOf(currency));
}

/**
 * Shares an amount out by weights, in whole minor units that add up to the amount rounded to its minor unit.
 * Each share first gets its exact part cut towards zero; the units left over go to the largest remainders,
 * ties to the earlier share.
 * @param weights not negative, not all zero
 * @returns one amount per weight, in the order of the weights
 */
export function allocate(total: Money, weights: readonly Decimal[]): Decimal[] {
  const whole = sum(weights);
  if (weights.some((weight) => compare(weight, '0') < 0) || isZero(whole)) {
    throw new RangeError('weights must not be negative, and not all zero');
  }
  const minor = minorUnitsOf(total.currency);
  const unit = minor === 0 ? '1' : `0.${'0'.repeat(minor - 1)}1`;
  const amount = round(total.amount, minor);
  const sign = compare(amount, '0') < 0 ? '-1' : '1';
  const units = multiply(multiply(amount, sign), `1${'0'.repeat(minor)}`);

  const parts = weights.map((weight, index) => {
    const product = multiply(units, weight);
    const floor = floorOfRatio(product, whole);
    return { index, floor, remainder: subtract(product, multiply(floor, whole)) };
  });
  const left = Number(subtract(units, sum(parts.map((part) => part.floor))));
  const favoured = new Set(
    parts
      .toSorted((a, b) => compare(b.remainder, a.remainder) || a.index - b.index)
      .slice(0, left)
      .map((part) => part.index),
  );
  return parts.map((part) => {
    const share = favoured.has(part.index) ? add(part.floor, '1') : part.floor;
    return multiply(multiply(share, unit), sign);
  });
}

/** The whole number of times that the divisor is contained in a value that is not negative. */
function floorOfRatio(value: Decimal, divisor: Decimal): Decimal {
  const rounded = divide(value, divisor, 0);
  return compare(multiply(rounded, divisor), value) > 0 ? subtract(rounded, '1') : rounded;
}

/**
 * The amount as people of a locale write it, exact: at least the currency's minor units, more when the amount
 * is finer (unit prices).
 * @param locale BCP 47, such as 'de-DE'
 */
export function formatMoney(money: Money, locale: string): string {
  const minor = minorUnitsOf(money.currency);
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: minor,
    maximumFractionDigits: Math.max(minor, scaleOf(money.amount)),
  });
  // A string is formatted digit by digit; a number would be rounded to binary first.
  return format.format(money.amount as Intl.StringNumericLiteral);
}
