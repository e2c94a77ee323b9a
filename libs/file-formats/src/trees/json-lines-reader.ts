import type { RawTree } from '@throughline/connector';
import { Unreadable } from '../fault.ts';
import type { JsonLinesFormat } from '../format/tree-formats.ts';
import type { Limits } from '../limits.ts';
import type { FormatReader, Sink } from '../sink.ts';
import { decoderOf, undecodable } from '../text/decode.ts';
import { type Line, LineSplitter } from '../text/lines.ts';
import { JsonParser } from './json-parser.ts';
import { kindFilter } from './tree-kinds.ts';
import { ValueBuilder } from './value-builder.ts';

/** Reads an object a line. A line that is none stops no other; nothing in the file can prove its end. */
export function jsonLinesReader(format: JsonLinesFormat, limits: Limits, sink: Sink): FormatReader {
  const record = kindFilter(format.kinds, sink);
  const decoder = decoderOf(format.encoding);
  const splitter = new LineSplitter(limits.recordChars, read, (number) =>
    sink.fault(number, `a line of more than ${limits.recordChars} characters`),
  );

  function read({ text, number, ending }: Line): void {
    if (text.trim() === '') {
      sink.passOver('blank lines');
      return;
    }
    if (format.undecodable === 'fault' && text.includes(undecodable)) {
      sink.fault(number, 'has a character that cannot be decoded');
      return;
    }
    try {
      const values = parse(text, limits);
      if (values === undefined) sink.fault(number, 'is no object');
      else if (typeof values === 'string')
        sink.fault(number, 'is there more than once in one object', values);
      else record(values, number);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (ending === '') sink.whole = false;
      sink.fault(number, error.message);
    }
  }

  return {
    push(bytes) {
      splitter.push(decoder.decode(bytes));
      sink.physicalLines = splitter.lines;
    },
    *end() {
      splitter.push(decoder.end());
      splitter.end();
      sink.physicalLines = splitter.lines;
      yield;
    },
  };
}

/** The object; a name that it has twice; or undefined where it is something else. */
function parse(text: string, limits: Limits): RawTree | string | undefined {
  const builder = new ValueBuilder(2 * limits.recordChars);
  const parser = new JsonParser(builder, { chars: limits.recordChars, depth: limits.depth });
  parser.push(text);
  parser.end();
  if (builder.fault !== undefined) return builder.fault.field ?? '';
  const { value } = builder;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as RawTree)
    : undefined;
}
