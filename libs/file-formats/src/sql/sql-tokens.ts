import type { Dialect } from './dialect.ts';

export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'mark' | 'comment';
  readonly text: string;
  /** The line where it begins. */
  readonly line: number;
  /** Nothing stands between it and the token before. */
  readonly adjacent: boolean;
}

const blanks = /\s+/y;
const words = /[\p{L}_@$][\p{L}\p{N}_$@#]*/uy;
const numbers = /0[xX][0-9a-fA-F]*|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const dollars = /\$(?:[A-Za-z_][A-Za-z0-9_]*)?\$/y;
/** What may go on when more text comes. */
const unfinished = /[\p{L}\p{N}_$@#.+-]$/u;

const unescapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  0: '\0',
  Z: '\u001a',
};

/** Cuts SQL that comes in parts into tokens. */
export class SqlTokens {
  line = 1;
  #text = '';
  #at = 0;
  #slashAt = -2;
  #last = false;
  #adjacent = false;
  /** The word `E` stands right before: backslashes count. */
  #escaped = false;
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** Characters that wait for more. */
  get waiting(): number {
    return this.#text.length - this.#at;
  }

  push(part: string, last = false): void {
    this.#text = this.#text.slice(this.#at) + part;
    this.#at = 0;
    this.#slashAt = -2;
    this.#last = last;
  }

  /** A physical line as it stands, for data in between; undefined when it is not there to its end. */
  rawLine(): string | undefined {
    const end = this.#text.indexOf('\n', this.#at);
    if (end < 0) return undefined;
    const line = this.#text.slice(this.#at, this.#text.charCodeAt(end - 1) === 13 ? end - 1 : end);
    this.#at = end + 1;
    this.line += 1;
    return line;
  }

  /** The next token; undefined when it is not there to its end. */
  next(): Token | undefined {
    const blank = this.#match(blanks);
    if (blank !== undefined) {
      this.#countLines(blank);
      this.#take(blank.length, true);
    }
    if (this.#at >= this.#text.length) return undefined;
    const text = this.#text;
    const mark = text[this.#at] as string;
    const two = text.slice(this.#at, this.#at + 2);
    // Two characters tell comments from minus and slash.
    if (two.length < 2 && !this.#last && /[-/\\$]/.test(mark)) return undefined;
    if (two === '--' || (mark === '#' && this.#dialect.hashComment)) return this.#until('\n', 1, 'comment');
    if (two === '/*') return this.#until('*/', 2, 'comment');
    if (mark === "'" || (mark === '"' && this.#dialect.doubleQuotedText))
      return this.#quoted(mark, mark, 'text');
    const closing = this.#dialect.names[mark];
    if (closing !== undefined) return this.#quoted(mark, closing, 'name');
    if (mark === '$' && this.#dialect.dollarText) {
      const opening = this.#match(dollars);
      if (opening !== undefined) {
        const end = text.indexOf(opening, this.#at + opening.length);
        if (end < 0) return undefined;
        return this.#token(
          'text',
          end + opening.length - this.#at,
          text.slice(this.#at + opening.length, end),
        );
      }
    }
    const word = this.#match(words);
    if (word !== undefined) return this.#whole(word) ? this.#word(word) : undefined;
    const number = this.#match(numbers);
    if (number !== undefined)
      return this.#whole(number) ? this.#token('number', number.length, number) : undefined;
    return this.#token('mark', 1, mark);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #whole(token: string): boolean {
    const left = this.#text.length - this.#at - token.length;
    return this.#last || left > 1 || (left === 1 && !unfinished.test(this.#text));
  }

  #word(word: string): Token {
    const token = this.#token('word', word.length, word);
    this.#escaped = word === 'E' || word === 'e';
    return token;
  }

  #until(end: string, length: number, kind: Token['kind']): Token | undefined {
    const at = this.#text.indexOf(end, this.#at + 2 - (end === '\n' ? 1 : 0));
    if (at < 0)
      return this.#last
        ? this.#token(kind, this.#text.length - this.#at, this.#text.slice(this.#at))
        : undefined;
    return this.#token(kind, at + length - this.#at, this.#text.slice(this.#at, at));
  }

  /** Where the next backslash is; it may be far behind many texts, and is looked for again only once it is passed. */
  #slashFrom(at: number): number {
    if (this.#slashAt !== -1 && this.#slashAt < at) this.#slashAt = this.#text.indexOf('\\', at);
    return this.#slashAt;
  }

  #quoted(opening: string, closing: string, kind: 'text' | 'name'): Token | undefined {
    const text = this.#text;
    const backslash = kind === 'text' && (this.#dialect.backslash || this.#escaped);
    const from = this.#at + opening.length;
    let value = '';
    let start = from;
    // Looked for again only once it is passed: a text may be full of backslashes.
    let close = -2;
    let at = from;
    for (;;) {
      if (close !== -1 && close < at) close = text.indexOf(closing, at);
      const slash = backslash ? this.#slashFrom(at) : -1;
      if (slash >= 0 && (close < 0 || slash < close)) {
        const next = text[slash + 1];
        if (next === undefined) return undefined;
        value += text.slice(start, slash) + (unescapes[next] ?? next);
        at = slash + 2;
        start = at;
        continue;
      }
      // The quote may be doubled by the part that follows.
      if (close < 0 || (close + 1 === text.length && !this.#last)) return undefined;
      value += text.slice(start, close);
      if (text[close + 1] !== closing) return this.#token(kind, close + 1 - this.#at, value);
      value += closing;
      at = close + 2;
      start = at;
    }
  }

  #token(kind: Token['kind'], length: number, text: string): Token {
    const token = { kind, text, line: this.line, adjacent: this.#adjacent };
    this.#escaped = false;
    // Words, numbers and marks have no line breaks.
    if (kind === 'text' || kind === 'comment' || kind === 'name')
      this.#countLines(this.#text.slice(this.#at, this.#at + length));
    this.#take(length, false);
    return token;
  }

  #take(length: number, blank: boolean): void {
    this.#at += length;
    this.#adjacent = !blank;
    if (blank) this.#escaped = false;
  }

  #countLines(text: string): void {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.line += 1;
  }
}
