import { type DataSource, createDataSource, migrate, transaction } from '@throughline/persistence';
import { type TestDatabase, createDatabase } from '@throughline/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { findGroups } from './groups.tables.ts';
import { findEntries, heldRecordsOf, rereadHeld } from './quarantine.tables.ts';

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
  const groups = (limit: number, group?: string) =>
    transaction(dataSource, (tx) =>
      findGroups(tx, { sources: ['demo'], flows: ['items', 'prices'], group, limit }),
    );
  const shown = (all: Awaited<ReturnType<typeof groups>>) =>
    all.map(({ flow, field, severity, records, since, examples }) => {
      return { flow, field, severity, records, since, examples };
    });
  const all = await groups(10);
  expect(shown(all)).toEqual([
    { flow: 'items', field: 'unit', severity: 'held', records: 2, since: at(1), examples: ['a', 'b'] },
    { flow: 'items', field: 'tax', severity: 'held', records: 1, since: at(2), examples: ['b'] },
    { flow: 'prices', field: 'amount', severity: 'held', records: 1, since: at(3), examples: ['p'] },
    { flow: 'items', field: 'text', severity: 'warning', records: 1, since: at(0), examples: ['c'] },
  ]);
  expect(await groups(1)).toEqual(all.slice(0, 1));
  expect(await groups(10, all[1]?.group)).toEqual(all.slice(1, 2));
});

it('lines of a document are one field, and codes that differ are causes of their own', async () => {
  await dataSource.query(
    `insert into quarantine (source, flow, key, field, parent, reason, severity, rule, about, raw, first_seen, last_seen)
     select 'lines', 'orders', key, field, key, reason, 'held', 'unknown-code', about, '{}', now(), now()
     from (values ('1', 'lines[1].sku', 'unknown code "A"', 'A'), ('1', 'lines[20].sku', 'unknown code "A"', 'A'),
                  ('2', 'lines[3].sku', 'unknown code "A"', 'A'), ('2', 'lines[4].sku', 'unknown code "B"', 'B'))
          as v (key, field, reason, about)`,
  );
  const groups = await transaction(dataSource, (tx) =>
    findGroups(tx, { sources: ['lines'], flows: ['orders'], limit: 10 }),
  );
  expect(groups.map(({ field, records, examples }) => ({ field, records, examples }))).toEqual([
    { field: 'lines[].sku', records: 2, examples: ['1', '2'] },
    { field: 'lines[].sku', records: 1, examples: ['2'] },
  ]);
});

it('what is read again is a row once, of all, of a group, or of some keys', async () => {
  const asked = (of: { group?: string; keys?: string[] }) =>
    transaction(dataSource, async (tx) => {
      const count = await rereadHeld(tx, { sources: ['demo'], flows: ['items'], ...of });
      const rows = await tx.query<{ key: string }>('delete from rereads returning source_key as key');
      expect(rows).toHaveLength(count);
      return rows.map(({ key }) => key).toSorted();
    });
  const [unit] = await transaction(dataSource, (tx) =>
    findGroups(tx, { sources: ['demo'], flows: ['items'], limit: 1 }),
  );
  expect(await asked({})).toEqual(['a', 'b', 'c']);
  expect(await asked({ group: unit!.group })).toEqual(['a', 'b']);
  expect(await asked({ keys: ['b', 'x'] })).toEqual(['b']);
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
