import { z } from 'zod';
import { csvFormat } from './csv-format.ts';
import { fixedFormat } from './fixed-format.ts';
import { sqlFormat } from './sql-format.ts';
import { jsonFormat, jsonLinesFormat, xmlFormat } from './tree-formats.ts';
import { xlsxFormat } from './xlsx-format.ts';

const formats = {
  csv: csvFormat,
  fixed: fixedFormat,
  xlsx: xlsxFormat,
  xml: xmlFormat,
  json: jsonFormat,
  jsonLines: jsonLinesFormat,
  sql: sqlFormat,
};
const keys = Object.keys(formats) as (keyof typeof formats)[];

/** The `format:` of a reader: how bytes become records. One of `csv`, `fixed`, `xlsx`, `xml`, `json`, `jsonLines`, `sql`. */
export const formatSchema = z
  .union([csvFormat, fixedFormat, xlsxFormat, xmlFormat, jsonFormat, jsonLinesFormat, sqlFormat], {
    error: ({ input }) => complaint(input),
  })
  .describe('How the bytes of a file become records. Nothing is guessed.');

/** A format as it is applied, its defaults filled in. */
export type Format = z.output<typeof formatSchema>;
/** A format as it is written. */
export type FormatInput = z.input<typeof formatSchema>;

/** What is wrong with a format, each with the field in front; a union by itself only says that nothing fits. */
function complaint(input: unknown): string {
  if (typeof input !== 'object' || input === null) return `is an object with one of: ${keys.join(', ')}`;
  const named = keys.filter((key) => key in input);
  const [key] = named;
  if (key === undefined) return `says none of: ${keys.join(', ')}`;
  if (named.length > 1) return `says more than one of: ${named.join(', ')}`;
  const { error } = formats[key].safeParse(input);
  return (error?.issues ?? [])
    .map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
    .join('; ');
}
