import type { Flow, FlowRecords, Issue, Reference } from '@throughline/connector';

/** An issue that also names the column whose value it is about; null where that is none alone. */
export interface MappingIssue extends Issue {
  readonly column: string | null;
}

/** One record that came of a row. */
export interface MappedRow<F extends Flow = Flow> {
  /** Key on the topic; null when a part of it could not be made. */
  readonly key: string | null;
  /** Null when an issue holds it back. */
  readonly value: FlowRecords[F] | null;
  readonly issues: readonly MappingIssue[];
  /** What it names by codes of ours, with their source keys byte for byte. */
  readonly names: readonly Reference[];
  /** Fields of ours whose columns the row did not mention; where the row is a patch, they are as they were. */
  readonly absent: readonly string[];
  /** Fields of ours whose columns the source could not tell; they hold the record back. */
  readonly unavailable: readonly string[];
}

/** What a row came to. */
export type Outcome<F extends Flow = Flow> =
  { readonly skipped: string } | { readonly records: readonly MappedRow<F>[] };

/** How a field was made: the value before and after each step, `{ reason }` where there is none. */
export interface FieldTrace {
  readonly field: string;
  /** Null of a constant or an expression. */
  readonly column: string | null;
  /** Of an element of a list, which of its list it is, from 1. */
  readonly ordinal: number;
  readonly steps: readonly { readonly step: string; readonly value: unknown }[];
}

/** What is found out about one record while it is made. */
export class Sink {
  issues: MappingIssue[] = [];
  names: Reference[] = [];
  absent: string[] = [];
  unavailable: string[] = [];
  held = false;
  /** Why a table has it left out. */
  skipped: string | null = null;
  readonly trace: FieldTrace[] | null;
  /** Fields of the record that are made already. */
  made: Readonly<Record<string, unknown>> = {};

  constructor(trace: FieldTrace[] | null) {
    this.trace = trace;
  }

  hold(field: string, column: string | null, reason: string): void {
    this.issues.push({ field, reason, severity: 'held', column });
    this.held = true;
  }

  warn(field: string, column: string | null, reason: string): void {
    this.issues.push({ field, reason, severity: 'warning', column });
  }
}

/** Stands for a value that could not be made; why is an issue. */
export const failed = Symbol('failed');
