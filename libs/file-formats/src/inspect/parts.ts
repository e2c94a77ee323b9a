import type { FormatInput } from '../format/format.ts';
import { decoderOf } from '../text/decode.ts';
import { readWorkbook } from '../workbook/workbook.ts';
import { ZipArchive } from '../workbook/zip.ts';

/** Names of the tables in a file that may hold several: sheets, tables of a dump. None of other files. */
export function partsOf(bytes: Uint8Array, format: FormatInput): string[] {
  if ('xlsx' in format)
    return readWorkbook(new ZipArchive(Buffer.from(bytes)), 64 * 1024 * 1024).sheets.map(({ name }) => name);
  if (!('sql' in format)) return [];
  const text = decoderOf(format.encoding ?? 'utf-8').decode(bytes);
  const statements = text.matchAll(/^[ \t]*(?:INSERT\s+(?:INTO\s+)?|COPY\s+)([\w.[\]"`]+)/gim);
  return [...new Set([...statements].map(([, name = '']) => name.replace(/[[\]"`]/g, '')))];
}

/** The format that reads one of these tables. */
export function ofPart(format: FormatInput, part: string): FormatInput {
  return 'xlsx' in format ? { ...format, xlsx: part } : ({ ...format, sql: part } as FormatInput);
}
