import type { RawValue } from '@throughline/connector';
import type { Token } from './sql-tokens.ts';
import { valueOf } from './sql-values.ts';

/** One row between its brackets. */
export class InsertedRow {
  /** Where it begins. */
  readonly line: number;
  readonly #kept: boolean;
  readonly #limit: number;
  readonly #values: (RawValue | undefined)[] = [];
  #value: Token[] = [];
  #depth = 0;
  #chars = 0;

  /** What is not kept is only followed to its end. */
  constructor(line: number, kept: boolean, limit: number) {
    this.line = line;
    this.#kept = kept;
    this.#limit = limit;
  }

  /** Its values, undefined for one that would have to be calculated; undefined where the row is over the limit. */
  get values(): readonly (RawValue | undefined)[] | undefined {
    return this.#chars > this.#limit ? undefined : this.#values;
  }

  /** Takes a token; true when the row is closed. */
  take(token: Token): boolean {
    const mark = token.kind === 'mark' ? token.text : '';
    const keep = this.#kept && this.#chars <= this.#limit;
    if (this.#depth === 0 && (mark === ',' || mark === ')')) {
      if (keep) this.#values.push(valueOf(this.#value));
      this.#value = [];
      return mark === ')';
    }
    if (mark === '(') this.#depth += 1;
    if (mark === ')') this.#depth -= 1;
    this.#chars += token.text.length + 1;
    if (keep) this.#value.push(token);
    return false;
  }
}
