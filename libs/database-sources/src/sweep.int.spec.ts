import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Difference } from '@throughline/connector';
import { type Office, onEachOffice } from './fixtures/offices.ts';
import { differencesOf, keysOf, recordsOf } from './fixtures/reading.ts';
import { MemoryHashes } from './memory-hashes.ts';
import { recordHash } from './row-hash.ts';
import { databaseSettings } from './settings.ts';
import type { DatabaseSource } from './database-source.ts';

onEachOffice('a sweep of', ({ open, dialect }) => {
  const mariadb = dialect === 'mariadb';
  let office: Office;
  let source: DatabaseSource;
  const readers = {
    items: {
      table: 'items',
      key: ['code', 'kind'],
      with: {
        texts: { table: 'texts', on: { code: 'code' } },
        notes: { table: 'notes', on: { code: 'code' }, refresh: false },
        group: { table: 'grps', on: { grp: 'grp' }, many: false },
      },
      changes: { hash: 'ranges' },
    },
  };
  const known = new MemoryHashes();
  const learn = async (keys: readonly string[]) => {
    const [reader] = Object.values(databaseSettings.parse({ dialect, url: office.url, readers }).readers);
    const hash = recordHash(reader!);
    const records = await recordsOf(source, 'items', keys);
    for (const key of keys) {
      const record = records.get(key);
      if (record === undefined) known.delete(key);
      else known.set(key, hash(key, record));
    }
  };
  const sweep = async (): Promise<Difference[]> =>
    (await differencesOf(source, 'items', known)).toSorted((a, b) => (a.sourceKey < b.sourceKey ? -1 : 1));
  const changed = async (...statements: string[]) => {
    await office.run(...statements);
    const found = await sweep();
    await learn(found.map(({ sourceKey }) => sourceKey));
    expect(await sweep()).toEqual([]);
    return found.map(({ sourceKey, kind }) => `${kind} ${sourceKey}`);
  };

  beforeAll(async () => {
    office = await open();
    const latin = mariadb ? 'character set latin1' : '';
    await office.run(
      `create table items (code varchar(20), kind varchar(5), name varchar(80) ${latin}, txt varchar(90), amount decimal(10,2), at timestamp(3) ${mariadb ? 'null' : ''}, grp varchar(9), ${mariadb ? '`2`' : '"2"'} ${mariadb ? 'varbinary(9)' : 'bytea'}, primary key (code, kind))`,
      'create table texts (code varchar(20), lang varchar(2), txt varchar(200))',
      'create table notes (code varchar(20), note varchar(20))',
      'create table grps (grp varchar(9) primary key, title varchar(20))',
      mariadb
        ? `insert into items select concat('I', seq), 'k', concat('Name ä ', seq), if(seq % 3 = 0, null, if(seq % 3 = 1, '', '😀|v1:x')), seq / 7, if(seq % 2, '2026-10-25 02:30:00.5', null), concat('g', seq % 5), x'00ff' from seq_1_to_3000`
        : `insert into items select 'I' || n, 'k', 'Name ä ' || n, case n % 3 when 0 then null when 1 then '' else '😀|v1:x' end, n / 7.0, case when n % 2 = 1 then '2026-10-25 02:30:00.5'::timestamp end, 'g' || n % 5, '\\x00ff' from generate_series(1, 3000) n`,
      `insert into texts select code, 'de', name from items where code like 'I1%'`,
      `insert into texts select code, 'en', txt from items where code like 'I12%'`,
      `insert into grps values ('g1', 'one'), ('g2', '')`,
    );
    source = office.source(readers);
    await learn(await keysOf(source, 'items'));
  });
  afterAll(() => office.close());

  it('finds nothing where nothing differs: the database computes what we do', async () => {
    expect(await known.size()).toBe(3_000);
    expect(await sweep()).toEqual([]);
  });

  it('tells NULL from an empty text', async () => {
    expect(await changed(`update items set txt = '' where code = 'I3'`)).toEqual(['changed I3|k']);
    expect(await changed(`update items set txt = null where code = 'I3'`)).toEqual(['changed I3|k']);
  });

  it('tells what moved from one column into another', async () => {
    await changed(`update items set name = 'a', txt = null where code = 'I3'`);
    expect(await changed(`update items set name = null, txt = 'a' where code = 'I3'`)).toEqual([
      'changed I3|k',
    ]);
  });

  it('finds a changed key as a deletion and a creation, also where the database takes both for the same', async () => {
    expect(await changed(`update items set code = 'i3' where code = 'I3'`)).toEqual([
      'gone I3|k',
      'created i3|k',
    ]);
    expect(await changed(`update items set code = 'i3 ' where code = 'i3'`)).toEqual([
      'created i3 |k',
      'gone i3|k',
    ]);
  });

  it('finds joined rows that changed, came, went and were exchanged', async () => {
    expect(await changed(`update grps set title = 'two' where grp = 'g2'`)).toHaveLength(600);
    expect(await changed(`insert into texts values ('I7', 'fr', null)`)).toEqual(['changed I7|k']);
    expect(await changed(`delete from texts where code = 'I7'`)).toEqual(['changed I7|k']);
    await changed(`insert into texts values ('I8', 'fr', 'x'), ('I9', 'fr', 'y')`);
    expect(
      await changed(
        `update texts set txt = case code when 'I8' then 'y' else 'x' end where code in ('I8', 'I9') and lang = 'fr'`,
      ),
    ).toEqual(['changed I8|k', 'changed I9|k']);
  });

  it('is not interested in joined rows that refresh nothing', async () => {
    expect(await changed(`insert into notes values ('I7', 'call back')`)).toEqual([]);
  });

  it('finds what a truncated table had', async () => {
    expect(await changed('create table kept as select * from items', 'truncate table items')).toHaveLength(
      3_000,
    );
    expect(await changed('insert into items select * from kept')).toHaveLength(3_000);
  });

  it('finds a column that has come or gone as a change of every record', async () => {
    expect(await changed('alter table items drop column at')).toHaveLength(3_000);
    expect(await changed('alter table items add column later varchar(5)')).toHaveLength(3_000);
  });
});
