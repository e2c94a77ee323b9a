import type { Format } from './format/format.ts';
import type { Limits } from './limits.ts';
import type { FormatReader, Sink } from './sink.ts';
import { sqlReader } from './sql/sql-reader.ts';
import { csvReader } from './text/csv-reader.ts';
import { fixedReader } from './text/fixed-reader.ts';
import { jsonLinesReader } from './trees/json-lines-reader.ts';
import { jsonReader } from './trees/json-reader.ts';
import { xmlReader } from './trees/xml-reader.ts';
import { xlsxReader } from './workbook/xlsx-reader.ts';

export function readerOf(format: Format, limits: Limits, sink: Sink): FormatReader {
  if ('csv' in format) return csvReader(format, limits, sink);
  if ('fixed' in format) return fixedReader(format, limits, sink);
  if ('xlsx' in format) return xlsxReader(format, limits, sink);
  if ('xml' in format) return xmlReader(format, limits, sink);
  if ('json' in format) return jsonReader(format, limits, sink);
  if ('jsonLines' in format) return jsonLinesReader(format, limits, sink);
  return sqlReader(format, limits, sink);
}
