import type { Flow } from '@throughline/connector';
import type { ColumnProfile } from '../shapes/column-profile.ts';
import type { Casting } from '../flows/role-score.ts';
import type { FoundTable } from '../tables/found-table.ts';
import { type Head, type Reading, specOf, usualDecimal } from './column-steps.ts';
import type { CodeTable } from './code-tables.ts';
import type { Entry, Inline } from './yaml-text.ts';

/** What is known of the source beside its tables. */
export interface SourceAnswers {
  /** ISO 4217; null when nobody has said. */
  readonly currency: string | null;
  /** BCP 47, of texts that say no language. */
  readonly language: string;
  /** Whether the source is a database, where joins are made there. */
  readonly database: boolean;
}

/** A row of another reader that is laid in, by the name that it gets. */
export interface Join {
  readonly as: string;
  readonly table: FoundTable;
  readonly on: readonly { readonly this: string; readonly is: string }[];
  readonly many: boolean;
  readonly evidence: string;
}

/** Gathers the parts of one mapping. */
export class MappingDraft {
  readonly fields: Entry[] = [];
  readonly tables: Entry[] = [];
  readonly rules: Inline[] = [];
  readonly skips: { value: Inline; guess: string }[] = [];
  readonly joins: Join[] = [];
  readonly usual: string | undefined;
  /** Columns that are read. */
  readonly used = new Set<string>();
  readonly flow: Flow;
  readonly table: FoundTable;
  readonly castings: readonly Casting[];
  readonly answers: SourceAnswers;

  constructor(flow: Flow, table: FoundTable, castings: readonly Casting[], answers: SourceAnswers) {
    this.flow = flow;
    this.table = table;
    this.castings = castings;
    this.answers = answers;
    this.usual = usualDecimal(table);
  }

  column(field: string): ColumnProfile | undefined {
    return this.castings.find(({ role }) => role.field === field)?.column;
  }

  /** A field from a column, when there is one. @returns whether there is */
  from(field: string, read: (column: ColumnProfile) => Reading | null, as = field): boolean {
    const column = this.column(field);
    const made = column === undefined ? null : read(column);
    if (column === undefined || made === null) return false;
    this.used.add(column.name);
    this.set(as, made.value, made.evidence);
    return true;
  }

  set(field: string, value: Inline, guess: string): void {
    this.fields.push({ key: field, value, guess });
  }

  constant(field: string, value: string, guess: string): void {
    this.set(field, { constant: value }, guess);
  }

  /** A field that only a person can fill. */
  ask(field: string, question: string): void {
    this.fields.push({ key: field, value: { constant: 'TODO' }, ask: question });
  }

  /** A field whose codes a table translates. @returns whether a column has such codes */
  codes(field: string, made: (column: ColumnProfile) => CodeTable | null): boolean {
    const column = this.column(field);
    const table = column === undefined ? null : made(column);
    if (column === undefined || table === null) return false;
    this.used.add(column.name);
    this.tables.push(table.entry);
    this.set(field, [specOf(column), `table ${table.entry.key}`], `named like it, its codes below`);
    return true;
  }
}

/** Fields of a list inside a record. */
export const listEntry = (key: string, each: Inline, record: readonly Entry[], guess: string): Entry => ({
  ...{ key, guess },
  below: [
    { key: 'each', value: each },
    { key: 'record', below: record },
  ],
});

export const joinedHead = ({ as }: Join): Head => [as];
