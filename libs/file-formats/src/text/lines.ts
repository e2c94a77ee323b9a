/** A physical line of a text. */
export interface Line {
  /** Without its end. */
  readonly text: string;
  /** How it ended: `\n`, `\r\n`, or nothing at the end of the file. */
  readonly ending: string;
  /** From 1. */
  readonly number: number;
}

/** Cuts text that comes in parts into lines. A line over the limit is told by `tooLong` and left out. */
export class LineSplitter {
  /** Lines so far. */
  lines = 0;
  readonly #limit: number;
  readonly #onLine: (line: Line) => void;
  readonly #tooLong: (number: number) => void;
  #rest = '';
  #dropping = false;

  constructor(limit: number, onLine: (line: Line) => void, tooLong: (number: number) => void) {
    this.#limit = limit;
    this.#onLine = onLine;
    this.#tooLong = tooLong;
  }

  push(part: string): void {
    const text = this.#rest + part;
    let from = 0;
    let at = text.indexOf('\n', this.#rest.length);
    while (at >= 0) {
      const returned = at > from && text.charCodeAt(at - 1) === 13;
      this.#line(text.slice(from, returned ? at - 1 : at), returned ? '\r\n' : '\n');
      from = at + 1;
      at = text.indexOf('\n', from);
    }
    this.#rest = this.#dropping ? '' : text.slice(from);
    if (this.#rest.length > this.#limit) {
      this.#dropping = true;
      this.#rest = '';
      this.#tooLong(this.lines + 1);
    }
  }

  end(): void {
    if (this.#rest !== '' || this.#dropping) this.#line(this.#rest, '');
    this.#rest = '';
  }

  #line(text: string, ending: string): void {
    this.lines += 1;
    if (this.#dropping) {
      this.#dropping = false;
      return;
    }
    if (text.length > this.#limit) this.#tooLong(this.lines);
    else this.#onLine({ text, ending, number: this.lines });
  }
}
