import Big from 'big.js';

/**
 * An exact decimal number in canonical form: optional minus, digits, optional fraction without trailing
 * zeros; no plus, no leading zeros, no exponent, no negative zero. Two equal numbers are equal strings.
 */
export type Decimal = string;

const shape = /^-?\d+(\.\d+)?$/;

function read(value: string): Big {
  if (typeof value !== 'string' || !shape.test(value)) {
    throw new RangeError(`not a decimal: ${JSON.stringify(value)}`);
  }
  return new Big(value);
}

function write(value: Big): Decimal {
  return value.eq(0) ? '0' : value.toFixed();
}

/**
 * The canonical form of a decimal in text.
 * @throws RangeError when the text is anything but digits with an optional minus and fraction: exponents,
 * NaN, infinities, blanks, signs of plus and digit grouping are refused.
 */
export function parseDecimal(text: string): Decimal {
  return write(read(text));
}

/** Whether the text can be read by {@link parseDecimal}; it need not be canonical. */
export function isDecimal(text: string): boolean {
  return shape.test(text);
}

/** a + b, exact. */
export function add(a: Decimal, b: Decimal): Decimal {
  return write(read(a).plus(read(b)));
}

/** a − b, exact. */
export function subtract(a: Decimal, b: Decimal): Decimal {
  return write(read(a).minus(read(b)));
}

/** a × b, exact. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return write(read(a).times(read(b)));
}

/**
 * a ÷ b, rounded half up to `scale` decimal places.
 * @throws RangeError when b is zero.
 */
export function divide(a: Decimal, b: Decimal, scale: number): Decimal {
  const divisor = read(b);
  if (divisor.eq(0)) throw new RangeError(`division of ${a} by zero`);
  // Big's precision of division belongs to the constructor: one of its own keeps other divisions apart.
  const Scaled = Big();
  Scaled.DP = scale;
  Scaled.RM = 1;
  return write(new Scaled(read(a)).div(divisor));
}

/** Negative when a < b, zero when they are equal, positive when a > b. */
export function compare(a: Decimal, b: Decimal): number {
  return read(a).cmp(read(b));
}

/** The value to `scale` decimal places, half up: a half goes away from zero (0.125 → 0.13, −0.125 → −0.13). */
export function round(value: Decimal, scale: number): Decimal {
  return write(read(value).round(scale, 1));
}

/** The exact sum; '0' of nothing. */
export function sum(values: Iterable<Decimal>): Decimal {
  let total = new Big(0);
  for (const value of values) total = total.plus(read(value));
  return write(total);
}

/** −value. */
export function negate(value: Decimal): Decimal {
  return write(read(value).neg());
}

/** The distance from zero. */
export function absolute(value: Decimal): Decimal {
  return write(read(value).abs());
}

/** Whether the value is zero. */
export function isZero(value: Decimal): boolean {
  return read(value).eq(0);
}

/** Whether the value is below zero. */
export function isNegative(value: Decimal): boolean {
  return read(value).lt(0);
}

/** The smallest of one or more values. */
export function minimum(first: Decimal, ...others: Decimal[]): Decimal {
  return parseDecimal(others.reduce((least, value) => (compare(value, least) < 0 ? value : least), first));
}

/** The largest of one or more values. */
export function maximum(first: Decimal, ...others: Decimal[]): Decimal {
  return parseDecimal(others.reduce((most, value) => (compare(value, most) > 0 ? value : most), first));
}

/** The number of decimal places that the canonical form has: 2 of '9.95', 0 of '10'. */
export function scaleOf(value: Decimal): number {
  return parseDecimal(value).split('.')[1]?.length ?? 0;
}
