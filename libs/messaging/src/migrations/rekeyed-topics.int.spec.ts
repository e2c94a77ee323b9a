import { createDataSource, migrate } from '@throughline/persistence';
import { createDatabase } from '@throughline/testing';
import { expect, it, onTestFinished } from 'vitest';
import { kernelMigrations } from './kernel-migrations.ts';

const tables = ['published', 'outbox', 'sent', 'consumer_positions', 'parked_records'];

it('a database of contract 0.1 forgets where it stood on topics that have other keys in 0.2', async () => {
  const database = await createDatabase('rekeyed');
  onTestFinished(() => database.drop());
  const before = kernelMigrations.filter(({ name }) => !name.startsWith('RekeyedTopics'));
  const open = async (migrations: typeof kernelMigrations) => {
    const dataSource = createDataSource({ url: database.url, name: 'rekeyed', migrations });
    await dataSource.initialize();
    onTestFinished(() => dataSource.destroy());
    await migrate(dataSource, database.url);
    return dataSource;
  };
  const old = await open(before);
  for (const topic of ['erp.taxes', 'erp.items', 'inventory.locations']) {
    await old.query('INSERT INTO kernel.published VALUES ($1, 0, 7)', [topic]);
    await old.query(
      `INSERT INTO kernel.outbox (topic, key, partition_key, type, sequence, time) VALUES ($1, 'k', 'k', 't', 1, now())`,
      [topic],
    );
    await old.query(
      `INSERT INTO kernel.sent (period, partition, "offset", id, topic, key, partition_key, type, sequence, time, event_id, created_at)
       VALUES (1, 0, 6, 1, $1, 'k', 'k', 't', 1, now(), gen_random_uuid(), now())`,
      [topic],
    );
    await old.query(`INSERT INTO kernel.consumer_positions VALUES ('g', $1, 0, 7)`, [topic]);
    await old.query(
      `INSERT INTO kernel.parked_records (group_id, topic, partition, "offset", key, type, headers, error, behind)
       VALUES ('g', $1, 0, 6, 'k', 't', '{}', 'e', false)`,
      [topic],
    );
  }
  const now = await open(kernelMigrations);
  for (const table of tables)
    expect(await now.query(`SELECT topic FROM kernel.${table}`), table).toEqual([{ topic: 'erp.items' }]);
});
