/**
 * A value as a source gave it. Scalars are text, as they stood there once decoded: `0010`, `1.10`, `true`; blanks, case
 * and digits untouched. Null where the source itself says nothing (JSON `null`, SQL `NULL`, an empty spreadsheet cell);
 * a name that is absent was not mentioned, which is something else.
 */
export type RawValue = string | null | readonly RawValue[] | RawTree;

/** Values by the name of a column, an element or a property. */
export interface RawTree {
  readonly [name: string]: RawValue;
}

/** A record as a source gave it, before anything was made of it. */
export interface RawRecord {
  readonly values: RawTree;
  /** Where it begins in its document, from 1: line of a text, row of a sheet, ordinal of an element; 0 of a database row. */
  readonly position: number;
}
