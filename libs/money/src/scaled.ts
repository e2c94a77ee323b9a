import { type Decimal, isDecimal } from './decimal.ts';

/** The fewest decimal places that hold every one of the values. @throws RangeError when one is no decimal */
export function commonScale(values: readonly Decimal[]): number {
  return values.reduce((scale, value) => Math.max(scale, partsOf(value).fraction.length), 0);
}

/** The value as an integer count of 10^−scale: 995n of '9.95' at scale 2. @param value with no finer place */
export function toScaled(value: Decimal, scale: number): bigint {
  const { whole, fraction } = partsOf(value);
  return BigInt(whole + fraction.padEnd(scale, '0'));
}

/** The decimal that an integer count of 10^−scale stands for. */
export function fromScaled(count: bigint, scale: number): Decimal {
  const digits = String(count < 0n ? -count : count).padStart(scale + 1, '0');
  const point = digits.length - scale;
  const fraction = digits.slice(point).replace(/0+$/, '');
  const text = fraction === '' ? digits.slice(0, point) : `${digits.slice(0, point)}.${fraction}`;
  return count < 0n ? `-${text}` : text;
}

function partsOf(value: Decimal): { whole: string; fraction: string } {
  if (!isDecimal(value)) throw new RangeError(`not a decimal: ${JSON.stringify(value)}`);
  const [whole = '', fraction = ''] = value.split('.');
  return { whole, fraction };
}
