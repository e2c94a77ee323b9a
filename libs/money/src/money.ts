import { minorUnitsOf } from './currency.ts';
import { type Decimal, round, scaleOf } from './decimal.ts';
import { commonScale, fromScaled, toScaled } from './scaled.ts';

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
  const scale = commonScale(weights);
  const parts = weights.map((weight) => toScaled(weight, scale));
  const whole = parts.reduce((all, part) => all + part, 0n);
  if (whole === 0n || parts.some((part) => part < 0n))
    throw new RangeError('weights must not be negative, and not all zero');
  const minor = minorUnitsOf(total.currency);
  const signed = toScaled(round(total.amount, minor), minor);
  const units = signed < 0n ? -signed : signed;

  const shares = parts.map((part, index) => {
    const product = units * part;
    return { index, floor: product / whole, remainder: product % whole };
  });
  const left = Number(units - shares.reduce((all, { floor }) => all + floor, 0n));
  const favoured = new Set(
    shares
      .toSorted((a, b) => Number(b.remainder - a.remainder))
      .slice(0, left)
      .map(({ index }) => index),
  );
  return shares.map(({ index, floor }) => {
    const share = favoured.has(index) ? floor + 1n : floor;
    return fromScaled(signed < 0n ? -share : share, minor);
  });
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
