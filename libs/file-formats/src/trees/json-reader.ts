import type { RawTree, RawValue } from '@throughline/connector';
import { Unreadable } from '../fault.ts';
import type { JsonFormat } from '../format/tree-formats.ts';
import type { Limits } from '../limits.ts';
import type { FormatReader, Sink } from '../sink.ts';
import { decoderOf, undecodable } from '../text/decode.ts';
import { JsonParser } from './json-parser.ts';
import { kindFilter } from './tree-kinds.ts';
import { ValueBuilder } from './value-builder.ts';

/** Reads the list of records of a JSON document; positions are their ordinals. */
export function jsonReader(format: JsonFormat, limits: Limits, sink: Sink): FormatReader {
  const list = new RecordList(format, limits, sink);
  const parser = new JsonParser(list, { chars: limits.recordChars, depth: limits.depth });
  const decoder = decoderOf(format.encoding);

  function inPlace(read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      throw new Unreadable(list.ordinal, `line ${parser.line}: ${error.message}`);
    } finally {
      sink.physicalLines = parser.line;
    }
  }
  function take(text: string): void {
    if (text.includes(undecodable) && format.undecodable === 'fault') list.suspect = true;
    inPlace(() => parser.push(text));
  }

  return {
    push: (bytes) => take(decoder.decode(bytes)),
    *end() {
      take(decoder.end());
      inPlace(() => parser.end());
      if (!list.found)
        sink.notWhole(0, `the document has nothing at ${format.json || 'its root'} that holds records`);
      sink.endProven = true;
      yield;
    },
  };
}

/** Finds the list in the document, and builds its records. */
class RecordList {
  /** Records so far, the open one included. */
  ordinal = 0;
  suspect = false;
  found = false;
  readonly #limit: number;
  readonly #sink: Sink;
  readonly #record: (values: RawTree, position: number) => void;
  readonly #path: readonly string[];
  /** What is open above the records, with the name that was read last. */
  readonly #above: { kind: '{' | '['; name: string }[] = [];
  /** How deep the list is, once it is open. */
  #listDepth: number | undefined;
  #builder: ValueBuilder | undefined;

  constructor(format: JsonFormat, { recordChars }: Limits, sink: Sink) {
    this.#limit = recordChars;
    this.#sink = sink;
    this.#record = kindFilter(format.kinds, sink);
    this.#path = format.json === '' ? [] : format.json.split('.');
  }

  open(kind: '{' | '['): void {
    if (this.#builder === undefined && this.#listDepth === undefined && this.#atPath()) {
      this.found = true;
      if (kind === '[') {
        this.#listDepth = this.#above.length + 1;
        this.#above.push({ kind, name: '' });
        return;
      }
      this.#begin();
    } else if (this.#builder === undefined && this.#above.length === this.#listDepth) this.#begin();
    if (this.#builder === undefined) this.#above.push({ kind, name: '' });
    else this.#builder.open(kind);
  }

  close(): void {
    if (this.#builder === undefined) {
      this.#above.pop();
      if (this.#listDepth !== undefined && this.#above.length < this.#listDepth) this.#listDepth = undefined;
      return;
    }
    this.#builder.close();
    this.#endIfWhole();
  }

  name(name: string): void {
    if (this.#builder !== undefined) this.#builder.name(name);
    else (this.#above.at(-1) as { name: string }).name = name;
  }

  scalar(text: string | null): void {
    if (this.#builder === undefined && this.#above.length === this.#listDepth) {
      this.#begin();
      this.#builder = undefined;
      this.#sink.fault(this.ordinal, 'is no object');
    } else this.#builder?.scalar(text);
  }

  #begin(): void {
    this.ordinal += 1;
    this.#builder = new ValueBuilder(this.#limit);
  }

  #atPath(): boolean {
    const above = this.#above;
    return (
      above.length === this.#path.length &&
      above.every(({ kind, name }, index) => kind === '{' && name === this.#path[index])
    );
  }

  #endIfWhole(): void {
    const value = this.#builder?.value;
    if (value === undefined) return;
    const fault = this.#builder?.fault;
    this.#builder = undefined;
    if (fault !== undefined) this.#sink.fault(this.ordinal, fault.reason, fault.field);
    else if (!isTree(value)) this.#sink.fault(this.ordinal, 'is no object');
    else if (this.suspect && JSON.stringify(value).includes(undecodable))
      this.#sink.fault(this.ordinal, 'has a character that cannot be decoded');
    else this.#record(value, this.ordinal);
  }
}

function isTree(value: RawValue): value is RawTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
