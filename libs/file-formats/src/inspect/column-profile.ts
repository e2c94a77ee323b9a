import type { RawValue } from '@throughline/connector';
import { type Damage, damagesOf } from './damaged-codes.ts';

/** What the values of a column look like. Guesses, of a sample. */
export interface ColumnProfile {
  readonly name: string;
  readonly filled: number;
  readonly blank: number;
  /** Different values, counted up to a thousand. */
  readonly distinct: number;
  readonly examples: readonly string[];
  readonly longest: number;
  /** What they all look like, the likeliest first; several where nobody can tell from the values. */
  readonly looksLike: readonly string[];
  readonly damaged: readonly Damage[];
}

const most = 1_000;

/** Dialects of numbers and dates, as a mapping names them. */
const dialects: readonly (readonly [string, RegExp])[] = [
  ['integer', /^[+-]?\d+$/],
  ['decimal "1,234.56"', /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/],
  ['decimal "1.234,56"', /^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?$/],
  ['date "yyyy-MM-dd"', /^\d{4}-(?:0\d|1[0-2])-[0-3]\d$/],
  ['date "yyyyMMdd"', /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/],
  ['date "dd.MM.yyyy"', /^(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.\d{4}$/],
  ['date "dd/MM/yyyy"', /^(?:0?[1-9]|[12]\d|3[01])\/(?:0?[1-9]|1[0-2])\/\d{4}$/],
  ['date "MM/dd/yyyy"', /^(?:0?[1-9]|1[0-2])\/(?:0?[1-9]|[12]\d|3[01])\/\d{4}$/],
  ['date and time, ISO', /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$/],
  ['yes or no', /^(?:true|false|yes|no|ja|nein|[yn01])$/i],
  ['nothing', /^(?:NULL|NA|N\/A|null|-|\\N)$/],
];

/** Gathers what the values of one column look like. */
export class ColumnProfiler {
  readonly #name: string;
  readonly #values = new Map<string, number>();
  #filled = 0;
  #blank = 0;
  #longest = 0;

  constructor(name: string) {
    this.#name = name;
  }

  add(value: RawValue): void {
    if (typeof value !== 'string' || value.trim() === '') {
      this.#blank += 1;
      return;
    }
    this.#filled += 1;
    this.#longest = Math.max(this.#longest, value.length);
    const short = value.slice(0, 200);
    if (this.#values.has(short) || this.#values.size < most)
      this.#values.set(short, (this.#values.get(short) ?? 0) + 1);
  }

  profile(): ColumnProfile {
    const values = [...this.#values.keys()];
    return {
      name: this.#name,
      filled: this.#filled,
      blank: this.#blank,
      distinct: values.length,
      examples: values.slice(0, 5),
      longest: this.#longest,
      looksLike: looksLike(values),
      damaged: damagesOf(values),
    };
  }
}

function looksLike(values: readonly string[]): string[] {
  const nothing = (dialects.at(-1) as readonly [string, RegExp])[1];
  const said = values.map((value) => value.trim()).filter((value) => !nothing.test(value));
  if (said.length === 0) return values.length === 0 ? [] : ['nothing'];
  const fitting = dialects
    .slice(0, -1)
    .flatMap(([name, shape]) => (said.every((value) => shape.test(value)) ? [name] : []));
  // Whole numbers fit every dialect of decimals, and say nothing about it.
  const plain = fitting.includes('integer') ? fitting.filter((name) => !name.startsWith('decimal')) : fitting;
  return plain.length === 0 ? ['text'] : plain;
}
