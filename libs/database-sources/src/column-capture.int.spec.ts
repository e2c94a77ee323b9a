import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CaptureRound } from '@throughline/connector';
import { until } from '@throughline/testing';
import { type Office, onEachOffice } from './fixtures/offices.ts';
import type { DatabaseSource } from './database-source.ts';

onEachOffice('changes by a column in', ({ open, dialect }) => {
  const mariadb = dialect === 'mariadb';
  let office: Office;
  let source: DatabaseSource;
  let cursor: string | null;
  /** The stamp of so many seconds ago, by the clock of the database, in the zone that the column has. */
  const ago = (seconds: number) =>
    mariadb
      ? `convert_tz(utc_timestamp(3), '+00:00', '+02:00') - interval ${seconds} second`
      : `(clock_timestamp() at time zone 'UTC' + interval '2 hours' - interval '${seconds} seconds')`;
  const readers = {
    items: {
      table: 'items',
      key: ['code'],
      with: { texts: { table: 'texts', on: { code: 'code' }, changed: 'at' } },
      changes: { column: 'at', overlap: '10m' },
    },
    versioned: { table: 'versioned', key: ['code'], changes: { column: 'version', overlap: 5 } },
  };
  const round = (reader = 'items', limit = 1_000, from = cursor): Promise<CaptureRound> =>
    source.snapshot((snapshot) => source.rawCaptures[reader]!.changes(snapshot, from, limit));
  const taken = async (reader = 'items', limit = 1_000) => {
    const of = await round(reader, limit);
    await source.rawCaptures[reader]!.acknowledge(of);
    ({ cursor } = of);
    return of.changes.map(({ sourceKey }) => sourceKey).toSorted();
  };

  beforeAll(async () => {
    office = await open();
    const time = mariadb ? 'datetime(3)' : 'timestamp(3)';
    await office.run(
      `create table items (code varchar(20) primary key, name varchar(80), at ${time})`,
      `create table texts (code varchar(20), txt varchar(80), at ${time})`,
      'create table versioned (code varchar(20) primary key, version bigint)',
    );
  });
  afterAll(() => office.close());
  beforeEach(async () => {
    await office.run('delete from items', 'delete from texts', 'delete from versioned');
    // The clocks of the office's zone are two hours ahead the whole year.
    source = office.source(readers, { zone: 'Africa/Maputo' });
    cursor = null;
    expect(await taken()).toEqual([]);
  });

  it('are found from the overlap on, each once', async () => {
    await office.run(
      `insert into items values ('new', 'x', ${ago(0)}), ('within', 'x', ${ago(300)}), ('before', 'x', ${ago(3600)})`,
    );
    expect(await taken()).toEqual(['new', 'within']);
    expect(await taken()).toEqual([]);
    await office.run(`update items set name = 'y', at = ${ago(0)} where code = 'before'`);
    expect(await taken()).toEqual(['before']);
  });

  it('are told from one another when their stamps are the same', async () => {
    const [[stamp] = []] = await office.rows(
      mariadb ? `select convert(${ago(0)}, char)` : `select (${ago(0)})::text`,
    );
    const set = (name: string) => office.run(`update items set name = '${name}', at = '${String(stamp)}'`);
    await office.run(`insert into items values ('a', 'one', '${String(stamp)}')`);
    expect(await taken()).toEqual(['a']);
    await set('two');
    expect(await taken()).toEqual(['a']);
    await set('one');
    expect(await taken()).toEqual(['a']);
    expect(await taken()).toEqual([]);
  });

  it('that commit late are seen within the overlap, and their lateness is told', async () => {
    const slow = await office.clerk();
    await slow.run('start transaction', `insert into items values ('slow', 'x', ${ago(400)})`);
    await office.run(`insert into items values ('fast', 'x', ${ago(0)})`);
    expect(await taken()).toEqual(['fast']);
    await slow.run('commit');
    const of = await round();
    expect(of.changes.map(({ sourceKey }) => sourceKey)).toEqual(['slow']);
    expect(of.lateMs).toBeGreaterThan(390_000);
    expect(of.distrusted).toMatch(/more than half of the overlap/);
  });

  it('that a statement stamps with the time at which it began are found when it is done', async () => {
    const clerk = await office.clerk();
    const began = mariadb
      ? `convert_tz(now(3), @@session.time_zone, '+02:00')`
      : `(statement_timestamp() at time zone 'UTC' + interval '2 hours')`;
    const waited = mariadb ? 'sleep(1)' : 'pg_sleep(1)';
    const writing = clerk.run(
      `insert into items select concat('slow', count(*)), 'x', ${began} from (select ${waited}) s`,
    );
    await until(async () => {
      const running = mariadb
        ? `select count(*) from information_schema.processlist where info like 'insert into items%'`
        : `select count(*) from pg_stat_activity where query like 'insert into items%' and state = 'active'`;
      return Number((await office.rows(running))[0]?.[0]) > 0;
    });
    await office.run(`insert into items values ('fast', 'x', ${ago(0)})`);
    const early = await taken();
    await writing;
    expect([...early, ...(await taken())]).toEqual(['fast', 'slow1']);
  });

  it('of joined rows are changes of their record', async () => {
    await office.run(
      `insert into items values ('a', 'x', ${ago(7200)})`,
      `insert into texts values ('a', 't', ${ago(0)}), ('z', 't', ${ago(0)})`,
    );
    expect(await taken()).toEqual(['a']);
  });

  it('are found by a version, too, which may become visible out of order', async () => {
    cursor = null;
    await taken('versioned');
    await office.run(`insert into versioned values ('a', 100)`);
    expect(await taken('versioned')).toEqual(['a']);
    await office.run(`insert into versioned values ('late', 97), ('b', 101), ('none', null)`);
    expect(await taken('versioned')).toEqual(['b', 'late']);
    expect(await taken('versioned')).toEqual([]);
  });

  it('cannot be found by a column that says neither', async () => {
    source = office.source({ items: { ...readers.items, with: {}, changes: { column: 'name' } } });
    await expect(round('items', 10, null)).rejects.toThrow(
      'readers.items: name is neither a time nor a version',
    );
  });
});
