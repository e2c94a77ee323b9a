import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Office, onEachOffice } from './fixtures/offices.ts';
import { inspectDatabase } from './inspect.ts';

onEachOffice('what there is in', ({ open, dialect }) => {
  let office: Office;
  beforeAll(async () => {
    office = await open();
    await office.run(
      'create table grps (grp varchar(9) primary key, title varchar(200))',
      'create table items (code varchar(9) not null, kind varchar(3) not null, grp varchar(9), primary key (kind, code), foreign key (grp) references grps (grp))',
      `insert into grps values ('g', '${'x'.repeat(100)}'), ('h', null)`,
      'create view titles as select title from grps',
    );
  });
  afterAll(() => office.close());

  it('is told with keys, references and a few values, and nothing is changed', async () => {
    const tables = await inspectDatabase({ dialect, url: office.url });
    expect(tables.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'table grps',
      'table items',
      'view titles',
    ]);
    const [grps, items, titles] = tables;
    expect(grps?.columns.map(({ name, type, nullable }) => ({ name, type, nullable }))).toEqual([
      { name: 'grp', type: expect.stringMatching(/char/), nullable: false },
      { name: 'title', type: expect.stringMatching(/char.*\(200\)/), nullable: true },
    ]);
    expect(grps?.columns.map(({ examples }) => examples)).toEqual([['g', 'h'], ['x'.repeat(60)]]);
    expect(items).toMatchObject({
      key: ['kind', 'code'],
      foreignKeys: [{ columns: ['grp'], table: 'grps', references: ['grp'] }],
    });
    expect(titles).toMatchObject({ rows: null, key: [] });
    expect(await office.rows('select count(*) from items')).toEqual([[dialect === 'mariadb' ? 0 : '0']]);
  });
});
