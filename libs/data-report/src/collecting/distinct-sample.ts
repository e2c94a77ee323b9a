import { cutText } from './cut-text.ts';
import { textHash } from './text-hash.ts';

/**
 * Something for each distinct text: for all of them up to a limit, then for every second, every fourth …, chosen by hash.
 * A text that is chosen was chosen from its first occurrence on, so that what is counted of it is whole, and counts
 * times `factor` are unbiased estimates (adaptive sampling, Wegman and Flajolet).
 */
export class DistinctSample<T> {
  readonly #limit: number;
  readonly #entries = new Map<string, T>();
  #level = 0;

  /** @param limit entries that are held at most */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What is held of this text, made when it is new; undefined when the text is not of the sample. */
  entry(text: string, make: () => T): T | undefined {
    const key = cutText(text);
    const found = this.#entries.get(key);
    if (found !== undefined) return found;
    if (!this.#chosen(key)) return undefined;
    const made = make();
    this.#entries.set(key, made);
    while (this.#entries.size > this.#limit) {
      this.#level += 1;
      for (const held of this.#entries.keys()) if (!this.#chosen(held)) this.#entries.delete(held);
    }
    return this.#chosen(key) ? made : undefined;
  }

  /** Whether the text was seen; undefined when it is not of the sample, so that nobody knows. */
  has(text: string): boolean | undefined {
    const key = cutText(text);
    return this.#chosen(key) ? this.#entries.has(key) : undefined;
  }

  #chosen(key: string): boolean {
    return this.#level === 0 || (textHash(key) & (2 ** this.#level - 1)) === 0;
  }

  entries(): IterableIterator<[string, T]> {
    return this.#entries.entries();
  }

  get size(): number {
    return this.#entries.size;
  }

  get exact(): boolean {
    return this.#level === 0;
  }

  /** One text of so many is held. */
  get factor(): number {
    return 2 ** this.#level;
  }

  /** How many distinct texts there were; an estimate when not `exact`. */
  get distinct(): number {
    return this.size * this.factor;
  }
}
