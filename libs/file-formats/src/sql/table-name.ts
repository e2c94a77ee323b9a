import type { Token } from './sql-tokens.ts';

/** Words between INSERT and the name of the table. */
const around = /^(INTO|IGNORE|LOW_PRIORITY|DELAYED|HIGH_PRIORITY|ALL|OR|REPLACE)$/;
/** Words that say that no table follows, as in `GRANT INSERT ON`. */
const other = /^(ON|AS|FOR|UPDATE|DELETE)$/;

/** The name of a table, as its tokens come. */
export class TableName {
  readonly #parts: string[] = [];

  /** Whether a token is a part of it, the first behind it, or shows that there is none. */
  take({ kind, text }: Token): 'part' | 'behind' | 'none' {
    const word = kind === 'word' ? text.toUpperCase() : '';
    if (this.#parts.length === 0 && around.test(word)) return 'part';
    const due = this.#parts.length === 0 || this.#parts.at(-1) === '.';
    const dot = kind === 'mark' && text === '.';
    if (due ? (kind === 'name' || kind === 'word') && !other.test(word) : dot) {
      this.#parts.push(text);
      return 'part';
    }
    return due ? 'none' : 'behind';
  }

  /** Whether it is the table that is wanted, in small letters; without a schema, that of any. */
  is(wanted: string): boolean {
    const name = this.#parts.join('').toLowerCase();
    return name === wanted || (!wanted.includes('.') && name.endsWith(`.${wanted}`));
  }
}
