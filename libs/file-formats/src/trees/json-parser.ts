import { Unreadable } from '../fault.ts';

/** Whom the parts of a JSON document are told; scalars are text as they stand there, null for `null`. */
export interface JsonHandler {
  open(kind: '{' | '['): void;
  close(): void;
  name(name: string): void;
  scalar(text: string | null): void;
}

type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | 'colon' | 'comma or end' | 'nothing';

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /[a-z]+/y;
const blank = /[ \t\r\n]+/y;
const endsInNumber = /[-+.eE\d]$/;

/** Parses JSON that comes in parts, in bounded memory. Throws Unreadable with the line where it is no JSON. */
export class JsonParser {
  /** From 1. */
  line = 1;
  readonly #handler: JsonHandler;
  readonly #chars: number;
  readonly #depth: number;
  readonly #stack: ('{' | '[')[] = [];
  #expected: Expected = 'value';
  #rest = '';

  constructor(handler: JsonHandler, bounds: { chars: number; depth: number }) {
    this.#handler = handler;
    this.#chars = bounds.chars;
    this.#depth = bounds.depth;
  }

  push(part: string): void {
    this.#read(this.#rest + part, false);
    if (this.#rest.length > this.#chars) throw this.#error(`a value of more than ${this.#chars} characters`);
  }

  /** Throws where the document is cut. */
  end(): void {
    this.#read(this.#rest, true);
    if (this.#rest !== '' || this.#expected !== 'nothing') throw this.#error('the document is cut');
  }

  #error(reason: string): Unreadable {
    return new Unreadable(this.line, reason);
  }

  #read(text: string, last: boolean): void {
    let at = 0;
    while (at < text.length) {
      const next = this.#token(text, at, last);
      if (next < 0) break;
      at = next;
    }
    this.#rest = text.slice(at);
  }

  /** Takes one token; returns where the next begins, -1 when this one is not there to its end. */
  #token(text: string, at: number, last: boolean): number {
    const character = text.charCodeAt(at);
    if (character <= 32) {
      blank.lastIndex = at;
      const blanks = blank.exec(text)?.[0];
      if (blanks === undefined) throw this.#error('a control character where none may stand');
      for (let line = blanks.indexOf('\n'); line >= 0; line = blanks.indexOf('\n', line + 1)) this.line += 1;
      return at + blanks.length;
    }
    const mark = text[at] as string;
    if (mark === '"') return this.#string(text, at);
    if (mark === '{' || mark === '[') {
      this.#expectValue();
      if (this.#stack.length >= this.#depth)
        throw this.#error(`more than ${this.#depth} lists or objects inside one another`);
      this.#stack.push(mark);
      this.#expected = mark === '{' ? 'name or }' : 'value or ]';
      this.#handler.open(mark);
      return at + 1;
    }
    if (mark === '}' || mark === ']') {
      const open = this.#stack.at(-1);
      const empty = mark === '}' ? 'name or }' : 'value or ]';
      if (
        open !== (mark === '}' ? '{' : '[') ||
        (this.#expected !== 'comma or end' && this.#expected !== empty)
      )
        throw this.#error(`${mark} where ${this.#expected} is expected`);
      this.#stack.pop();
      this.#afterValue();
      this.#handler.close();
      return at + 1;
    }
    if (mark === ',') {
      if (this.#expected !== 'comma or end') throw this.#error(`a comma where ${this.#expected} is expected`);
      this.#expected = this.#stack.at(-1) === '{' ? 'name' : 'value';
      return at + 1;
    }
    if (mark === ':') {
      if (this.#expected !== 'colon') throw this.#error(`a colon where ${this.#expected} is expected`);
      this.#expected = 'value';
      return at + 1;
    }
    return this.#bare(text, at, last);
  }

  #string(text: string, at: number): number {
    let end = at;
    for (;;) {
      end = text.indexOf('"', end + 1);
      if (end < 0) return -1;
      let slashes = 0;
      while (text[end - 1 - slashes] === '\\') slashes += 1;
      if (slashes % 2 === 0) break;
    }
    const value = this.#unquoted(text.slice(at, end + 1));
    if (this.#expected === 'name' || this.#expected === 'name or }') {
      this.#expected = 'colon';
      this.#handler.name(value);
    } else {
      this.#expectValue();
      this.#afterValue();
      this.#handler.scalar(value);
    }
    return end + 1;
  }

  #unquoted(quoted: string): string {
    try {
      return JSON.parse(quoted) as string;
    } catch {
      throw this.#error('a text with an escape or a control character that JSON does not have');
    }
  }

  #bare(text: string, at: number, last: boolean): number {
    const pattern = /[-\d]/.test(text[at] as string) ? number : word;
    pattern.lastIndex = at;
    const token = pattern.exec(text)?.[0];
    const end = at + (token?.length ?? 0);
    // A number may go on in the next part, and so may what looks broken for want of it.
    if (
      !last &&
      (end === text.length || (pattern === number && text.length - at < 64 && endsInNumber.test(text)))
    )
      return -1;
    if (token === undefined || (pattern === word && !/^(?:true|false|null)$/.test(token)))
      throw this.#error('what is neither text, number, true, false nor null');
    if (/[\w.+-]/.test(text[end] ?? ' ')) throw this.#error('a number that JSON does not have');
    this.#expectValue();
    this.#afterValue();
    this.#handler.scalar(token === 'null' ? null : token);
    return end;
  }

  #expectValue(): void {
    if (this.#expected !== 'value' && this.#expected !== 'value or ]')
      throw this.#error(`a value where ${this.#expected} is expected`);
  }

  #afterValue(): void {
    this.#expected = this.#stack.length === 0 ? 'nothing' : 'comma or end';
  }
}
