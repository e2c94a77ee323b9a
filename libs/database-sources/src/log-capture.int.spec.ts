import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CaptureRound } from '@throughline/connector';
import { until } from '@throughline/testing';
import { type Office, onEachOffice } from './fixtures/offices.ts';
import type { DatabaseSource } from './database-source.ts';

onEachOffice('the log of changes in', ({ open, dialect }) => {
  const mariadb = dialect === 'mariadb';
  const captured = mariadb ? 'throughline_captured_nord' : 'throughline.captured_nord';
  const lost = mariadb ? 'throughline_lost_nord' : 'throughline.lost_nord';
  let office: Office;
  let source: DatabaseSource;
  const readers = {
    items: {
      table: 'items',
      key: ['code'],
      with: {
        texts: { table: 'texts', on: { code: 'code' } },
        group: { table: 'grps', on: { grp: 'grp' }, many: false },
        notes: { table: 'notes', on: { code: 'code' }, refresh: false },
      },
      changes: { log: 'triggers', heartbeat: '1ms' },
    },
    stock: { table: 'stock', key: ['code', 'loc'], changes: { log: 'triggers', heartbeat: '1h' } },
  };
  const round = (reader = 'items', limit = 1_000): Promise<CaptureRound> =>
    source.snapshot((snapshot) => source.rawCaptures[reader]!.changes(snapshot, null, limit));
  /** What has changed since the last time, all of it acknowledged. */
  const taken = async (reader = 'items'): Promise<(string | null)[]> => {
    const of = await round(reader);
    expect(of.distrusted).toBe(null);
    await source.rawCaptures[reader]!.acknowledge(of);
    return of.changes.map(({ sourceKey }) => sourceKey).toSorted();
  };
  const distrust = async () => (await round()).distrusted;

  beforeAll(async () => {
    office = await open();
    await office.run(
      'create table items (code varchar(20) primary key, name varchar(80), grp varchar(9))',
      'create table texts (code varchar(20), txt varchar(200))',
      'create table notes (code varchar(20), note varchar(20))',
      'create table grps (grp varchar(9) primary key, title varchar(20))',
      'create table stock (code varchar(20) references items (code) on delete cascade, loc varchar(5), qty int, primary key (code, loc))',
    );
  });
  afterAll(() => office.close());
  beforeEach(async () => {
    source = office.source(readers);
    await source.install();
    await office.run(
      'delete from items',
      'delete from texts',
      'delete from grps',
      'delete from stock',
      `delete from ${captured}`,
      `delete from ${lost}`,
    );
    expect(await distrust()).toBe(null);
  });

  describe('when it is installed', () => {
    it('is shown before, changes nothing by that, and is there once', async () => {
      await source.remove();
      const plan = await source.plannedInstall();
      expect(plan.filter((statement) => /^create (or replace )?trigger /.test(statement)).length).toBe(
        mariadb ? 15 : 20,
      );
      expect(await distrust()).toMatch(/not installed/);
      expect(await source.plannedInstall()).toEqual(plan);
      await source.install();
      expect(await distrust()).toBe(null);
      expect(await source.plannedInstall()).toEqual([]);
      const before = (await round()).identity;
      await source.install();
      expect((await round()).identity).toBe(before);
    }, 60_000);

    it('leaves nothing behind when it is removed', async () => {
      await source.remove();
      const triggers = mariadb
        ? `select count(*) from information_schema.triggers where trigger_schema = database()`
        : `select count(*) from pg_trigger where tgname like 'throughline%'`;
      expect(Number((await office.rows(triggers))[0]?.[0])).toBe(0);
      expect(await source.plannedInstall()).not.toEqual([]);
      await office.run(`insert into items values ('a', 'x', null)`);
    });

    it('is another one when the readers have changed, without the triggers of before', async () => {
      const before = await round();
      const other = office.source({ ...readers, items: { ...readers.items, with: {} } });
      await other.install();
      const of = await other.snapshot((snapshot) => other.rawCaptures.items!.changes(snapshot, null, 10));
      expect(of.distrusted).toBe(null);
      expect(of.identity).not.toBe(before.identity);
      await office.run(`insert into texts values ('a', 'x')`);
      const rows = await office.rows(`select count(*) from ${captured} where reader = 'items'`);
      expect(Number(rows[0]?.[0])).toBe(0);
    });
  });

  describe('when rows change', () => {
    it('names their records until they are acknowledged', async () => {
      await office.run(
        `insert into items values ('a', 'x', null), ('b|\\${mariadb ? '\\' : ''}', 'y', null)`,
      );
      const first = await round();
      expect(first.changes.map(({ sourceKey }) => sourceKey).toSorted()).toEqual(['a', 'b|\\']);
      expect(Math.abs((first.changes[0]?.at?.getTime() ?? 0) - Date.now())).toBeLessThan(120_000);
      expect((await round()).changes).toEqual(first.changes);
      await source.rawCaptures.items!.acknowledge(first);
      expect(await taken()).toEqual([]);
    });

    it('names both keys when one changes, byte for byte', async () => {
      await office.run(`insert into items values ('Ab1', 'x', null)`);
      await taken();
      await office.run(`update items set code = 'AB1' where code = 'Ab1'`);
      expect(await taken()).toEqual(['AB1', 'Ab1']);
      await office.run(`update items set code = 'AB1 ' where code = 'AB1'`);
      expect(await taken()).toEqual(['AB1', 'AB1 ']);
      await office.run(
        `insert into items values ('q', 'x', null)`,
        `insert into stock values ('q', 'L|1', 1)`,
      );
      await taken('stock');
      await office.run(`update stock set loc = 'L2'`);
      expect(await taken('stock')).toEqual(['q|L2', String.raw`q|L\|1`]);
    });

    it('names the records of joined rows, before and after', async () => {
      await office.run(
        `insert into grps values ('g', 'G'), ('h', 'H')`,
        `insert into items values ('a', 'x', 'g'), ('b', 'y', 'g'), ('c', 'z', 'h')`,
      );
      await taken();
      await office.run(`update grps set title = 'GG' where grp = 'g'`);
      expect(await taken()).toEqual(['a', 'b']);
      await office.run(`insert into texts values ('a', 'T')`);
      expect(await taken()).toEqual(['a']);
      await office.run(`update texts set code = 'c'`);
      expect(await taken()).toEqual(['a', 'c']);
      await office.run('delete from texts');
      expect(await taken()).toEqual(['c']);
      await office.run(`insert into notes values ('a', 'n')`);
      expect(await taken()).toEqual([]);
    });
  });

  describe('is distrusted', () => {
    it('when a trigger is gone', async () => {
      const [row] = await office.rows(
        mariadb
          ? `select trigger_name from information_schema.triggers where event_object_table = 'items' and trigger_schema = database()`
          : `select tgname from pg_trigger where tgrelid = 'items'::regclass and tgname like 'throughline%'`,
      );
      await office.run(
        mariadb ? `drop trigger ${String(row?.[0])}` : `drop trigger ${String(row?.[0])} on items`,
      );
      expect(await distrust()).toMatch(/trigger of items/);
      const before = (await round()).identity;
      await source.install();
      expect(await distrust()).toBe(null);
      expect((await round()).identity).not.toBe(before);
    });

    it.runIf(!mariadb)('when a trigger is disabled', async () => {
      await office.run('alter table items disable trigger user');
      expect(await distrust()).toMatch(/trigger of items/);
      await office.run('alter table items enable trigger user');
    });

    it('when the table was swapped for another one', async () => {
      await office.run(
        'create table items_new (code varchar(20) primary key, name varchar(80), grp varchar(9))',
        ...(mariadb
          ? [
              'rename table grps to grps_old, texts to texts_old',
              'rename table texts_old to texts, grps_old to grps',
            ]
          : ['alter table grps rename to grps_old', 'create table grps (like grps_old including all)']),
      );
      if (mariadb) {
        // A table that was renamed takes its triggers along.
        await office.run(
          'create table texts_new (code varchar(20), txt varchar(200))',
          'rename table texts to texts_gone, texts_new to texts',
        );
        expect(await distrust()).toMatch(/trigger of texts/);
        await office.run('drop table texts_gone');
      } else {
        expect(await distrust()).toMatch(/trigger of grps/);
        await office.run('drop table grps_old');
      }
      await office.run('drop table items_new');
      await source.install();
      expect(await distrust()).toBe(null);
    });

    it('when what goes in does not come out', async () => {
      expect(await distrust()).toBe(null);
      await until(
        async () =>
          Number(
            (await office.rows(`select count(*) from ${captured} where reader = '' and via = ''`))[0]?.[0],
          ) > 0,
      );
      await office.run(`delete from ${captured}`);
      expect(await distrust()).toMatch(/heartbeat \d+ has not come out/);
    });
  });

  describe('does no harm to who writes', () => {
    const hurried = async (): Promise<number> => {
      const clerk = await office.clerk();
      await clerk.run(
        mariadb
          ? 'set session innodb_lock_wait_timeout = 30, lock_wait_timeout = 30'
          : `set statement_timeout = '30s'`,
      );
      const started = performance.now();
      for (let index = 0; index < 20; index += 1) {
        await clerk.run(
          'start transaction',
          `insert into items values ('w${index}', 'x', 'g')`,
          `update items set name = 'y' where code = 'w${index}'`,
          `delete from items where code = 'w${index}'`,
          `insert into texts values ('w${index}', 't')`,
          'commit',
        );
      }
      const [[count] = []] = await office.rows(`select count(*) from texts where code like 'w%'`);
      expect(Number(count)).toBe(20);
      return performance.now() - started;
    };

    it('when it was dropped', async () => {
      await office.run(`drop table ${captured}`);
      await hurried();
      expect(await distrust()).toMatch(/no table/);
      await source.install();
      // It is another log, and says that it has missed something.
      const of = await round();
      expect(of.distrusted).toMatch(/80 writes could not be logged/);
      expect(of.changes).toEqual([{ sourceKey: null, at: null }]);
      await source.rawCaptures.items!.acknowledge(of);
      expect(await distrust()).toBe(null);
    });

    it('when all of its tables were dropped', async () => {
      await office.run(`drop table ${captured}`, `drop table ${lost}`);
      await hurried();
      const before = await round();
      expect(before.distrusted).toMatch(/no table/);
      await source.install();
      const after = await round();
      expect([after.distrusted, after.identity === before.identity]).toEqual([null, false]);
    });

    it('when it is full', async () => {
      await office.run(
        mariadb
          ? `alter table ${captured} modify id tinyint unsigned not null auto_increment, auto_increment = 254`
          : `alter table ${captured} alter id set maxvalue 2000000000 set start 1999999999 restart`,
      );
      await hurried();
      const of = await round();
      expect(of.distrusted).toMatch(/could not be (logged|written)|not come out/);
      expect(of.changes.some(({ sourceKey }) => sourceKey === null)).toBe(true);
      await office.run(
        mariadb
          ? `alter table ${captured} modify id bigint unsigned not null auto_increment`
          : `alter table ${captured} alter id set maxvalue 9000000000000000000`,
      );
      await source.rawCaptures.items!.acknowledge(of);
      // Once the sweep was asked for and the log takes rows again, it is trusted again.
      await until(async () => {
        const next = await round();
        await source.rawCaptures.items!.acknowledge(next);
        return next.distrusted === null;
      });
      await office.run(`insert into items values ('later', 'x', null)`);
      expect(await taken()).toContain('later');
    });

    it('when its rows are locked by who empties it', async () => {
      await office.run(`insert into items values ('a', 'x', null)`);
      const locker = await office.clerk();
      // As the rows are locked that we delete.
      await locker.run(
        'set session transaction isolation level read committed'.replace(
          'session',
          mariadb ? 'session' : 'session characteristics as',
        ),
        'start transaction',
      );
      await locker.rows(`select * from ${captured} where id > 0 for update`);
      await hurried();
      await locker.run('rollback');
      expect(await taken()).toContain('w7');
    });

    it.runIf(!mariadb)('when it is locked as a whole', async () => {
      const locker = await office.clerk();
      await locker.run('start transaction', `lock table ${captured} in access exclusive mode`);
      // Nobody who writes waits for the locker, who never lets go before they have finished.
      await hurried();
      expect(await distrust()).toMatch(/cannot be read/);
      await locker.run('rollback');
      const of = await round();
      expect(of.distrusted).toMatch(/could not be logged/);
      expect(of.changes[0]?.sourceKey).toBe(null);
      await source.rawCaptures.items!.acknowledge(of);
      expect(await distrust()).toBe(null);
    });

    it('when it is read and emptied all the time', async () => {
      let writing = true;
      const errors: unknown[] = [];
      const clerks = [1, 2, 3].map(async (number) => {
        const clerk = await office.clerk();
        for (let index = 0; index < 60; index += 1) {
          await clerk
            .run(
              'start transaction',
              `insert into items values ('r${number}-${index}', 'x', null)`,
              `update items set name = 'y' where code = 'r${number}-${Math.max(0, index - 3)}'`,
              'commit',
            )
            .catch((error: unknown) => errors.push(error));
        }
      });
      const seen = new Set<string | null>();
      const reading = (async () => {
        while (writing) for (const key of await taken()) seen.add(key);
      })();
      await Promise.all(clerks);
      writing = false;
      await reading;
      for (const key of await taken()) seen.add(key);
      expect(errors).toEqual([]);
      expect(seen.size).toBe(180);
    });
  });
});
