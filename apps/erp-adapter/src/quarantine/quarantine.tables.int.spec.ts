import { type DataSource, createDataSource, migrate, transaction } from '@throughline/persistence';
import { type TestDatabase, createDatabase } from '@throughline/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { findCauses, findEntries, heldRecordsOf } from './quarantine.tables.ts';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createDatabase('quarantine');
  dataSource = createDataSource({ url: database.url, name: 'quarantine', poolSize: 2, migrations });
  await dataSource.initialize();
  await migrate(dataSource, database.url);
  await dataSource.query(
    `insert into quarantine (source, flow, key, field, parent, reason, severity, raw, first_seen, last_seen)
     select source, flow, key, field, key, reason, severity, '{}', seen, seen
     from (values ('demo', 'items', 'a', 'unit', 'unknown code "KRT"', 'held', timestamptz '2026-11-29T10:05:00Z'),
                  ('demo', 'items', 'b', 'unit', 'unknown code "KRT"', 'held', '2026-11-29T10:01:00Z'),
                  ('demo', 'items', 'b', 'tax', 'missing', 'held', '2026-11-29T10:02:00Z'),
                  ('demo', 'items', 'c', 'text', 'too long', 'warning', '2026-11-29T10:00:00Z'),
                  ('demo', 'prices', 'p', 'amount', 'missing', 'held', '2026-11-29T10:03:00Z'),
                  ('north', 'items', 'n', 'unit', 'unknown code "KRT"', 'held', '2026-11-29T10:04:00Z'))
          as v (source, flow, key, field, reason, severity, seen)`,
  );
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const at = (minute: number) => new Date(Date.UTC(2026, 10, 29, 10, minute));

it('records are held for causes: what holds most comes first, warnings last', async () => {
  const causes = (limit: number) =>
    transaction(dataSource, (tx) => findCauses(tx, { sources: ['demo'], flows: ['items', 'prices'], limit }));
  const items = { source: 'demo', flow: 'items' };
  const all = [
    {
      ...{ ...items, field: 'unit', reason: 'unknown code "KRT"', severity: 'held', records: 2 },
      ...{ since: at(1), example: 'a' },
    },
    { ...items, field: 'tax', reason: 'missing', severity: 'held', records: 1, since: at(2), example: 'b' },
    {
      ...{ source: 'demo', flow: 'prices', field: 'amount', reason: 'missing', severity: 'held', records: 1 },
      ...{ since: at(3), example: 'p' },
    },
    {
      ...items,
      field: 'text',
      reason: 'too long',
      severity: 'warning',
      records: 1,
      since: at(0),
      example: 'c',
    },
  ];
  expect(await causes(10)).toEqual(all);
  expect(await causes(1)).toEqual(all.slice(0, 1));
});

it('records are held once, however many rules they break', async () => {
  const held = (...sources: string[]) => transaction(dataSource, (tx) => heldRecordsOf(tx, sources));
  const demo = [
    { source: 'demo', flow: 'items', records: 2, since: at(1) },
    { source: 'demo', flow: 'prices', records: 1, since: at(3) },
  ];
  expect(await held('demo')).toEqual(demo);
  expect(await held('demo', 'north')).toEqual([
    ...demo,
    { source: 'north', flow: 'items', records: 1, since: at(4) },
  ]);
});

it('records of a cause are found by a part of its words', async () => {
  const found = async (cause: string | undefined) => {
    const query = {
      sources: ['demo'],
      flows: ['items', 'prices'] as const,
      after: ['', '', '', ''] as const,
    };
    const entries = await transaction(dataSource, (tx) => findEntries(tx, { ...query, cause, limit: 10 }));
    return entries.map(({ key, field }) => `${key} ${field}`);
  };
  expect(await found('krt')).toEqual(['a unit', 'b unit']);
  expect(await found('Missing')).toEqual(['b tax', 'p amount']);
  expect(await found('%')).toEqual([]);
  expect(await found(undefined)).toHaveLength(5);
});
