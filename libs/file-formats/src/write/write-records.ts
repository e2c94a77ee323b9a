import type { RawTree } from '@throughline/connector';
import type { Format } from '../format/format.ts';
import { encoderOf } from '../text/encode.ts';
import { writeCsv } from './write-csv.ts';
import { writeJson, writeJsonLines } from './write-json.ts';
import { type WriteOptions, Unwritable } from './write-options.ts';
import { writeXml } from './write-xml.ts';

const part = 64 * 1024;

/**
 * The bytes of a file that the same format reads as these records: CSV, XML, JSON, JSON lines. CSV has no null: it and
 * what is absent come back as empty text. Throws Unwritable, with the record and the field, where that cannot be.
 */
export async function* writeRecords(
  format: Format,
  records: Iterable<RawTree> | AsyncIterable<RawTree>,
  options: WriteOptions = {},
): AsyncGenerator<Uint8Array> {
  const encoding = 'encoding' in format ? format.encoding : 'utf-8';
  const encode = encoderOf(encoding);
  let written = 0;
  async function* counted(): AsyncGenerator<RawTree> {
    for await (const record of records) {
      written += 1;
      yield record;
    }
  }
  let text = options.byteOrderMark || encoding.startsWith('utf-16') ? '\uFEFF' : '';
  const bytes = (piece: string) => {
    try {
      return encode(piece);
    } catch (error) {
      if (error instanceof RangeError) throw new Unwritable(written, error.message);
      throw error;
    }
  };
  for await (const piece of piecesOf(format, counted(), options)) {
    if (!piece.isWellFormed()) throw new Unwritable(written, 'has half a character');
    // Each piece is tried by itself where the encoding lacks characters, so that the record is the right one.
    if (!encoding.startsWith('utf-')) bytes(piece);
    text += piece;
    if (text.length < part) continue;
    yield bytes(text);
    text = '';
  }
  if (text !== '') yield bytes(text);
}

function piecesOf(
  format: Format,
  records: AsyncIterable<RawTree>,
  options: WriteOptions,
): AsyncGenerator<string> {
  if ('csv' in format) return writeCsv(format, records, options);
  if ('xml' in format) return writeXml(format, records, options);
  if ('json' in format) return writeJson(format, records, options);
  if ('jsonLines' in format) return writeJsonLines(format, records, options);
  throw new Unwritable(0, 'this format is for reading only');
}
