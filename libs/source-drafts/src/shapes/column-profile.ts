import { type NamedConcepts, conceptsOf } from '../words/concepts.ts';
import { type Shape, countLike, saysNothing } from './shapes.ts';

/** What a column is declared to hold, where somebody declares it. */
export type Declared =
  'integer' | 'decimal' | 'boolean' | 'date' | 'local-time' | 'zoned-time' | 'text' | 'binary' | 'other';

/** What is known of a column: by its name, by its declaration, by the rows that were looked at. */
export interface ColumnProfile {
  /** Of one in a nested record, the names on the way with points between. */
  readonly name: string;
  /** The names that lead to it. */
  readonly path: readonly string[];
  /** From 0, as it stands in the table. */
  readonly index: number;
  /** Whether its name says something: not of a column that goes by its number. */
  readonly named: boolean;
  readonly about: NamedConcepts;
  readonly declared: Declared | null;
  readonly rows: number;
  /** Rows in which it says something. */
  readonly filled: number;
  /** Different values among them, up to the limit of `values`. */
  readonly distinct: number;
  /** Whether no two rows share a value, and each has one. */
  readonly unique: boolean;
  /** Different values without blanks around them, cut, each with its rows; those that say nothing are left out. */
  readonly values: ReadonlyMap<string, number>;
  /** Words for nothing that occur. */
  readonly nothing: readonly string[];
  /** Characters of the longest value. */
  readonly longest: number;
}

/** Different values of a column that are held, and characters of each. */
export const heldValues = 1_000;
export const heldCharacters = 80;

/** Gathers what one column holds. */
export class ColumnProfiler {
  readonly #values = new Map<string, number>();
  readonly #nothing = new Set<string>();
  #filled = 0;
  #longest = 0;
  #repeated = false;
  readonly #seen = new Set<string>();

  add(value: unknown): void {
    if (typeof value !== 'string') return;
    const text = value.trim();
    if (text === '') return;
    if (saysNothing(text)) {
      this.#nothing.add(text);
      return;
    }
    this.#filled += 1;
    this.#longest = Math.max(this.#longest, text.length);
    if (!this.#repeated) {
      this.#repeated = this.#seen.has(text);
      this.#seen.add(text);
      if (this.#repeated) this.#seen.clear();
    }
    const short = text.slice(0, heldCharacters);
    if (this.#values.has(short) || this.#values.size < heldValues)
      this.#values.set(short, (this.#values.get(short) ?? 0) + 1);
  }

  profile(of: {
    path: readonly string[];
    index: number;
    named: boolean;
    declared: Declared | null;
    rows: number;
  }): ColumnProfile {
    return {
      ...of,
      name: of.path.join('.'),
      about: of.named ? conceptsOf(of.path.join(' ')) : { concepts: [], unknown: 0 },
      filled: this.#filled,
      distinct: this.#values.size,
      unique: of.rows > 0 && this.#filled === of.rows && !this.#repeated,
      values: this.#values,
      nothing: [...this.#nothing],
      longest: this.#longest,
    };
  }
}

/** Share of the different values that look like something; 0 where there are none. */
export function shareLike(column: ColumnProfile, shape: Shape): number {
  const known = shares.get(column) ?? {};
  shares.set(column, known);
  return (known[shape] ??=
    column.values.size === 0 ? 0 : countLike(shape, [...column.values.keys()]) / column.values.size);
}
const shares = new WeakMap<ColumnProfile, Partial<Record<Shape, number>>>();
