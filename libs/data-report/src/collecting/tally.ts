import type { Example } from '../data-report.ts';
import { excerpt } from './cut-text.ts';

/** A count with the first few examples, each of another value. */
export class Tally {
  readonly #limit: number;
  readonly examples: Example[] = [];
  count = 0;

  /** @param limit examples that are held at most */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(position: number, values: readonly string[], other?: number): void {
    this.count += 1;
    if (this.examples.length >= this.#limit) return;
    const shown = values.map(excerpt);
    const known = this.examples.some(({ values: seen }) => seen.join('\0') === shown.join('\0'));
    if (!known) this.examples.push({ position, values: shown, ...(other !== undefined && { other }) });
  }
}
