import type { FormatInput } from '../format/format.ts';
import { decoderOf } from '../text/decode.ts';
import { recordPaths } from './guess-record-path.ts';
import { readWorkbook } from '../workbook/workbook.ts';
import { ZipArchive } from '../workbook/zip.ts';

/** Properties by which lists of several kinds tell them apart, and how many kinds there may be. */
const kindProperties = ['model', 'type', 'kind', 'entity', 'object', 'table', '_type', '@type'];
const mostKinds = 100;

/** The property that tells the records of a list apart, and its words; null where they are of one kind. */
function kindsIn(text: string, list: string): { by: string; kinds: string[] } | null {
  let records: unknown;
  try {
    records = list
      .split('.')
      .filter(Boolean)
      .reduce((of, name) => (of as Record<string, unknown>)[name], JSON.parse(text) as unknown);
  } catch {
    return null;
  }
  if (!Array.isArray(records)) return null;
  for (const by of kindProperties) {
    const words = records.map((record) => (record as Record<string, unknown> | null)?.[by]);
    const kinds = [...new Set(words)];
    // What is a word in each, and in few ways; a type of articles has them in one list with the same properties.
    if (kinds.length < 2 || kinds.length > mostKinds || !kinds.every((word) => typeof word === 'string'))
      continue;
    const shapes = new Map<unknown, Set<string>>();
    for (const [index, record] of records.entries())
      shapes.set(words[index], new Set(Object.keys(innerOf(record as Record<string, unknown>))));
    const all = [...shapes.values()];
    const shared = [...(all[0] ?? [])].filter((name) => all.every((names) => names.has(name))).length;
    if (shared <= Math.min(...all.map(({ size }) => size)) / 2) return { by, kinds: kinds as string[] };
  }
  return null;
}

/** What a record of a kind holds: its own properties, or those of the one record that stands in it. */
function innerOf(record: Record<string, unknown>): Record<string, unknown> {
  const inner = Object.values(record).find(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  );
  return (inner as Record<string, unknown> | undefined) ?? record;
}

/** Names of the tables in a file that may hold several: sheets, tables of a dump, kinds of records. None of other files. */
export function partsOf(bytes: Uint8Array, format: FormatInput): string[] {
  if ('xlsx' in format)
    return readWorkbook(new ZipArchive(Buffer.from(bytes)), 64 * 1024 * 1024).sheets.map(({ name }) => name);
  if ('json' in format)
    return kindsIn(decoderOf(format.encoding ?? 'utf-8').decode(bytes), format.json)?.kinds ?? [];
  if ('xml' in format) return recordPaths(decoderOf(format.encoding ?? 'utf-8').decode(bytes));
  if (!('sql' in format)) return [];
  const text = decoderOf(format.encoding ?? 'utf-8').decode(bytes);
  const statements = text.matchAll(/^[ \t]*(?:INSERT\s+(?:INTO\s+)?|COPY\s+)([\w.[\]"`]+)/gim);
  return [...new Set([...statements].map(([, name = '']) => name.replace(/[[\]"`]/g, '')))];
}

/** The format that reads one of these tables. */
export function ofPart(bytes: Uint8Array, format: FormatInput, part: string): FormatInput {
  if ('xlsx' in format) return { ...format, xlsx: part };
  if ('xml' in format) return { ...format, xml: part, many: [] };
  if (!('json' in format)) return { ...format, sql: part } as FormatInput;
  const { by = '' } = kindsIn(decoderOf(format.encoding ?? 'utf-8').decode(bytes), format.json) ?? {};
  return { ...format, kinds: { by, pick: part } };
}
