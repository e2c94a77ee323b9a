import type { ColumnProfile } from '../shapes/column-profile.ts';
import { datesOf } from '../shapes/column-fits.ts';
import { type FoundTable, columnOf } from '../tables/found-table.ts';
import { counted, rowsText, specOf } from './column-steps.ts';
import type { Join } from './mapping-draft.ts';
import type { Entry, Inline } from './yaml-text.ts';

/** A reader that is to be, by the table that it reads. */
export interface ReaderDraft {
  readonly name: string;
  readonly table: FoundTable;
  readonly joins: Join[];
  /** Columns that are read of a database. */
  readonly used: Set<string>;
  /** Columns that identify a row, and why they are taken for it. */
  key: ReaderKey;
}

export interface ReaderKey {
  readonly columns: readonly string[];
  /** Null where they are declared. */
  readonly evidence: string | null;
}

/** The key of a table as it was found. */
export const foundKey = ({ key, keyDeclared, sampled }: FoundTable): ReaderKey => ({
  columns: key,
  evidence: keyDeclared ? null : `unique${key.length === 1 ? '' : ' together'} in ${rowsText(sampled)}`,
});

/** Names of readers by their tables: letters of ASCII, each once. */
export function readerName(table: FoundTable, taken: ReadonlySet<string>): string {
  const plain = table.name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replace(/[^a-zA-Z0-9]+(.)?/g, (_, letter: string | undefined) => letter?.toUpperCase() ?? '')
    .replace(/^[^a-zA-Z]+/, '')
    .slice(0, 34);
  const base = /^[A-Z\d]+$/.test(plain)
    ? plain.toLowerCase()
    : plain.charAt(0).toLowerCase() + plain.slice(1);
  const name = base === '' ? 'table' : base;
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** A column as readers name it. */
function columnSpec(table: FoundTable, name: string): Inline {
  const column = columnOf(table, name);
  return column === undefined ? name : specOf(column);
}

function keyEntry(table: FoundTable, { columns, evidence }: ReaderKey): Entry {
  if (columns.length === 0)
    return {
      ...{ key: 'key', value: [] },
      ask: `the columns that identify a row: none is different in all of ${rowsText(table.sampled)}, nor are two or three together`,
    };
  return {
    ...{ key: 'key', value: columns.map((name) => columnSpec(table, name)) },
    guess: evidence ?? undefined,
  };
}

const nothingOf = ({ profiles }: FoundTable): string[] =>
  [...new Set(profiles.flatMap(({ nothing }) => nothing))].slice(0, 10);

function nothingEntry(table: FoundTable): Entry[] {
  const words = nothingOf(table);
  return words.length === 0
    ? []
    : [{ key: 'nothing', value: words, guess: 'words that stand where others have values' }];
}

/** A reader of files. @param readers names of readers by table */
export function fileReader(
  { table, joins, key }: ReaderDraft,
  readers: ReadonlyMap<FoundTable, string>,
): Entry[] {
  const { place } = table;
  if (place.kind !== 'file') return [];
  const marked = place.marker !== null;
  const joined = joins.map((join) => ({
    key: join.as,
    value: {
      reader: readers.get(join.table) ?? '',
      on: join.on.map(({ this: own, is }) => ({
        this: columnSpec(table, own),
        is: columnSpec(join.table, is),
      })),
      ...(!join.many && { many: false }),
    },
    guess: join.evidence,
  }));
  return [
    ...(place.folder === '' ? [] : [{ key: 'folder', value: place.folder }]),
    { key: 'pattern', value: place.pattern },
    marked
      ? { key: 'ready', value: { marker: place.marker ?? '' }, guess: 'a file of this name lies beside it' }
      : {
          key: 'ready',
          value: { still: '5s' },
          guess: 'proves the least: a marker or a rename proves that a file is whole',
        },
    ...(marked
      ? [
          { key: 'archive', value: 'done' },
          { key: 'reject', value: 'refused' },
        ]
      : []),
    { key: 'format', value: place.format as Inline, guess: place.evidence },
    ...nothingEntry(table),
    keyEntry(table, key),
    { key: 'columns', value: [...new Set(table.profiles.map(({ path }) => path[0] ?? ''))] },
    ...(joined.length === 0 ? [] : [{ key: 'with', below: joined }]),
    { key: 'says', value: 'everything', guess: 'or changes, where a file names only what has changed' },
  ];
}

/** A reader of a table or view. */
export function tableReader({ table, joins, used, key }: ReaderDraft): Entry[] {
  const { place } = table;
  if (place.kind === 'file') return [];
  const changed = changedColumn(table);
  const joined = joins.map((join): Entry => {
    const stamp = changedColumn(join.table);
    const follows = changed === null ? {} : stamp === null ? { refresh: false } : { changed: stamp.name };
    const { place: other } = join.table;
    const schema = other.kind === 'file' ? null : other.schema;
    const order = join.table.key.length > 0 && join.many ? { order: join.table.key } : {};
    return {
      key: join.as,
      value: {
        table: join.table.name,
        ...(schema !== null && { schema }),
        on: Object.fromEntries(join.on.map(({ this: own, is }) => [is, own])),
        ...(!join.many && { many: false }),
        ...order,
        ...follows,
      },
      guess: join.evidence,
    };
  });
  const columns = table.profiles.map(({ name }) => name).filter((name) => used.has(name));
  const left = table.profiles.length - columns.length;
  return [
    { key: place.kind, value: table.name },
    ...(place.schema === null ? [] : [{ key: 'schema', value: place.schema }]),
    ...nothingEntry(table),
    keyEntry(table, key),
    {
      key: 'columns',
      value: columns,
      guess: left === 0 ? undefined : `what is mapped below; ${counted(left)} others are left out`,
    },
    ...(joined.length === 0 ? [] : [{ key: 'with', below: joined }]),
    changed === null
      ? {
          key: 'changes',
          value: { hash: 'ranges' },
          guess:
            'needs nothing and misses nothing; { log: triggers } is faster and needs a role that may create them',
        }
      : {
          key: 'changes',
          value: { column: changed.name },
          guess:
            'says when a row changed; deletions are found by the sweep only, by { log: triggers } at once',
        },
    ...(changed === null ? [{ key: 'sweep', value: '5m' }] : []),
  ];
}

/** The column that says when a row last changed. */
function changedColumn({ profiles, place }: FoundTable): ColumnProfile | null {
  if (place.kind === 'view') return null;
  const isTime = (column: ColumnProfile) =>
    column.declared === 'local-time' ||
    column.declared === 'zoned-time' ||
    (column.declared === null && datesOf(column) !== null);
  return (
    profiles.find(
      (column) =>
        column.about.concepts.includes('changed') &&
        !column.about.concepts.includes('created') &&
        isTime(column) &&
        column.filled === column.rows,
    ) ?? null
  );
}

/** Columns that tell rows and joins apart, which are read whatever is mapped. */
export const neededColumns = ({ table, joins, key }: ReaderDraft): string[] => [
  ...key.columns.filter((name) => columnOf(table, name) !== undefined),
  ...joins.flatMap(({ on }) => on.map((pair) => pair.this)),
];
