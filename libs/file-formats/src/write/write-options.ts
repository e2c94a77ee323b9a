/** What a format does not say, because it matters in writing only. */
export interface WriteOptions {
  /** CSV: the columns in their order; those of the first record where the format and this say nothing. */
  readonly columns?: readonly string[];
  /** CSV: what ends a row. */
  readonly lineEnd?: '\r\n' | '\n';
  /** CSV: a value that a spreadsheet would take for a formula gets an apostrophe in front. It is then not what it was. */
  readonly formulaGuard?: boolean;
  /** JSON: properties, by name, that are written as numbers or as true and false where their text is one. */
  readonly unquoted?: readonly string[];
  /** A byte order mark in front; UTF-16 always has one. */
  readonly byteOrderMark?: boolean;
}

/** Thrown where a record cannot be written so that the same format would read it as it is. */
export class Unwritable extends Error {
  /** Of the record, from 1; 0: the format itself. */
  readonly position: number;
  readonly field: string | undefined;

  constructor(position: number, reason: string, field?: string) {
    super(field === undefined ? `record ${position}: ${reason}` : `record ${position}, ${field}: ${reason}`);
    this.name = 'Unwritable';
    this.position = position;
    this.field = field;
  }
}
