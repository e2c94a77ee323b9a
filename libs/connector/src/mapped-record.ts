import type { Flow } from './flows.ts';

/** A data rule that a record breaks. */
export interface Issue {
  field: string;
  reason: string;
  /** `held`: the record is not published. `warning`: it is, without a value that could not be made. */
  severity: 'held' | 'warning';
  /** Column of the source whose value it is about; null or left out where that is none alone. */
  column?: string | null;
}

/** What a document of the back office says that its record does not. Holds no personal data. */
export interface UnpublishedPart {
  /** Order of ours whose number it carries although another document is that order's. */
  namesOrder: string | null;
  /** Fields of the recipient that are not as we handed them over. */
  changedRecipient: readonly string[];
}

/** Something with a code that a record names, by its key in the back office. */
export interface Reference {
  /** The flow that says what has the code. */
  flow: Flow;
  code: string;
  sourceKey: string;
}

/** What one record of the back office came to. */
export interface MappedRecord<T> {
  /** Key in the back office under which changes are captured and records are read again, byte for byte. */
  sourceKey: string;
  /** Key of the record on its topic; several records may come of one source key. */
  key: string;
  /** Null when an issue holds it back. */
  value: T | null;
  /** Equal as long as nothing changed that readers should hear of. */
  fingerprint: string;
  /** Figures that readers should hear of when they grow, and need not when they shrink or go. */
  monotonic?: Readonly<Record<string, number>>;
  /** Of a document: what is compared with the order and never published. Part of the fingerprint. */
  unpublished?: UnpublishedPart;
  issues: readonly Issue[];
  /** The row as the back office has it, for people who mend it. */
  raw: Readonly<Record<string, unknown>>;
  /** What it names by codes of ours, each of which another row may have. */
  names?: readonly Reference[];
  /** True of a row that could not be read as far as its key: which of the records of its source key it is nobody knows. */
  keyUnknown?: true;
}
