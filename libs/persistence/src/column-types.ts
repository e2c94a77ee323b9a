import pg from 'pg';

const { builtins } = pg.types;
const arrays = { text: 1009, int8: 1016, numeric: 1231, date: 1182 };

/** A decimal without trailing zeros: `9.9500000` becomes `9.95`, `-0` becomes `0`. */
export function canonicalDecimal(text: string): string {
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return trimmed === '-0' ? '0' : trimmed;
}

/** @throws RangeError beyond 2^53 - 1, where a number would no longer be exact. */
function exactInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is beyond 2^53 - 1`);
  return value;
}

const text = (value: string): string => value;
const listOf =
  <T>(parse: (value: string) => T) =>
  (value: string): (T | null)[] =>
    (pg.types.getTypeParser(arrays.text)(value) as (string | null)[]).map((item) =>
      item === null ? null : parse(item),
    );

const parsers = new Map<number, (value: string) => unknown>([
  [builtins.INT8, exactInteger],
  [builtins.NUMERIC, canonicalDecimal],
  [builtins.DATE, text],
  [arrays.int8, listOf(exactInteger)],
  [arrays.numeric, listOf(canonicalDecimal)],
  [arrays.date, listOf(text)],
]);

/**
 * How columns are read: `numeric` as a canonical decimal string, `bigint` as a number (RangeError beyond 2^53 - 1),
 * `date` as `YYYY-MM-DD`, `timestamptz` as a Date. Belongs to one pool or connection, nothing global is changed.
 */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) ||
    pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
};
