import type { RawTree } from '@throughline/connector';
import { Unreadable } from '../fault.ts';
import type { Limits } from '../limits.ts';
import type { Sink } from '../sink.ts';
import { undecodable } from '../text/decode.ts';
import { byNumber, type Cell, distinct, mergedNames, namesOf } from './columns.ts';
import { type Nesting, byKind, flat, gathered } from './nest.ts';
import { valuesOf } from './record-values.ts';

type NestRule = { kind: string; under: string } | { blank: string } | { same: string };

/** How rows become records, whatever they were cut from. */
export interface TableShape {
  /** Rows that name the columns; 1 or 2 of them, and what lies between them and the data is passed over. */
  readonly header?: number | { rows: readonly [number, number]; fill: 'none' | 'right'; join: string };
  /** Names where no row has them. */
  readonly columns?: readonly string[];
  readonly afterHeader: number;
  readonly lengths: 'exact' | 'free';
  readonly nest?: Readonly<Record<string, NestRule>>;
  readonly kinds?: {
    /** The kind of a row; for fixed width it is told by `kind` of `row` instead. */
    readonly by?: number;
    readonly headers?: RegExp;
    readonly pick: readonly string[];
    readonly columns: ReadonlyMap<string, readonly string[]>;
    readonly carry: Readonly<Record<string, string>>;
  };
  /** What unnamed columns are called. */
  readonly unnamed?: (index: number) => string;
  readonly keepUndecodable?: boolean;
  /** Whether the header must stand in its very row; in texts, blank lines and comments may come before it. */
  readonly strictHeader?: boolean;
}

/** Turns rows of fields into records. Positions count from 1 and are those of `header` too. */
export class Table {
  /** Rows of data so far, those of all kinds and those that are faults. */
  rows = 0;
  readonly #common: Record<string, RawTree> = {};
  #hasCommon = false;
  /** Whether a row may hold what could not be decoded. */
  suspect = false;
  /** Told every row that is taken, for sums. */
  onValues: ((values: RawTree) => void) | undefined;
  readonly #shape: TableShape;
  readonly #sink: Sink;
  readonly #nesting: Nesting;
  readonly #wanted: ReadonlySet<string> | undefined;
  readonly #carried: ReadonlyMap<string, string>;
  #names: readonly string[] | undefined;
  #upper: readonly Cell[] | undefined;
  #headed: boolean;
  #toSkip = 0;
  #kind: string | undefined;

  constructor(shape: TableShape, limits: Limits, sink: Sink) {
    this.#shape = shape;
    this.#sink = sink;
    this.#names = shape.columns && distinct(shape.columns, 0);
    this.#headed = shape.header === undefined;
    const rules = Object.entries(shape.nest ?? {});
    const ofKinds = new Map(
      rules.flatMap(([list, rule]) =>
        'kind' in rule ? [[rule.kind, { list, under: rule.under }] as const] : [],
      ),
    );
    const handler = {
      record: (values: RawTree, position: number) => sink.record(this.#withCommon(values), position),
      fault: (position: number, reason: string) => sink.fault(position, reason),
    };
    const [first] = rules;
    if (first === undefined) this.#nesting = flat(handler);
    else if ('kind' in first[1]) this.#nesting = byKind(ofKinds, limits.rows, handler);
    else this.#nesting = gathered(first[0], first[1], limits.rows, handler);
    this.#carried = new Map(Object.entries(shape.kinds?.carry ?? {}).map(([name, kind]) => [kind, name]));
    this.#wanted = shape.kinds && new Set([...shape.kinds.pick, ...ofKinds.keys()]);
  }

  /** The names of the columns, once known. */
  get names(): readonly string[] | undefined {
    return this.#names;
  }

  row(fields: readonly Cell[], position: number, order = position, kind?: string): void {
    if (!this.#headed) this.#header(fields, position, order);
    else if (this.#toSkip > 0) {
      this.#toSkip -= 1;
      this.#sink.passOver('below the header');
    } else this.#data(fields, position, kind);
  }

  /** A row that cannot even be cut into fields. */
  unreadable(position: number, reason: string): void {
    if (!this.#headed) throw new Unreadable(position, `the header cannot be read: ${reason}`);
    this.rows += 1;
    this.#sink.fault(position, reason);
    this.#nesting.unreadable(position);
    // It may have been what holds for the rows that follow.
    for (const name of this.#carried.values()) delete this.#common[name];
  }

  end(): void {
    if (!this.#headed) this.#sink.notWhole(0, 'the file ends before its header');
    this.#nesting.end();
  }

  #header(fields: readonly Cell[], position: number, order: number): void {
    const { header, unnamed = byNumber, afterHeader, strictHeader } = this.#shape;
    const last = typeof header === 'object' ? header.rows[1] : (header ?? 0);
    if (strictHeader && order > last)
      throw new Unreadable(position, `row ${last}, which names the columns, is blank`);
    if (typeof header === 'object') {
      const [upper, lower] = header.rows;
      if (order === upper) this.#upper = fields;
      if (order < lower) return;
      this.#names = namesOf(mergedNames(this.#upper ?? [], fields, header), position, unnamed);
    } else {
      if (order < last) return;
      this.#names = namesOf(fields, position, unnamed);
    }
    this.#headed = true;
    this.#toSkip = afterHeader;
  }

  #data(fields: readonly Cell[], position: number, told?: string): void {
    const { kinds, lengths, keepUndecodable, unnamed } = this.#shape;
    let kind = told;
    let names = this.#names;
    if (kinds !== undefined) {
      if (kinds.headers !== undefined) {
        const match = kinds.headers.exec((fields[0] ?? '').trim());
        if (match !== null) {
          this.#kind = match.groups?.kind ?? '';
          this.#names = namesOf(['', ...fields.slice(1)], position, byNumber);
          return;
        }
        kind = this.#kind;
        names = this.#names;
      } else {
        if (kinds.by !== undefined) kind = (fields[kinds.by - 1] ?? '').trim();
        names = kinds.columns.get(kind ?? '');
      }
      if (kind === undefined) {
        this.#sink.passOver('above the first header line');
        return;
      }
      if (!this.#wanted?.has(kind) && !this.#carried.has(kind)) {
        this.rows += 1;
        this.#sink.passOver(`kind ${kind.slice(0, 50)}`);
        return;
      }
    }
    if (this.suspect && !keepUndecodable) {
      const damaged = fields.findIndex((field) => field?.includes(undecodable));
      if (damaged >= 0) {
        this.unreadable(
          position,
          `field ${names?.[damaged] ?? damaged + 1} has a character that cannot be decoded`,
        );
        return;
      }
    }
    const values = valuesOf(fields, names, lengths, unnamed);
    if (typeof values === 'string') {
      this.unreadable(position, values);
      return;
    }
    this.rows += 1;
    const carried = kind === undefined ? undefined : this.#carried.get(kind);
    if (carried !== undefined) {
      this.#nesting.end();
      this.lay(carried, values);
      return;
    }
    this.onValues?.(values);
    this.#nesting.row(kind === undefined ? { values, position } : { values, position, kind });
  }

  /** Lays values of the whole file, or of all rows that follow, into each record. */
  lay(name: string, values: RawTree): void {
    this.#common[name] = values;
    this.#hasCommon = true;
  }

  #withCommon(values: RawTree): RawTree {
    return this.#hasCommon ? { ...this.#common, ...values } : values;
  }
}
