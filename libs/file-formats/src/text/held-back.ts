import { Unreadable } from '../fault.ts';
import type { Line } from './lines.ts';

const mostBlank = 100_000;

/** Holds back the last lines of a text, which are no rows; blank ones come on top. */
export class HeldBack {
  readonly #count: number;
  readonly #onLine: (line: Line) => void;
  #lines: Line[] = [];
  #filled = 0;

  constructor(count: number, onLine: (line: Line) => void) {
    this.#count = count;
    this.#onLine = onLine;
  }

  line(line: Line): void {
    if (this.#count === 0) {
      this.#onLine(line);
      return;
    }
    this.#lines.push(line);
    if (line.text !== '') this.#filled += 1;
    if (this.#lines.length > this.#count + mostBlank)
      throw new Unreadable(line.number, `more than ${mostBlank} blank lines where the last rows are skipped`);
    while (this.#filled > this.#count) {
      const first = this.#lines.shift() as Line;
      if (first.text !== '') this.#filled -= 1;
      this.#onLine(first);
    }
  }

  /** What is held back when the text ends. */
  get held(): number {
    return this.#filled;
  }
}
