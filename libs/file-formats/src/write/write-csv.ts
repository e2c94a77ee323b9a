import type { RawTree } from '@throughline/connector';
import type { CsvFormat } from '../format/csv-format.ts';
import { rowsOf, type WrittenRow } from './csv-rows.ts';
import { csvText } from './csv-text.ts';
import { CsvTrailer } from './csv-trailer.ts';
import { type WriteOptions, Unwritable } from './write-options.ts';

/** The rows of delimited text. */
export async function* writeCsv(
  format: CsvFormat,
  records: AsyncIterable<RawTree>,
  options: WriteOptions,
): AsyncGenerator<string> {
  refuseUnwritable(format, options);
  const trailer = options.trailer && new CsvTrailer(options.trailer);
  const text = csvText(format, options, trailer?.pattern);
  const layOut = rowsOf(format);
  const isHeaded = format.kinds === undefined && format.columns === undefined && format.header !== 'none';
  let names = format.kinds === undefined ? (options.columns ?? format.columns) : undefined;
  const counted = (written: string) => {
    trailer?.text(written);
    return written;
  };
  if (names !== undefined && isHeaded) yield counted(text.header(names));
  let position = 0;
  for await (const record of records) {
    position += 1;
    trailer?.record();
    const rows = layOut(record, position);
    if (format.kinds === undefined && names === undefined) {
      names = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
      if (isHeaded) yield counted(text.header(names));
    }
    for (const row of rows) {
      trailer?.row(row.values);
      yield counted(written(row, position));
    }
  }
  if (trailer !== undefined) {
    const line = trailer.line();
    if (!patternsOf(format.trailer).every((pattern) => new RegExp(pattern, 'u').test(line)))
      throw new Unwritable(0, 'the trailer is not what the format says of it');
    yield line + (options.lineEnd ?? '\r\n');
  }

  function written({ values, kind }: WrittenRow, at: number): string {
    const all = kind === undefined ? (names ?? []) : columnsOf(format, kind);
    const unknown = Object.keys(values).find((name) => !all.includes(name));
    if (unknown !== undefined) throw new Unwritable(at, 'there is no such column', unknown);
    const fields = all.map((name) => {
      const value = (Object.hasOwn(values, name) ? values[name] : undefined) ?? '';
      if (typeof value !== 'string') throw new Unwritable(at, 'is no text', name);
      return value;
    });
    if (kind !== undefined) {
      const by = (format.kinds?.by ?? 1) - 1;
      if (by >= all.length)
        throw new Unwritable(0, `kind ${kind} has no field ${by + 1}, which says the kind`);
      if (fields[by] !== '' && fields[by] !== kind)
        throw new Unwritable(at, `is not ${kind}, which the kind of its row is`, all[by] ?? '');
      fields[by] = kind;
    }
    return text.row(fields, all, at);
  }
}

/** As the reader names them. */
function columnsOf({ kinds }: CsvFormat, kind: string): string[] {
  const columns = kinds?.columns[kind];
  if (columns === undefined) throw new Unwritable(0, `kind ${kind} has no columns`);
  return columns.map((name, index) => name || String(index + 1));
}

function patternsOf(trailer: CsvFormat['trailer']): string[] {
  if (trailer === undefined) return [];
  return [typeof trailer === 'string' ? trailer : trailer.line];
}

function refuseUnwritable({ head, header, skip, trailer }: CsvFormat, options: WriteOptions): void {
  const above = skip !== undefined && skip.before + skip.afterHeader + skip.end > 0;
  if (head || above || (header !== undefined && header !== 'none' && header !== 1))
    throw new Unwritable(0, 'a table with a head, skipped rows or a header of its own cannot be written');
  if (trailer !== undefined && options.trailer === undefined)
    throw new Unwritable(0, 'it has a trailer, and how that is written is not said');
}
