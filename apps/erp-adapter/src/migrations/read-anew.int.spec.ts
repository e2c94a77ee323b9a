import { createDataSource, migrate } from '@throughline/persistence';
import { createDatabase } from '@throughline/testing';
import { expect, it, onTestFinished } from 'vitest';
import { migrations } from './index.ts';

it('everything is read again with contract 0.2, and taxes are published as if for the first time', async () => {
  const database = await createDatabase('read_anew');
  onTestFinished(() => database.drop());
  const open = async (of: typeof migrations) => {
    const dataSource = createDataSource({ url: database.url, name: 'read-anew', migrations: of });
    await dataSource.initialize();
    onTestFinished(() => dataSource.destroy());
    await migrate(dataSource, database.url);
    return dataSource;
  };
  const old = await open(migrations.filter(({ name }) => !name.startsWith('ReadAnew')));
  for (const flow of ['items', 'taxes']) {
    await old.query(
      `insert into source_records (source, flow, key, parent, version, fingerprint, changed_at)
       values ('demo', $1, 'k', 'p', 7, 'f', now())`,
      [flow],
    );
    await old.query(
      `insert into quarantine (source, flow, key, field, parent, reason, severity, raw, first_seen, last_seen)
       values ('demo', $1, 'k', 'rate', 'p', 'is negative', 'held', '{}', now(), now())`,
      [flow],
    );
    await old.query(`insert into flows (source, flow, loaded_with) values ('demo', $1, 'mapping')`, [flow]);
  }
  const now = await open(migrations);
  for (const table of ['source_records', 'quarantine'])
    expect(await now.query(`select flow from ${table}`), table).toEqual([{ flow: 'items' }]);
  expect(await now.query('select distinct loaded_with from flows')).toEqual([{ loaded_with: null }]);
});
