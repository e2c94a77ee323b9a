import type { CsvFormat } from '../format/csv-format.ts';
import type { Line } from './lines.ts';

/** Whom the rows of a delimited text are told. */
export interface RowHandler {
  row(fields: string[], line: Line): void;
  /** Whether a row may begin with this line; else it is passed over. */
  begins(line: Line): boolean;
  fault(line: number, reason: string): void;
  /** The file ends inside a row. */
  cut(line: number, reason: string): void;
}

/**
 * Rows of a delimited text, by RFC 4180 and one switch for backslashes. A quote that is out of place costs the line in
 * which its row begins; what it had swallowed is read again from the next line on.
 */
export class CsvRows {
  readonly #format: CsvFormat;
  readonly #quote: string | undefined;
  readonly #backslash: boolean;
  readonly #literal: boolean;
  readonly #limit: number;
  readonly #handler: RowHandler;
  /** Lines of the row that is open, of which no field may be trusted before it is closed. */
  #open: Line[] = [];
  #openChars = 0;
  #fields: string[] = [];
  #part = '';
  #quoted = false;
  #escapeAt = -2;
  /** A row over the limit is passed over up to its own end. */
  #dropping = false;
  /** Lines to be read again. */
  #again: Line[] = [];

  constructor(format: CsvFormat, limit: number, handler: RowHandler) {
    this.#format = format;
    this.#quote = format.quote === 'none' ? undefined : format.quote;
    this.#backslash = format.escape === 'backslash';
    this.#literal = format.bareQuotes === 'literal';
    this.#limit = limit;
    this.#handler = handler;
  }

  line(line: Line): void {
    this.#read(line);
    while (this.#again.length > 0) this.#read(this.#again.pop() as Line);
  }

  end(): void {
    while (this.#open.length > 0) {
      const first = this.#open[0] as Line;
      const swallowed = this.#open.length - 1;
      this.#handler.cut(
        first.number,
        this.#format.end === undefined
          ? `the quoted field that begins here does not end; ${swallowed} lines after it were read by themselves`
          : 'the file ends inside this row',
      );
      this.#giveBack();
      while (this.#again.length > 0) this.#read(this.#again.pop() as Line);
    }
  }

  /** The open row is none: its lines but the first are read again. */
  #giveBack(): void {
    // Rows with an end of their own have swallowed nothing: where they end does not hang on quotes.
    const from = this.#format.end === undefined ? this.#open.length - 1 : 0;
    for (let index = from; index > 0; index -= 1) this.#again.push(this.#open[index] as Line);
    this.#reset();
  }

  #reset(): void {
    this.#open = [];
    this.#openChars = 0;
    this.#fields = [];
    this.#part = '';
    this.#quoted = false;
  }

  #read(line: Line): void {
    if (this.#dropping) {
      this.#dropping = !line.text.endsWith(this.#format.end ?? '');
      return;
    }
    if (this.#open.length === 0) {
      if (!this.#handler.begins(line)) return;
      const { text } = line;
      const plain =
        (this.#quote === undefined || !text.includes(this.#quote)) &&
        !(this.#backslash && text.includes('\\'));
      if (plain && this.#format.end === undefined) {
        this.#handler.row(text.split(this.#format.csv), line);
        return;
      }
    }
    this.#open.push(line);
    this.#openChars += line.text.length + line.ending.length;
    if (this.#openChars > this.#limit) {
      this.#dropping = this.#format.end !== undefined && !line.text.endsWith(this.#format.end);
      this.#broken(`a row of more than ${this.#limit} characters`);
      return;
    }
    if (this.#format.end !== undefined) this.#joined(this.#format.end);
    else this.#scan(line);
  }

  /** Rows with an end of their own may hold line breaks anywhere. */
  #joined(end: string): void {
    const last = this.#open.at(-1) as Line;
    if (!last.text.endsWith(end)) return;
    const whole = this.#open.map(({ text, ending }) => text + ending).join('');
    const text = whole.slice(0, whole.length - last.ending.length - end.length);
    const first = this.#open[0] as Line;
    const outcome = this.#fieldsOf(text);
    if (outcome === 'open') this.#broken('a quoted field that does not end');
    else if (outcome === 'closed') this.#close(first);
    else this.#broken(outcome.broken);
  }

  #scan(line: Line): void {
    const outcome = this.#fieldsOf(line.text);
    if (outcome === 'closed') this.#close(this.#open[0] as Line);
    else if (outcome !== 'open') this.#broken(outcome.broken);
    else if (!this.#format.multiline)
      this.#broken(`field ${this.#fields.length + 1} begins with a quote and does not end in its line`);
    else this.#part += line.ending;
  }

  #close(first: Line): void {
    const fields = this.#fields;
    this.#reset();
    this.#handler.row(fields, first);
  }

  #broken(reason: string): void {
    const first = this.#open[0] as Line;
    const swallowed = this.#open.length - 1;
    this.#handler.fault(
      first.number,
      swallowed === 0 || this.#format.end !== undefined
        ? reason
        : `${reason}; ${swallowed} lines that it had swallowed were read by themselves`,
    );
    this.#giveBack();
  }

  /** Reads a line on from where the row stands. */
  #fieldsOf(text: string): 'closed' | 'open' | { broken: string } {
    const delimiter = this.#format.csv;
    this.#escapeAt = -2;
    let at = 0;
    for (;;) {
      if (!this.#quoted) {
        if (this.#quote !== undefined && text.startsWith(this.#quote, at)) {
          this.#quoted = true;
          at += 1;
        } else {
          const end = this.#bare(text, at);
          if (end < 0)
            return { broken: `field ${this.#fields.length + 1} has a quote and does not begin with one` };
          if (end === text.length) return 'closed';
          at = end + delimiter.length;
          continue;
        }
      }
      const quote = this.#quote as string;
      const close = this.#closing(text, at, quote);
      if (close < 0) return 'open';
      this.#fields.push(this.#part);
      this.#part = '';
      this.#quoted = false;
      if (close + 1 === text.length) return 'closed';
      if (!text.startsWith(delimiter, close + 1))
        return { broken: `field ${this.#fields.length} goes on after its closing quote` };
      at = close + 1 + delimiter.length;
    }
  }

  /** Where the next backslash is; it may be far behind many fields, and is looked for again only once it is passed. */
  #escapeFrom(text: string, at: number): number {
    if (this.#escapeAt !== -1 && this.#escapeAt < at) this.#escapeAt = text.indexOf('\\', at);
    return this.#escapeAt;
  }

  /** Takes a field without quotes; returns where it ends, -1 when there is a quote in it. */
  #bare(text: string, from: number): number {
    const delimiter = this.#format.csv;
    let end = text.indexOf(delimiter, from);
    if (this.#backslash) {
      let value = '';
      let at = from;
      for (;;) {
        const escape = this.#escapeFrom(text, at);
        // Looked for again only once it is passed.
        if (end !== -1 && end < at) end = text.indexOf(delimiter, at);
        if (escape < 0 || (end >= 0 && end < escape)) break;
        // `\N` stays what it is: the mark for nothing.
        value += text.slice(at, escape) + (text[escape + 1] === 'N' ? '\\N' : (text[escape + 1] ?? ''));
        at = escape + 2;
      }
      if (end < 0) end = text.length;
      this.#fields.push(value + text.slice(at, end));
      return end;
    }
    if (end < 0) end = text.length;
    const value = text.slice(from, end);
    if (this.#quote !== undefined && !this.#literal && value.includes(this.#quote)) return -1;
    this.#fields.push(value);
    return end;
  }

  /** Takes what is inside quotes; returns where the closing quote is, -1 when the line ends before. */
  #closing(text: string, from: number, quote: string): number {
    let at = from;
    let close = -2;
    for (;;) {
      // Looked for again only once it is passed.
      if (close !== -1 && close < at) close = text.indexOf(quote, at);
      const escape = this.#backslash ? this.#escapeFrom(text, at) : -1;
      if (escape >= 0 && (close < 0 || escape < close)) {
        this.#part += text.slice(at, escape) + (text[escape + 1] ?? '');
        at = escape + 2;
        continue;
      }
      if (close < 0) {
        this.#part += text.slice(at);
        return -1;
      }
      this.#part += text.slice(at, close);
      if (this.#backslash || text[close + 1] !== quote) return close;
      this.#part += quote;
      at = close + 2;
    }
  }
}
