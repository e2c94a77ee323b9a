import type { RawValue } from '@throughline/connector';
import { Unreadable } from '../fault.ts';
import type { XmlFormat } from '../format/tree-formats.ts';
import type { Limits } from '../limits.ts';
import type { FormatReader, Sink } from '../sink.ts';
import { decoderOf, undecodable } from '../text/decode.ts';
import { contradiction } from './declared-encoding.ts';
import { ElementTree } from './element-tree.ts';
import { type Tag, XmlParser } from './xml-parser.ts';
import { type Namer, namerOf } from './xml-names.ts';

/** Reads the elements at a path of an XML document, each as a record; positions are their ordinals. */
export function xmlReader(format: XmlFormat, limits: Limits, sink: Sink): FormatReader {
  const records = new RecordElements(format, limits, sink);
  const namer = namerOf(format.namespaces);
  const parser = new XmlParser(
    {
      open: (tag) => records.open(tag, namer),
      text: (text) => records.text(text),
      close: () => records.close(),
    },
    { chars: limits.recordChars, depth: limits.depth },
    format.namespaces !== 'ignored',
  );
  const decoder = decoderOf(format.encoding);
  let first = true;

  function take(text: string): void {
    if (first && text !== '') {
      const reason = contradiction(text, format.encoding);
      if (reason !== undefined) throw new Unreadable(0, reason);
      first = false;
    }
    if (text.includes(undecodable) && format.undecodable === 'fault') records.suspect = true;
    inPlace(() => parser.push(text));
    sink.physicalLines = parser.line;
  }

  /** Where the document itself cannot be read on, the record is told and the line. */
  function inPlace(read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      throw new Unreadable(records.ordinal, `line ${parser.line}: ${error.message}`);
    }
  }

  return {
    push: (bytes) => take(decoder.decode(bytes)),
    *end() {
      take(decoder.end());
      inPlace(() => parser.end());
      if (records.ordinal === 0) sink.notWhole(0, `the document has no element ${format.xml}`);
      sink.endProven = true;
      yield;
    },
  };
}

class RecordElements {
  /** Records so far, the open one included. */
  ordinal = 0;
  suspect = false;
  readonly #format: XmlFormat;
  readonly #limits: Limits;
  readonly #sink: Sink;
  readonly #path: readonly string[];
  readonly #anywhere: boolean;
  readonly #above: string[] = [];
  #tree: ElementTree | undefined;

  constructor(format: XmlFormat, limits: Limits, sink: Sink) {
    this.#format = format;
    this.#limits = limits;
    this.#sink = sink;
    this.#anywhere = format.xml.startsWith('//');
    this.#path = format.xml.replace(/^\/\//, '').split('/');
  }

  open(tag: Tag, namer: Namer): void {
    const name = namer.element(tag);
    if (this.#tree !== undefined) {
      this.#tree.open(name, namer.attributes(tag));
      return;
    }
    this.#above.push(name);
    if (!this.#matches()) return;
    this.ordinal += 1;
    this.#tree = new ElementTree(this.#format, this.#limits.recordChars);
    this.#tree.open(name, namer.attributes(tag));
  }

  text(text: string): void {
    this.#tree?.text(text);
  }

  close(): void {
    if (this.#tree === undefined) {
      this.#above.pop();
      return;
    }
    const value = this.#tree.close();
    if (value === undefined) return;
    const { fault } = this.#tree;
    this.#tree = undefined;
    this.#above.pop();
    if (fault !== undefined) this.#sink.fault(this.ordinal, fault.reason, fault.field);
    else if (this.suspect && JSON.stringify(value).includes(undecodable))
      this.#sink.fault(this.ordinal, 'has a character that cannot be decoded');
    else this.#sink.record(asTree(value), this.ordinal);
  }

  #matches(): boolean {
    const above = this.#above;
    const from = this.#anywhere ? above.length - this.#path.length : 0;
    if (from < 0 || (!this.#anywhere && above.length !== this.#path.length)) return false;
    return this.#path.every((segment, index) => segment === '*' || segment === above[from + index]);
  }
}

/** A record that is but a text has it as `#text`. */
function asTree(value: RawValue): { readonly [name: string]: RawValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { [name: string]: RawValue })
    : { '#text': value };
}
