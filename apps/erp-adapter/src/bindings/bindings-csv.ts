import { CsvError, parse } from 'csv-parse/sync';
import type { WantedBinding } from './binding-change.ts';

/** Columns of a file of bindings; what else is there is passed over, as in one that was exported. */
export const bindingColumns = ['source', 'kind', 'sourceKey', 'code', 'reason'] as const;

export interface UnreadRow {
  row: number;
  field: string;
  message: string;
}

const longest = { source: 40, kind: 40, sourceKey: 1_000, code: 64, reason: 1_000 };

/**
 * Reads bindings from a file whose first line begins with `source` and then has the character between columns: comma,
 * semicolon or tab. Keys are taken byte for byte; an empty code has the row go by its own key.
 */
export function bindingsIn(
  text: string,
  reasonForAll: string | undefined,
): { bindings: WantedBinding[]; faults: UnreadRow[] } {
  const headless = (message: string) => ({ bindings: [], faults: [{ row: 1, field: 'header', message }] });
  const delimiter = /^\uFEFF?"?source"?([,;\t])/.exec(text)?.[1];
  if (delimiter === undefined)
    return headless(`must begin with source, then with , ; or a tab, and name ${bindingColumns.join(' ')}`);
  const rows = rowsOf(text, delimiter);
  if ('message' in rows) return { bindings: [], faults: [{ field: 'row', ...rows }] };
  const [header, ...records] = rows;
  const names = header?.cells ?? [];
  const missing = bindingColumns.slice(0, 4).find((name) => !names.includes(name));
  if (missing !== undefined) return headless(`has no column ${missing}`);
  const repeated = bindingColumns.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (repeated !== undefined) return headless(`has the column ${repeated} twice`);
  const faults: UnreadRow[] = [];
  const bindings = records.flatMap(({ cells, row }): WantedBinding[] => {
    const cell = (name: (typeof bindingColumns)[number]) => cells[names.indexOf(name)] ?? '';
    const reason = cell('reason').trim() || reasonForAll || '';
    const [source, kind, sourceKey, code] = [
      cell('source'),
      cell('kind'),
      cell('sourceKey'),
      cell('code').trim(),
    ];
    const found = Object.entries({ source, kind, sourceKey, code, reason });
    const long = found.find(([name, value]) => value.length > longest[name as keyof typeof longest]);
    if (cells.length > names.length)
      faults.push({ row, field: 'row', message: `has ${cells.length} cells under ${names.length} columns` });
    else if (long !== undefined) faults.push({ row, field: long[0], message: 'is too long' });
    else if (sourceKey === '') faults.push({ row, field: 'sourceKey', message: 'is missing' });
    else if (reason === '') faults.push({ row, field: 'reason', message: 'is missing' });
    else return [{ source, kind, sourceKey, code: code === '' ? null : code, reason, row }];
    return [];
  });
  if (bindings.length === 0 && faults.length === 0) return headless('is all there is');
  return { bindings, faults };
}

function rowsOf(
  text: string,
  delimiter: string,
): { cells: string[]; row: number }[] | { row: number; message: string } {
  try {
    const records = parse(text, {
      ...{ bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true },
      ...{ record_delimiter: ['\r\n', '\n', '\r'], max_record_size: 20_000 },
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ cells: record, row: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = Number((error as CsvError & { lines?: number }).lines ?? 1);
    return { row, message: `cannot be read: ${error.message}` };
  }
}
