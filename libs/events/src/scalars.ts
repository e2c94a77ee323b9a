/** A decimal in canonical form: no exponent, no trailing zeros, no plus sign, `0` for zero; at most 7 decimals. */
export type Decimal = string;

/** A calendar date, `YYYY-MM-DD`, without time zone. */
export type CalendarDate = string;
