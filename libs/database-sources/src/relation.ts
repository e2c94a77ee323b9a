import { type Column, type Database, type DatabaseSnapshot, type Dialect, qualified } from './dialect.ts';
import type { JoinedSettings, ReaderSettings } from './settings.ts';
import { splitKey } from './source-key.ts';
import { type Sql, join, raw, sql } from './sql.ts';

/** A column within a statement. */
export interface Expression {
  expression: string;
  column: Column;
}

/** A joined table as it is in one snapshot. */
export interface Joined {
  name: string;
  settings: JoinedSettings;
  columns: Expression[];
  /** What is sorted by; nothing when rows are sorted by their texts. */
  order: string[];
  changed: Expression | undefined;
  /** The table as `j`. */
  from: Sql;
  /** That a row `j` belongs to a row `r`. */
  on: Sql;
  /** Of `j` the columns by which it is joined, and those of `r` that they equal. */
  values: Expression[];
  equals: Expression[];
}

/** What a reader reads, as it is in one snapshot. */
export interface Relation {
  name: string;
  columns: Expression[];
  key: Expression[];
  changed: Expression | undefined;
  /** The rows that have a key, as `r`. */
  from: Sql;
  joined: Joined[];
  /** The source key of a row `r`. */
  sourceKey: string;
  /** Whether the source's own order tells every two keys apart. */
  ownOrder: boolean;
}

/** @throws TypeError that names the setting when a column is not there */
function pick(
  columns: readonly Column[],
  names: readonly string[],
  alias: string,
  setting: string,
  { quote }: Dialect,
): Expression[] {
  return names.map((name) => {
    const column = columns.find((other) => other.name === name);
    if (column === undefined) throw new TypeError(`${setting}: there is no column ${JSON.stringify(name)}`);
    return { expression: `${alias}.${quote(name)}`, column };
  });
}

/** A source key in the words of the database; see `joinKey`. */
export function keyExpression(key: readonly Expression[], { text, concat, literal }: Dialect): string {
  const [only] = key;
  if (key.length === 1 && only !== undefined) return text(only.expression, only.column);
  const escaped = key.map(({ expression, column }) => {
    const inner = `replace(${text(expression, column)}, ${literal('\\')}, ${literal('\\\\')})`;
    return `replace(${inner}, '|', ${literal('\\|')})`;
  });
  return concat(escaped.flatMap((part, index) => (index === 0 ? [part] : [literal('|'), part])));
}

const several = (names: readonly string[]): string | undefined =>
  names.find((name, index) => names.indexOf(name) !== index);

/** The reader's relation in a snapshot: looked up once in each, since columns come and go. */
export function relationIn(
  snapshot: DatabaseSnapshot,
  database: Database,
  name: string,
  settings: ReaderSettings,
): Promise<Relation> {
  const kept = (snapshot.kept.get(`relation ${name}`) ??
    relation(snapshot, database, name, settings)) as Promise<Relation>;
  snapshot.kept.set(`relation ${name}`, kept);
  return kept;
}

async function relation(
  session: DatabaseSnapshot,
  { dialect }: Database,
  name: string,
  settings: ReaderSettings,
): Promise<Relation> {
  const { schema: own } = dialect;
  const at = `readers.${name}`;
  const table = { schema: settings.schema ?? own, table: settings.table ?? settings.view ?? '' };
  // A line of its own ends a comment that the document's text may end with.
  const rows =
    settings.query === undefined
      ? settings.where === undefined
        ? raw(qualified(dialect, table))
        : raw(`(select * from ${qualified(dialect, table)} where (${settings.where}\n))`)
      : raw(`(${settings.query}\n)`);
  const described = await session.describe(sql`select * from ${rows} ${raw('r')}`);
  const twice = several(described.map((column) => column.name));
  if (twice !== undefined) throw new TypeError(`${at}: has the column ${JSON.stringify(twice)} twice`);
  const key = pick(described, settings.key, 'r', `${at}.key`, dialect);
  const all = settings.columns ?? described.map((column) => column.name);
  const present = key.map(({ expression }) => `${expression} is not null`).join(' and ');
  const joined: Joined[] = [];
  for (const [joinedName, joinedSettings] of Object.entries(settings.with)) {
    const where = `${at}.with.${joinedName}`;
    if (all.includes(joinedName)) throw new TypeError(`${where}: is a column of the reader, too`);
    const from = raw(
      `${qualified(dialect, { schema: joinedSettings.schema ?? own, table: joinedSettings.table })} j`,
    );
    const its = await session.describe(sql`select * from ${from}`);
    const values = pick(its, Object.keys(joinedSettings.on), 'j', `${where}.on`, dialect);
    const equals = pick(described, Object.values(joinedSettings.on), 'r', `${where}.on`, dialect);
    joined.push({
      name: joinedName,
      settings: joinedSettings,
      columns: pick(
        its,
        joinedSettings.columns ?? its.map((column) => column.name),
        'j',
        `${where}.columns`,
        dialect,
      ),
      order: pick(its, joinedSettings.order ?? [], 'j', `${where}.order`, dialect).map(
        ({ expression }) => expression,
      ),
      changed:
        joinedSettings.changed === undefined
          ? undefined
          : pick(its, [joinedSettings.changed], 'j', `${where}.changed`, dialect)[0],
      from,
      on: join(
        values.map(({ expression }, index) => raw(`${expression} = ${equals[index]?.expression ?? ''}`)),
        ' and ',
      ),
      values,
      equals,
    });
  }
  const folds = key.some(({ column }) => dialect.foldsTexts(column));
  const unique =
    folds && settings.table !== undefined
      ? (await dialect.uniqueKeys(session, table)).some((columns) =>
          columns.every((column) => settings.key.includes(column)),
        )
      : false;
  const changed =
    'column' in settings.changes
      ? pick(described, [settings.changes.column], 'r', `${at}.changes.column`, dialect)[0]
      : undefined;
  return {
    name,
    columns: pick(described, all, 'r', `${at}.columns`, dialect),
    key,
    changed,
    from: sql`(select * from ${rows} ${raw('r')} where ${raw(present)}) ${raw('r')}`,
    joined,
    sourceKey: keyExpression(key, dialect),
    ownOrder: !folds || unique,
  };
}

/** That a row `r` has one of the source keys; it may let through others that the database takes for the same. */
export function hasKey({ key }: Relation, sourceKeys: readonly string[], { among }: Dialect): Sql {
  return among(
    key,
    sourceKeys.flatMap((sourceKey) => {
      const parts = splitKey(sourceKey, key.length);
      return parts === undefined ? [] : [parts];
    }),
  );
}

/** The order of a relation, and that a row `r` comes after a source key in it. */
export function pageBy(
  { key, ownOrder }: Relation,
  { binary, binaryValue, comparable }: Dialect,
): { order: Sql; after: (sourceKey: string) => Sql } {
  const expressions = key.map(({ expression, column }) =>
    ownOrder ? expression : binary(expression, column),
  );
  return {
    order: raw(expressions.join(', ')),
    after: (sourceKey) => {
      const parts = splitKey(sourceKey, key.length);
      if (parts === undefined)
        throw new TypeError(`${JSON.stringify(sourceKey)} is no source key of ${key.length} columns`);
      const bounds = key.map(({ column }, index) =>
        (ownOrder ? comparable : binaryValue)(parts[index] ?? '', column),
      );
      return greater(expressions, bounds);
    },
  };
}

/**
 * That a row comes after others in the order of several columns. With the first column apart it is found by index,
 * which a comparison of rows is not in MariaDB.
 */
export function greater(expressions: readonly string[], bounds: readonly Sql[]): Sql {
  const [first = '', ...others] = expressions;
  const [bound = raw('null'), ...rest] = bounds;
  if (others.length === 0) return sql`${raw(first)} > ${bound}`;
  return sql`(${raw(first)} >= ${bound} and (${raw(first)} > ${bound} or ${greater(others, rest)}))`;
}
