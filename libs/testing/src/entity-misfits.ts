import type { DataSource } from '@throughline/persistence';
import { columnsOf, primaryKeyOf } from './copy-misfits.ts';

type Entity = DataSource['entityMetadatas'][number];

/**
 * What is otherwise in a migrated database than its entities say, as sentences; empty when they fit. Names, types, what may
 * be null, what is filled in by the database, and primary keys are compared, both ways.
 */
export async function entityMisfits(dataSource: DataSource): Promise<string[]> {
  const found: string[] = [];
  for (const entity of dataSource.entityMetadatas) found.push(...(await misfitsOf(dataSource, entity)));
  return found;
}

async function misfitsOf(dataSource: DataSource, entity: Entity): Promise<string[]> {
  const table = entity.tablePath;
  const columns = new Map((await columnsOf(dataSource, table)).map((column) => [column.name, column]));
  if (columns.size === 0) return [`${table}: there is no such table`];
  const wrong: string[] = [];
  for (const said of entity.columns) {
    const { databaseName: name, isNullable, isGenerated } = said;
    const column = columns.get(name);
    columns.delete(name);
    const type = `${dataSource.driver.normalizeType(said)}${said.isArray ? '[]' : ''}`;
    if (column === undefined) wrong.push(`${name}: is missing`);
    else {
      if (column.type !== type) wrong.push(`${name}: is ${column.type}, not ${type}`);
      if (column.required === isNullable)
        wrong.push(
          isNullable ? `${name}: may be null, but is required` : `${name}: is required, but may be null`,
        );
      if (isGenerated && !column.omissible) wrong.push(`${name}: is not generated`);
    }
  }
  for (const name of columns.keys()) wrong.push(`${name}: is not in the entity`);
  const said = entity.primaryColumns.map(({ databaseName }) => databaseName);
  const primaryKey = await primaryKeyOf(dataSource, table);
  if (primaryKey.toSorted().join() !== said.toSorted().join())
    wrong.push(`the primary key is (${primaryKey.join(', ')}), not (${said.join(', ')})`);
  return wrong.map((sentence) => `${table}: ${sentence}`);
}
