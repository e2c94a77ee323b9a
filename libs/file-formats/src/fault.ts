/** What could not be read. It names columns and elements, and never quotes values. */
export interface Fault {
  /** Where it begins, as positions of records are: line, row of a sheet, ordinal of an element; 0: the file itself. */
  readonly position: number;
  /** The column, element or cell, where one is to blame. */
  readonly field?: string;
  readonly reason: string;
}

/** Thrown by readers where the rest of the file cannot be read either. */
export class Unreadable extends Error {
  readonly position: number;

  constructor(position: number, reason: string) {
    super(reason);
    this.name = 'Unreadable';
    this.position = position;
  }
}
