import type { CalendarDate, Decimal } from '@throughline/events';

/** Types of values between steps; `list` of one of them. */
export type ScalarType = 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'instant';

export interface ValueType {
  readonly scalar: ScalarType;
  readonly list: boolean;
}

/** What values of the types are: integers are safe, decimals canonical, dates `YYYY-MM-DD`. */
export type Scalar = string | number | boolean | Decimal | CalendarDate | Date;
export type Value = Scalar | readonly Scalar[];

export const scalarOf = (scalar: ScalarType): ValueType => ({ scalar, list: false });
export const listOf = (scalar: ScalarType): ValueType => ({ scalar, list: true });
export const sameType = (one: ValueType, other: ValueType): boolean =>
  one.scalar === other.scalar && one.list === other.list;
export const typeText = ({ scalar, list }: ValueType): string => (list ? `a list of ${scalar}` : scalar);

/** Why a value could not be made: bad data, which is an outcome and no error. */
export class Misfit {
  readonly reason: string;
  /** `skip`: the record or the element is left out, as a table says. */
  readonly skips: boolean;

  constructor(reason: string, skips = false) {
    this.reason = reason;
    this.skips = skips;
  }
}
