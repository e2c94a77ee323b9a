import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Office, onEachOffice } from './fixtures/offices.ts';
import { keysOf, recordsOf } from './fixtures/reading.ts';

onEachOffice('raw records of', ({ open, dialect }) => {
  let office: Office;
  const mariadb = dialect === 'mariadb';
  const quoted = (name: string) => (mariadb ? `\`${name}\`` : `"${name}"`);
  beforeAll(async () => {
    office = await open();
    await office.run(
      `create table items (code varchar(20) primary key, name varchar(80), price decimal(12,4), grp varchar(10),
                           made ${mariadb ? 'datetime' : 'timestamp'}, seen timestamp${mariadb ? ' null' : 'tz'}, number bigint)`,
      `create table texts (code varchar(20), lang varchar(2), txt varchar(200))`,
      `create table grps (grp varchar(10) primary key, title varchar(40))`,
      `insert into items values ('0010', 'Schraube M8 ${'Ä'}', 1.1000, 'S', '2026-10-25 02:30:00', null, 9007199254740993)`,
      `insert into items values ('b 2', '', null, null, null, null, null)`,
      `insert into items values ('B-1', null, 0, 'X', null, null, -1)`,
      `insert into texts values ('0010', 'en', 'Bolt'), ('0010', 'de', 'Schraube'), ('zzz', 'de', 'of nothing')`,
      `insert into grps values ('S', 'Schrauben')`,
    );
  });
  afterAll(() => office.close());

  const items = {
    table: 'items',
    key: ['code'],
    changes: { hash: 'ranges' },
    with: {
      texts: { table: 'texts', on: { code: 'code' } },
      group: { table: 'grps', on: { grp: 'grp' }, many: false, columns: ['title'] },
    },
  };

  it('are the texts of columns, with joined rows within', async () => {
    const records = await recordsOf(office.source({ items }), 'items', ['0010', 'b 2', 'nowhere']);
    expect([...records.keys()].toSorted()).toEqual(['0010', 'b 2']);
    expect(records.get('0010')).toEqual({
      position: 0,
      values: {
        code: '0010',
        name: 'Schraube M8 Ä',
        price: '1.1000',
        grp: 'S',
        made: '2026-10-25 02:30:00',
        seen: null,
        number: '9007199254740993',
        texts: [
          { code: '0010', lang: 'de', txt: 'Schraube' },
          { code: '0010', lang: 'en', txt: 'Bolt' },
        ],
        group: { title: 'Schrauben' },
      },
    });
    expect(records.get('b 2')?.values).toMatchObject({ name: '', price: null, texts: [], group: null });
  });

  it('are listed page by page, each once', async () => {
    const source = office.source({ items });
    const all = await keysOf(source, 'items', 1);
    expect(all.toSorted()).toEqual(['0010', 'B-1', 'b 2']);
    expect(await keysOf(source, 'items', 2)).toEqual(all);
  });

  it('have reversible source keys of several columns', async () => {
    await office.run(
      'create table prices (list varchar(10) not null, code varchar(10) not null, tier int not null, primary key (list, code, tier))',
      `insert into prices values ('a|b', 'c', 1), ('a', 'b|c', 1), ('a\\${mariadb ? '\\' : ''}', 'b', 10), ('a', 'b', 2)`,
    );
    const source = office.source({
      prices: { table: 'prices', key: ['list', 'code', 'tier'], changes: { hash: 'ranges' } },
    });
    const keys = await keysOf(source, 'prices', 1);
    expect(keys.toSorted()).toEqual(
      [String.raw`a\\|b|10`, String.raw`a\|b|c|1`, String.raw`a|b\|c|1`, 'a|b|2'].toSorted(),
    );
    const records = await recordsOf(source, 'prices', [...keys, 'no such key', 'x|y|notanumber']);
    expect(records.size).toBe(4);
    expect(records.get(String.raw`a\\|b|10`)?.values).toEqual({ list: 'a\\', code: 'b', tier: '10' });
  });

  it('tell keys apart byte for byte, whatever the collation takes for the same', async () => {
    await office.run(
      `create table parts (code varchar(10)${mariadb ? ' collate utf8mb4_general_ci' : ''}, n int)`,
      `insert into parts values ('Ab1', 1), ('AB1 ', 2), ('ab1', 3), ('äb1', 4), (null, 5), ('twice', 6), ('twice', 7)`,
    );
    const source = office.source({ parts: { table: 'parts', key: ['code'], changes: { hash: 'ranges' } } });
    const keys = ['AB1 ', 'Ab1', 'ab1', 'twice', 'äb1'];
    // Also where the rows that share a key are all that a page has room for.
    for (const size of [1, 2, 3, 100]) expect((await keysOf(source, 'parts', size)).toSorted()).toEqual(keys);
    const records = await recordsOf(source, 'parts', ['Ab1', 'AB1 ']);
    expect([...records].map(([key, { values }]) => [key, values.n]).toSorted()).toEqual([
      ['AB1 ', '2'],
      ['Ab1', '1'],
    ]);
    await source.snapshot(async (snapshot) => {
      const read = await source.rawReaders.parts?.read(snapshot, ['twice', 'ab1']);
      expect(read?.ambiguous).toEqual(new Set(['twice']));
      expect([...(read?.records.keys() ?? [])]).toEqual(['ab1']);
    });
  });

  it('come from views, queries and conditions too', async () => {
    await office.run(`create view sold as select code, name from items where number > 0`);
    const source = office.source({
      view: { view: 'sold', key: ['code'], changes: { hash: 'ranges' } },
      query: {
        query: `select code, count(*) as n from texts group by code -- by item`,
        key: ['code'],
        changes: { hash: 'ranges' },
      },
      where: {
        table: 'items',
        where: `name = '' or number < 0 -- none`,
        key: ['code'],
        columns: ['number'],
        changes: { hash: 'ranges' },
      },
    });
    expect(await keysOf(source, 'view')).toEqual(['0010']);
    expect((await recordsOf(source, 'query', ['0010'])).get('0010')?.values).toEqual({
      code: '0010',
      n: '2',
    });
    expect((await keysOf(source, 'where')).toSorted()).toEqual(['B-1', 'b 2']);
    expect((await recordsOf(source, 'where', ['B-1', '0010'])).size).toBe(1);
  });

  it('take any name and any value for what it is', async () => {
    const strange = `it's "a" \`name\`; drop table items`;
    await office.run(
      `create table ${quoted('Odd Table')} (${mariadb ? `\`${strange.replaceAll('`', '``')}\`` : `"${strange.replaceAll('"', '""')}"`} varchar(80), ${quoted('order')} int)`,
    );
    const evil = `'; drop table items; -- \\' " \u0001 😀`;
    await office.run(
      mariadb
        ? `insert into \`Odd Table\` values ('${evil.replaceAll('\\', '\\\\').replaceAll("'", "''")}', 1)`
        : `insert into "Odd Table" values ('${evil.replaceAll("'", "''")}', 1)`,
    );
    const source = office.source({
      odd: { table: 'Odd Table', key: [strange], changes: { hash: 'ranges' } },
    });
    expect(await keysOf(source, 'odd')).toEqual([evil]);
    expect((await recordsOf(source, 'odd', [evil])).get(evil)?.values).toEqual({
      [strange]: evil,
      order: '1',
    });
    expect((await recordsOf(source, 'odd', [`${evil}' or '1'='1`])).size).toBe(0);
    expect((await keysOf(office.source({ items }), 'items')).length).toBe(3);
  });

  it('cannot change anything, and one text is one statement', async () => {
    const of = (query: string) => office.source({ q: { query, key: ['n'], changes: { hash: 'ranges' } } });
    await expect(
      keysOf(of('select 1 as n) x; delete from items; select * from (select 1 as n'), 'q'),
    ).rejects.toThrow();
    if (!mariadb) {
      await office.run('create sequence counted');
      await expect(keysOf(of(`select nextval('counted') as n`), 'q')).rejects.toThrow('read-only');
    }
    expect((await keysOf(office.source({ items }), 'items')).length).toBe(3);
  });

  it('are of one instant', async () => {
    const source = office.source({ items });
    await source.snapshot(async (snapshot) => {
      const read = async () =>
        (await source.rawReaders.items?.read(snapshot, ['B-1']))?.records.get('B-1')?.values.price;
      const before = await read();
      await office.run(`update items set price = price + 1 where code = 'B-1'`);
      expect(await read()).toBe(before);
      expect(Math.abs(snapshot.takenAt.getTime() - Date.now())).toBeLessThan(60_000);
    });
    expect((await recordsOf(source, 'items', ['B-1'])).get('B-1')?.values.price).toBe('1.0000');
  });

  it('lack a column that is dropped, and have one that is added', async () => {
    await office.run(
      'create table drifting (id int primary key, a varchar(5), b varchar(5))',
      `insert into drifting values (1, 'x', null)`,
    );
    const source = office.source({
      drifting: { table: 'drifting', key: ['id'], changes: { hash: 'ranges' } },
    });
    const values = async () => (await recordsOf(source, 'drifting', ['1'])).get('1')?.values;
    expect(await values()).toEqual({ id: '1', a: 'x', b: null });
    await office.run('alter table drifting drop column b');
    expect(await values()).toEqual({ id: '1', a: 'x' });
    await office.run('alter table drifting add column c varchar(5)');
    expect(await values()).toEqual({ id: '1', a: 'x', c: null });
  });

  it('say which setting is wrong, and never the password', async () => {
    const wrong = office.source({ items: { ...items, key: ['kode'] } });
    await expect(keysOf(wrong, 'items')).rejects.toThrow('readers.items.key: there is no column "kode"');
    const url = new URL(office.url);
    url.password = 'hunter2-secret';
    const refused = office.source({ items }, { url: url.href });
    const error = await keysOf(refused, 'items').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('hunter2');
  });

  it('end a statement that takes too long', async () => {
    const sleep = mariadb ? 'select sleep(30) as n' : 'select pg_sleep(30)::text as n';
    const source = office.source(
      { slow: { query: sleep, key: ['n'], changes: { hash: 'ranges' } } },
      { statementTimeout: '200ms' },
    );
    await expect(keysOf(source, 'slow')).rejects.toThrow(/time|interrupted/i);
  });

  it.runIf(mariadb)('of MariaDB are read whatever the driver would make of them', async () => {
    await office.run(
      `set session sql_mode = ''`,
      `create table old (id int primary key, d date, t datetime, z int(6) zerofill, b bit(9), x varbinary(4), j json, l varchar(10) character set latin1, y year, f float)`,
      `insert into old values (1, '0000-00-00', '0000-00-00 00:00:00', 42, b'100000001', x'00ff', '{"a": 1.10}', 'ä', 2026, 0.1)`,
    );
    const source = office.source({ old: { table: 'old', key: ['id'], changes: { hash: 'ranges' } } });
    expect((await recordsOf(source, 'old', ['1'])).get('1')?.values).toEqual({
      id: '1',
      d: '0000-00-00',
      t: '0000-00-00 00:00:00',
      z: '000042',
      b: '257',
      x: String.raw`\x00ff`,
      j: '{"a": 1.10}',
      l: 'ä',
      y: '2026',
      f: '0.1',
    });
  });

  it('have times as they stand, and instants in UTC, whatever the zone of who wrote them', async () => {
    const clerk = await office.clerk();
    await clerk.run(
      mariadb ? `set session time_zone = '-05:00'` : `set time zone interval '-05:00' hour to minute`,
      `create table times (id int primary key, stands ${mariadb ? 'datetime(3)' : 'timestamp(3)'}, instant ${mariadb ? 'timestamp(3) null' : 'timestamptz(3)'})`,
      // Once that came twice in Berlin, and once that never was there.
      `insert into times values (1, '2026-10-25 02:30:00', '2026-10-25 02:30:00'), (2, '2026-03-29 02:30:00', '2026-03-29 02:30:00')`,
    );
    const source = office.source(
      { times: { table: 'times', key: ['id'], changes: { column: 'instant' } } },
      { zone: 'Europe/Berlin' },
    );
    const records = await recordsOf(source, 'times', ['1', '2']);
    const suffix = mariadb ? '.000' : '';
    const zone = mariadb ? '' : '+00';
    expect([...records.values()].map(({ values }) => values)).toEqual([
      { id: '1', stands: `2026-10-25 02:30:00${suffix}`, instant: `2026-10-25 07:30:00${suffix}${zone}` },
      { id: '2', stands: `2026-03-29 02:30:00${suffix}`, instant: `2026-03-29 07:30:00${suffix}${zone}` },
    ]);
  });

  it('come in an order of keys, whatever order they are answered in', async () => {
    const shuffled = `select code, name from items order by ${mariadb ? 'rand()' : 'random()'}${mariadb ? ' limit 100' : ''}`;
    const source = office.source({
      shuffled: { query: shuffled, key: ['code'], changes: { hash: 'ranges' } },
    });
    for (const size of [1, 2, 3])
      expect((await keysOf(source, 'shuffled', size)).toSorted()).toEqual(['0010', 'B-1', 'b 2']);
  });
});
