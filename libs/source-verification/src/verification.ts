import type { Fault } from '@throughline/file-formats';
import type { Expected } from './expected-schema.ts';

/** What is in the files of a reader. */
export interface VerifiedReader {
  readonly reader: string;
  /** `csv`, `xml` … */
  readonly format: string;
  /** Records, what cannot be read and what is passed over. */
  readonly rows: number;
  readonly records: number;
  readonly unreadable: number;
  readonly passedOver: Readonly<Record<string, number>>;
  /** Distinct source keys; null when there are too many to count. */
  readonly keys: number | null;
  /** Records that were laid into none of another reader; null of a reader that is not to be laid into others. */
  readonly leftOver: number | null;
  /** Whether nothing shows that a file was cut. */
  readonly whole: boolean;
  /** The first of what cannot be read. They quote no values. */
  readonly faults: readonly Fault[];
  /** Columns that no mapping, key or join reads. */
  readonly unusedColumns: readonly string[];
}

/** What comes of the rows of a reader by a mapping: rows = accepted + held + skipped. */
export interface VerifiedMapping {
  readonly mapping: string;
  readonly flow: string;
  readonly reader: string;
  readonly format: string;
  readonly rows: number;
  readonly accepted: number;
  readonly held: number;
  /** By field and reason; a row with several is counted by its first. */
  readonly heldBy: Readonly<Record<string, number>>;
  /** By the mapping, and by the format. */
  readonly skipped: number;
  readonly skippedBy: Readonly<Record<string, number>>;
  /** Of the skipped, those that the format passes over. */
  readonly passedOver: number;
  readonly records: number;
  readonly warned: number;
  /** Rows with the source key of another one, which would take its place; null when there are too many to count. */
  readonly sameKey: number | null;
  readonly repeated: number;
  /** Of the fields that are expected, exact, by currency; under "" what has none. */
  readonly sums: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly unfilledFields: readonly string[];
  /** What differs from what is expected; none when all agrees. */
  readonly differences: readonly string[];
}

/** What verifying a source came to. */
export interface Verification {
  readonly set: string;
  readonly system: string;
  readonly readers: readonly VerifiedReader[];
  readonly mappings: readonly VerifiedMapping[];
  readonly notRead: Expected['notRead'];
  /** What differs of the source as a whole and of its readers. */
  readonly differences: readonly string[];
  readonly agrees: boolean;
}
