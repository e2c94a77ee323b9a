import type { RawTree, RawValue } from '@throughline/connector';
import type { CsvFormat } from '../format/csv-format.ts';
import { Unwritable } from './write-options.ts';

/** A row of a record. */
export interface WrittenRow {
  readonly values: RawTree;
  /** Where the file has kinds. */
  readonly kind?: string;
}

/** The rows that a record is laid out in; they nest as the same format reads them. */
export type RowsOf = (record: RawTree, at: number) => readonly WrittenRow[];

export function rowsOf({ kinds, nest }: CsvFormat): RowsOf {
  const [first, ...others] = Object.entries(nest ?? {});
  if (kinds !== undefined) return byKind(kinds, nest ?? {});
  if (first === undefined) return (record) => [{ values: record }];
  const [list, rule] = first;
  if ('kind' in rule || others.length > 0)
    throw new Unwritable(0, 'rows of kinds are nested, and it names none');
  return 'same' in rule ? sharing(list, rule.same) : continuing(list, rule.blank);
}

/** Every row has the fields of the record; the next one must be told from it. */
function sharing(list: string, column: string): RowsOf {
  let last: RawValue | undefined;
  return (record, at) => {
    const { [list]: rows, ...fields } = record;
    if (fields[column] === undefined || fields[column] === last)
      throw new Unwritable(at, 'does not tell it from the record before', column);
    last = fields[column];
    return treesOf(rows, at, list).map((row) => ({ values: { ...fields, ...row } }));
  };
}

/** Its first row has the fields of the record. */
function continuing(list: string, column: string): RowsOf {
  return (record, at) => {
    const { [list]: rows, ...fields } = record;
    const key = fields[column];
    if (typeof key !== 'string' || key.trim() === '') throw new Unwritable(at, 'is blank', column);
    return treesOf(rows, at, list).map((row, index) => {
      if (Object.hasOwn(row, column))
        throw new Unwritable(at, 'is blank in rows that continue a record', column);
      return { values: index === 0 ? { ...fields, ...row } : row };
    });
  };
}

type Kinds = NonNullable<CsvFormat['kinds']>;

function byKind({ pick, by, carry }: Kinds, nest: NonNullable<CsvFormat['nest']>): RowsOf {
  const [top, ...others] = [pick].flat();
  if (by === undefined || top === undefined || others.length > 0 || Object.keys(carry).length > 0)
    throw new Unwritable(0, 'only rows of one kind, told by a field, with rows nested in it can be written');
  const rules = Object.entries(nest).flatMap(([list, rule]) => ('kind' in rule ? [{ list, ...rule }] : []));
  const laidOut = (kind: string, values: RawTree, at: number): WrittenRow[] => {
    const below = rules.filter(({ under }) => under === kind);
    const own = Object.entries(values).filter(([name]) => !below.some(({ list }) => list === name));
    return [
      { kind, values: Object.fromEntries(own) },
      ...below.flatMap(({ list, kind: its }) =>
        listOf(values[list], at, list).flatMap((row) => laidOut(its, row, at)),
      ),
    ];
  };
  return (record, at) => laidOut(top, record, at);
}

function treesOf(value: RawValue | undefined, at: number, list: string): readonly RawTree[] {
  const rows = listOf(value, at, list);
  if (rows.length === 0) throw new Unwritable(at, 'has no row', list);
  return rows;
}

function listOf(value: RawValue | undefined, at: number, list: string): readonly RawTree[] {
  if (value === undefined) return [];
  const isList =
    Array.isArray(value) &&
    value.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row));
  if (!isList) throw new Unwritable(at, 'is no list of rows', list);
  return value as readonly RawTree[];
}
