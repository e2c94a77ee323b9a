/** What bounds the memory of a reader, whatever it is given. */
export interface Limits {
  /** Characters of one record as it stands in the file; a longer one is a fault. */
  readonly recordChars: number;
  /** Records handed on at a time. */
  readonly batch: number;
  /** Bytes of the file after which records are handed on, however few they are. */
  readonly batchBytes: number;
  /** Bytes that are decoded at a time, whatever parts the stream gives them in. */
  readonly step: number;
  /** Faults that are kept; further ones are only counted. */
  readonly faults: number;
  /** Rows gathered into one record, and records of a kind laid under another. */
  readonly rows: number;
  /** Elements or lists inside one another. */
  readonly depth: number;
  /** Bytes of a workbook, which is held whole. */
  readonly workbookBytes: number;
  /** Characters of the texts that the sheets of a workbook share, which are held whole. */
  readonly sharedTextChars: number;
  /** Bytes of a sheet when unpacked. */
  readonly sheetBytes: number;
}

export const defaultLimits: Limits = {
  recordChars: 1_000_000,
  batch: 1_000,
  batchBytes: 4 * 1024 * 1024,
  step: 64 * 1024,
  faults: 1_000,
  rows: 10_000,
  depth: 64,
  workbookBytes: 64 * 1024 * 1024,
  sharedTextChars: 64 * 1024 * 1024,
  sheetBytes: 1024 * 1024 * 1024,
};
