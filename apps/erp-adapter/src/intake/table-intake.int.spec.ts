import type { CapturesRawChanges, ReadsRawSnapshots } from '@throughline/connector';
import { createDataSource, migrate } from '@throughline/persistence';
import { type TestDatabase, createDatabase } from '@throughline/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entities } from '../erp-adapter.entities.ts';
import { migrations } from '../migrations/index.ts';
import { TableIntake } from './table-intake.ts';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createDatabase('intake');
  dataSource = createDataSource({ url: database.url, name: 'intake', entities, migrations });
  await dataSource.initialize();
  await migrate(dataSource, database.url);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

it('lands all there is the first time, also behind a page that rows of one key have made short', async () => {
  const pages = [['a', 'twice'], ['b', 'c'], []];
  const connector: ReadsRawSnapshots & CapturesRawChanges = {
    snapshot: (work) => work({ takenAt: new Date('2026-11-20T10:00:00Z') }),
    rawReaders: {
      art: {
        sourceKeys: async () => pages.shift() ?? [],
        read: async (_, keys) => ({
          records: new Map(
            keys
              .filter((key) => key !== 'twice')
              .map((key) => [key, { values: { ArtNr: key }, position: 0 }] as const),
          ),
          ambiguous: new Set(keys.filter((key) => key === 'twice')),
        }),
        columns: async () => [{ name: 'ArtNr', type: 'text', length: null }],
      },
    },
    rawCaptures: {},
    rawSweeps: {},
  };
  const landed = {
    ...{ source: 'nord', reader: 'art', key: ['ArtNr'], feeds: [] },
    ...{ joinedBy: null, referredBy: [], refers: [] },
  };
  const tells = { new: 'tell', gone: 'tell', type: 'tell' } as const;
  const drift = { ...tells, wider: 'tell', narrower: 'tell', empty: 'tell' } as const;
  const intake = new TableIntake(
    { dataSource, connector, leadership: { hold: async () => undefined } },
    { landed, drift, sum: () => ({ range: 0, high: 0n, low: 0n }) },
  );
  expect(await intake.sweep()).toBe(3);
  const rows = await dataSource.query<{ key: string }[]>(
    `select source_key as key from landed_records where reader = 'art' order by 1`,
  );
  expect(rows.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  const [state] = await dataSource.query<{ ambiguous: string[] }[]>(
    `select ambiguous from reader_states where reader = 'art'`,
  );
  expect(state?.ambiguous).toEqual(['twice']);
});
