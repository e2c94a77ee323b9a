import type { DeclaredTable } from '@throughline/messaging';
import { type DataSource, createDataSource, migrate } from '@throughline/persistence';
import { createDatabase } from './database.ts';

export interface FoundColumn {
  name: string;
  type: string;
  required: boolean;
  /** Whether a row can be written that says nothing of it. */
  omissible: boolean;
}

/**
 * What is otherwise in a database after all migrations than copies of topics declare it, as sentences; empty when they
 * fit. The database is made for it, in the test stores.
 */
export async function copyMisfits(
  copies: readonly DeclaredTable[],
  migrations: NonNullable<Parameters<typeof createDataSource>[0]['migrations']>,
): Promise<string[]> {
  const database = await createDatabase('copies');
  const dataSource = createDataSource({ url: database.url, name: 'copies', poolSize: 1, migrations });
  try {
    await dataSource.initialize();
    await migrate(dataSource, database.url);
    const found: string[] = [];
    for (const copy of copies) found.push(...(await misfitsOf(dataSource, copy)));
    return found;
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
    await database.drop();
  }
}

/** Of one table, in a database that is there. */
export async function misfitsOf(dataSource: DataSource, copy: DeclaredTable): Promise<string[]> {
  const { table, key, columns, added, nullable } = copy;
  const found = new Map((await columnsOf(dataSource, table)).map((column) => [column.name, column]));
  if (found.size === 0) return [`${table}: there is no such table`];
  const declared = { ...columns, version: 'bigint', deleted: 'boolean' };
  const types = await fullNames(dataSource, Object.values(declared));
  const wrong: string[] = [];
  for (const [name, type] of Object.entries(declared)) {
    const column = found.get(name);
    if (column === undefined) wrong.push(`${name}: is missing`);
    else if (!types.get(type)?.includes(column.type)) wrong.push(`${name}: is ${column.type}, not ${type}`);
    else if (nullable.includes(name) && column.required) wrong.push(`${name}: may be null, but is required`);
    else if (!column.omissible && !key.includes(name) && name !== 'version')
      wrong.push(`${name}: is required and has no default that a tombstone could set it to`);
  }
  for (const name of ['version', 'deleted'])
    if (found.get(name)?.required === false) wrong.push(`${name}: may be null`);
  for (const { name, omissible } of found.values())
    if (!added.includes(name) && !(name in declared)) wrong.push(`${name}: is not declared`);
    else if (added.includes(name) && !omissible) wrong.push(`${name}: is required and has no default`);
  for (const name of added) if (!found.has(name)) wrong.push(`${name}: is said to be added, but is missing`);
  const primaryKey = await primaryKeyOf(dataSource, table);
  if (primaryKey.toSorted().join() !== key.toSorted().join())
    wrong.push(`the primary key is (${primaryKey.join(', ')}), not (${key.join(', ')})`);
  return wrong.map((sentence) => `${table}: ${sentence}`);
}

/** Columns of a table, none where there is no such table. */
export async function columnsOf(dataSource: DataSource, table: string): Promise<FoundColumn[]> {
  return dataSource.query<FoundColumn[]>(
    `select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as required,
            not attnotnull or atthasdef or attidentity <> '' as omissible
     from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum`,
    [table],
  );
}

/** A decimal of the contract is never rounded, so its column has as many digits or any number. */
const decimal = ['numeric', 'numeric(24,7)'];

/** The names by which the catalogue of the database knows types. */
async function fullNames(dataSource: DataSource, types: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await dataSource.query<{ type: string; name: string }[]>(
    'select type, to_regtype(type)::text as name from unnest($1::text[]) as t (type)',
    [types],
  );
  return new Map(rows.map(({ type, name }) => [type, name === 'numeric' ? decimal : [name]]));
}

export async function primaryKeyOf(dataSource: DataSource, table: string): Promise<string[]> {
  const rows = await dataSource.query<{ name: string }[]>(
    `select attname as name from pg_index join pg_attribute on attrelid = indrelid and attnum = any(indkey)
     where indrelid = to_regclass($1) and indisprimary order by array_position(indkey::int2[], attnum)`,
    [table],
  );
  return rows.map(({ name }) => name);
}
