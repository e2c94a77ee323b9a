import { CsvError, parse } from 'csv-parse/sync';
import type { Answer } from './answer.ts';
import { answerSchema } from './answer.schemas.ts';

/** An answer, and where it stands. */
export interface PlacedAnswer {
  answer: Answer;
  /** Line of a file, or place in a list, from 1. */
  row: number;
}

/** What of an answer does not fit. */
export interface RowFault {
  order: string;
  row: number;
  field: string;
  message: string;
}

const perOrder = [
  'number',
  'refusal',
  'status',
  'carrier',
  'trackingNumber',
  'trackingUrl',
  'location',
  'shippedAt',
  'correction',
] as const;
const perLine = ['line', 'shipped', 'cancelled'] as const;

/** Columns of a file with answers, in the order in which they are written down for people. */
export const answerColumns = ['order', ...perOrder.slice(0, 3), ...perLine, ...perOrder.slice(3)] as const;
type Column = (typeof answerColumns)[number];

interface RowsOfOrder {
  /** The first. */
  row: number;
  said: Map<string, string>;
  lines: ReadonlyMap<string, string>[];
}

const integer = /^\d{1,9}$/;

/**
 * Reads answers from a file whose first line begins with `order` and then has the character between columns: comma,
 * semicolon or tab. Several rows of one order say something of several of its lines; an empty cell says nothing.
 */
export function answersIn(text: string): { answers: PlacedAnswer[]; faults: RowFault[] } {
  const headless = (message: string) => ({
    answers: [],
    faults: [{ order: '', row: 1, field: 'header', message }],
  });
  const delimiter = /^\uFEFF?"?order"?([,;\t])/.exec(text)?.[1];
  if (delimiter === undefined)
    return headless(
      `must begin with order, then with , ; or a tab, and name others of ${answerColumns.join(' ')}`,
    );
  const rows = rowsOf(text, delimiter);
  if ('message' in rows) return { answers: [], faults: [{ order: '', field: 'row', ...rows }] };
  const [header, ...records] = rows;
  const names = (header?.cells ?? []).map((name) => name.trim());
  const strange = names.find((name) => !isColumn(name));
  if (strange !== undefined)
    return headless(`has a column ${JSON.stringify(strange)}, none of ${answerColumns.join(' ')}`);
  if (new Set(names).size < names.length) return headless('has a column twice');

  const faults: RowFault[] = [];
  const byOrder = new Map<string, RowsOfOrder>();
  for (const { cells, row } of records) {
    const cell = new Map(
      names.flatMap((name, index): [string, string][] => {
        const value = (cells[index] ?? '').trim();
        return value === '' ? [] : [[name, value]];
      }),
    );
    const order = cell.get('order') ?? '';
    if (cells.length > names.length)
      faults.push({
        order,
        row,
        field: 'row',
        message: `has ${cells.length} cells under ${names.length} columns`,
      });
    if (order === '') {
      if (cell.size > 0) faults.push({ order, row, field: 'order', message: 'is missing' });
      continue;
    }
    const known: RowsOfOrder = byOrder.get(order) ?? { row, said: new Map(), lines: [] };
    byOrder.set(order, known);
    for (const field of perOrder) {
      const value = cell.get(field);
      const before = known.said.get(field);
      if (value !== undefined && before !== undefined && before !== value)
        faults.push({ order, row, field, message: `is ${value} here and ${before} in row ${known.row}` });
      if (value !== undefined) known.said.set(field, value);
    }
    const line = new Map(
      perLine.flatMap((field): [string, string][] => {
        const value = cell.get(field);
        if (value === undefined) return [];
        if (!integer.test(value)) faults.push({ order, row, field, message: `${value} is no whole number` });
        return [[field, value]];
      }),
    );
    if (line.size === 0) continue;
    if (!line.has('line')) faults.push({ order, row, field: 'line', message: 'is missing' });
    known.lines.push(line);
  }
  if (faults.length > 0) return { answers: [], faults };
  const answers = [...byOrder].flatMap(([order, { row, said, lines }]) => {
    const parsed = answerSchema.safeParse({
      order,
      ...Object.fromEntries(said),
      ...(lines.length > 0 && {
        lines: lines.map((line) =>
          Object.fromEntries([...line].map(([field, value]) => [field, Number(value)])),
        ),
      }),
    });
    if (parsed.success) return [{ answer: parsed.data, row }];
    for (const { path, message } of parsed.error.issues)
      faults.push({ order, row, field: String(path.at(-1) ?? 'row'), message });
    return [];
  });
  if (answers.length === 0 && faults.length === 0) return headless('is all there is: no row names an order');
  return { answers, faults };
}

function isColumn(name: string): name is Column {
  return answerColumns.some((column) => column === name);
}

function rowsOf(
  text: string,
  delimiter: string,
): { cells: string[]; row: number }[] | { row: number; message: string } {
  try {
    // One kind of line end alone is counted once within quotes, too.
    const records = parse(text.replace(/\r\n?/g, '\n'), {
      ...{ bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true },
      ...{ record_delimiter: '\n', max_record_size: 20_000 },
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ cells: record, row: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = Number((error as CsvError & { lines?: number }).lines ?? 1);
    return { row, message: `cannot be read: ${error.message}` };
  }
}
