import type { RawRecord, RawTree } from '@throughline/connector';
import type { FormatInput } from '@throughline/file-formats';
import { type Concept } from '../words/vocabulary.ts';
import { conceptsOf } from '../words/concepts.ts';
import { type ColumnProfile, ColumnProfiler, type Declared } from '../shapes/column-profile.ts';
import { uniqueColumns } from './unique-columns.ts';
import { isTree } from './value-at.ts';

/** Where a table is. */
export type Place =
  | { readonly kind: 'table' | 'view'; readonly schema: string | null }
  | {
      readonly kind: 'file';
      /** Below the top of the store, the top when empty. */
      readonly folder: string;
      /** Of a reader: `ART_{seq}.csv`. */
      readonly pattern: string;
      readonly format: FormatInput;
      /** What was guessed of the format, in words. */
      readonly evidence: string;
      /** The marker beside it, such as `{name}.ok`. */
      readonly marker: string | null;
    };

/** Columns of a table with the columns of another that they refer to. */
export interface ForeignKey {
  readonly columns: readonly string[];
  readonly table: string;
  readonly references: readonly string[];
}

/** What an inspection says of a table before its rows are looked at. */
export interface TableOutline {
  readonly name: string;
  readonly place: Place;
  /** As the source estimates it; null where it does not know. */
  readonly rows: number | null;
  /** Columns in their order; none of a file, whose rows have them. */
  readonly columns: readonly { readonly name: string; readonly declared: Declared | null }[];
  /** Columns of its primary key; empty where none is declared. */
  readonly key: readonly string[];
  readonly foreignKeys: readonly ForeignKey[];
  /** Whether names of columns say nothing: they go by their numbers. */
  readonly unnamed?: boolean;
}

/** A table with what its first rows show. */
export interface FoundTable extends TableOutline {
  readonly concepts: readonly Concept[];
  readonly profiles: readonly ColumnProfile[];
  /** Rows that were looked at. */
  readonly sampled: number;
  /** Its key: declared, or unique in the rows that were looked at; empty where nothing is. */
  readonly key: readonly string[];
  readonly keyDeclared: boolean;
  /** Some of the rows, on which mappings are tried. */
  readonly sample: readonly RawRecord[];
}

/** Rows that are looked at, columns of them, and rows that are held. */
export const looked = { rows: 10_000, columns: 500, held: 1_000, depth: 3 };
/** Looks at the first rows of a table. */
export class TableProfiler {
  readonly #outline: TableOutline;
  readonly #columns = new Map<string, { path: readonly string[]; profiler: ColumnProfiler }>();
  readonly #rows: RawTree[] = [];

  constructor(outline: TableOutline) {
    this.#outline = outline;
    for (const { name } of outline.columns.slice(0, looked.columns)) this.#column([name]);
  }

  /** Whether no more rows are wanted. */
  get isFull(): boolean {
    return this.#rows.length >= looked.rows;
  }

  add(values: RawTree): void {
    if (this.isFull) return;
    this.#rows.push(values);
    this.#see(values, []);
  }

  #see(values: RawTree, above: readonly string[]): void {
    for (const [name, value] of Object.entries(values))
      if (isTree(value) && above.length < looked.depth) this.#see(value, [...above, name]);
      else this.#column([...above, name])?.add(value);
  }

  #column(path: readonly string[]): ColumnProfiler | undefined {
    const name = JSON.stringify(path);
    let column = this.#columns.get(name);
    if (column === undefined) {
      if (this.#columns.size >= looked.columns) return undefined;
      column = { path, profiler: new ColumnProfiler() };
      this.#columns.set(name, column);
    }
    return column.profiler;
  }

  table(): FoundTable {
    const rows = this.#rows.length;
    const declared = new Map(this.#outline.columns.map((column) => [column.name, column.declared]));
    const profiles = [...this.#columns.values()].map(({ path, profiler }, index) =>
      profiler.profile({
        ...{ path, index, rows },
        named: this.#outline.unnamed !== true,
        declared: declared.get(path.join('.')) ?? null,
      }),
    );
    const { key, name: called } = this.#outline;
    const { concepts } = conceptsOf(called);
    return {
      ...this.#outline,
      ...{ profiles, sampled: rows, keyDeclared: key.length > 0 },
      concepts,
      key: key.length > 0 ? key : uniqueColumns(profiles, this.#rows, concepts),
      sample: this.#rows.slice(0, looked.held).map((values, position) => ({ values, position })),
    };
  }
}

export const columnOf = (table: FoundTable, name: string): ColumnProfile | undefined =>
  table.profiles.find((column) => column.name === name);
