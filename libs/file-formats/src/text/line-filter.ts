import type { Sink } from '../sink.ts';
import type { Line } from './lines.ts';

/** Which lines are no rows. */
export interface LineRules {
  readonly comment?: string | undefined;
  readonly ignore: readonly string[];
  readonly trailer?: string | undefined;
}

/** Tells the lines that begin no row, and finds the trailer. */
export class LineFilter {
  /** Where the trailer is. */
  trailerLine: number | undefined;
  readonly #comment: string | undefined;
  readonly #ignore: readonly RegExp[];
  readonly #trailer: RegExp | undefined;
  readonly #sink: Sink;

  constructor({ comment, ignore, trailer }: LineRules, sink: Sink) {
    this.#comment = comment;
    this.#ignore = ignore.map((source) => new RegExp(source, 'u'));
    this.#trailer = trailer === undefined ? undefined : new RegExp(trailer, 'u');
    this.#sink = sink;
  }

  begins({ text, number }: Line): boolean {
    // DOS marked the end of a text by a character of its own.
    if (text === '' || text === '\u001a') return this.#pass('blank lines');
    if (this.#comment !== undefined && text.startsWith(this.#comment)) return this.#pass('comments');
    for (const rule of this.#ignore) if (rule.test(text)) return this.#pass(`ignored: ${rule.source}`);
    const match = this.#trailer?.exec(text);
    if (match) {
      if (this.trailerLine !== undefined)
        this.#sink.notWhole(number, `a second trailer, after that of line ${this.trailerLine}`);
      this.trailerLine ??= number;
      this.#sink.trailer ??= Object.fromEntries(
        Object.entries(match.groups ?? {}).filter(
          (group): group is [string, string] => group[1] !== undefined,
        ),
      );
      return false;
    }
    if (this.trailerLine !== undefined) {
      this.#sink.notWhole(number, `a row after the trailer of line ${this.trailerLine}`);
      return false;
    }
    return true;
  }

  #pass(rule: string): false {
    this.#sink.passOver(rule);
    return false;
  }
}
