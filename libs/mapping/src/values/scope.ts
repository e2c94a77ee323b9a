import type { RawValue } from '@throughline/connector';

/** What is known of the document that a record stands in. */
export interface DocumentFacts {
  /** The source's own instant of it. */
  readonly asOf?: Date;
}

/** Where columns are looked up: a record, or an element of a list inside it. */
export interface Scope {
  readonly value: RawValue;
  /** What it is an element of; null of the record itself. */
  readonly parent: Scope | null;
  /** From 1, among the elements of its list; 1 of the record itself. */
  readonly ordinal: number;
  readonly facts: DocumentFacts;
}
