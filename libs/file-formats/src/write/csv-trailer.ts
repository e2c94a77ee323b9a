import type { RawTree } from '@throughline/connector';
import { ControlTotals } from '../text/control-totals.ts';
import { type WrittenTrailer, Unwritable } from './write-options.ts';

/** The last line of a text, and what it counts. */
export class CsvTrailer {
  /** What it looks like. */
  readonly pattern: RegExp;
  readonly #trailer: WrittenTrailer;
  readonly #totals: ControlTotals;
  #records = 0;
  #rows = 0;
  #lines = 0;

  constructor(trailer: WrittenTrailer) {
    this.#trailer = trailer;
    this.#totals = new ControlTotals(trailer);
    const parts = trailer.line.split(/(\{count\}|\{sum\})/).map((part) => {
      if (part === '{count}') return '\\d+';
      return part === '{sum}' ? '-?[\\d.,]+' : part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    });
    this.pattern = new RegExp(`^${parts.join('')}$`, 'u');
  }

  record(): void {
    this.#records += 1;
  }

  row(values: RawTree): void {
    this.#rows += 1;
    this.#totals.add(values);
  }

  /** Text that was written above it. */
  text(written: string): void {
    this.#lines += written.split('\n').length - 1;
  }

  line(): string {
    const { line, counts, sumOf } = this.#trailer;
    const { sum } = this.#totals;
    if (sum === undefined) throw new Unwritable(0, 'cannot be added up', sumOf);
    const count = { records: this.#records, rows: this.#rows, lines: this.#lines }[counts];
    return line.replaceAll('{count}', String(count)).replaceAll('{sum}', sum);
  }
}
