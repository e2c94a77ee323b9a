import { createDatabase } from '@throughline/testing';
import { expect, it, onTestFinished } from 'vitest';
import { connect } from './connection.ts';
import { withoutStatistics } from './statistics.ts';

it('a column without statistics leaves no values in them, not those of before either', async () => {
  const database = await createDatabase('statistics');
  onTestFinished(() => database.drop());
  const session = await connect({ url: database.url, name: 'statistics' });
  onTestFinished(() => session.close());
  await session.query('CREATE TABLE people (id integer PRIMARY KEY, name text, said jsonb, bytes bytea)');
  await session.query(
    `INSERT INTO people SELECT n, 'Ada ' || n, jsonb_build_object('name', 'Ada', 'n', n), convert_to('Ada ' || n, 'UTF8')
     FROM generate_series(1, 20) AS n`,
  );
  const known = async () => {
    await session.query('ANALYZE people');
    const rows = await session.query<{ attname: string }>(
      `SELECT attname FROM pg_stats WHERE tablename = 'people' AND histogram_bounds IS NOT NULL ORDER BY attname`,
    );
    return rows.map(({ attname }) => attname);
  };
  expect(await known()).toEqual(['bytes', 'id', 'name', 'said']);
  await session.query(withoutStatistics('people', { name: 'text', said: 'jsonb', bytes: 'bytea' }));
  expect(await known()).toEqual(['id']);
});
