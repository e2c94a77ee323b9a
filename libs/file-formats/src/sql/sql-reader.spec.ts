import { describe, expect, it } from 'vitest';
import { faultsOf, readFile } from '../fixtures/read-file.ts';

describe('a dump', () => {
  it('of SQL Server has statements without semicolons, bracketed names and conversions', async () => {
    const text = `\uFEFFDELETE FROM [dbo].[Item]\nGO\nSET IDENTITY_INSERT [dbo].[Item] ON\nINSERT [dbo].[Item] ([Id], [Name], [On], [Price]) VALUES (1, N'O''Neil; (x)', CAST(N'2018-08-11T15:02:17.0131910+07:00' AS DateTimeOffset), CAST(9.50 AS Decimal(18, 2)))\nINSERT [dbo].[Other] ([Id]) VALUES (5)\nGO\nINSERT INTO [dbo].[Item] ([Id], [Name], [On], [Price]) VALUES\n (2, NULL, NULL, -1),\n (3, N'[Item]', CONVERT(date, '20200101', 112), 0.10)\n`;
    const { values, positions, verdict } = await readFile(
      text,
      { sql: 'dbo.Item', dialect: 'sqlserver' },
      { part: 7 },
    );
    expect(values).toEqual([
      { Id: '1', Name: "O'Neil; (x)", On: '2018-08-11T15:02:17.0131910+07:00', Price: '9.50' },
      { Id: '2', Name: null, On: null, Price: '-1' },
      { Id: '3', Name: '[Item]', On: '20200101', Price: '0.10' },
    ]);
    expect(positions).toEqual([4, 8, 9]);
    expect(verdict).toMatchObject({ whole: true, endProven: false });
  });

  it('of MySQL has backslashes, comments of its own, and says that it is complete', async () => {
    const text =
      "/*!40101 SET NAMES utf8 */;\n# note; INSERT INTO items VALUES (0)\nINSERT INTO `items` VALUES (1,'it\\'s; \\n\\\\',\"a\"),(2,_utf8'x',0x4F),(3,NULL,now());\n-- Dump completed on 2024-01-01\n";
    const read = await readFile(text, { sql: 'items', dialect: 'mysql', columns: ['id', 'name', 'tag'] });
    expect(read.values).toEqual([
      { id: '1', name: "it's; \n\\", tag: 'a' },
      { id: '2', name: 'x', tag: '0x4F' },
    ]);
    expect(faultsOf(read)).toEqual(['3: tag: is an expression and no value']);
    expect(read.verdict).toMatchObject({ whole: true, endProven: true });
  });

  it('of PostgreSQL has COPY, functions in dollars, and casts', async () => {
    const text =
      "CREATE FUNCTION f() RETURNS void AS $body$ BEGIN INSERT INTO film VALUES (0); END $body$ LANGUAGE plpgsql;\nCOPY public.film (id, title, tags) FROM stdin;\n1\tA\\tB\\\\\t{Trailers,\"Behind the Scenes\"}\n2\t\\N\t\\x41\\102\n\\.\n\nINSERT INTO public.film (id, title, tags) VALUES (3, E'a\\nb', '{x}'::text[]);\n";
    const { values, positions } = await readFile(text, { sql: 'film', dialect: 'postgresql' }, { part: 11 });
    expect(values).toEqual([
      { id: '1', title: 'A\tB\\', tags: '{Trailers,"Behind the Scenes"}' },
      { id: '2', title: null, tags: 'AB' },
      { id: '3', title: 'a\nb', tags: '{x}' },
    ]);
    expect(positions).toEqual([3, 4, 7]);
  });

  it('of COPY alone proves its end', async () => {
    const closed = await readFile('COPY t (a) FROM stdin;\n1\n\\.\n', { sql: 't', dialect: 'postgresql' });
    expect(closed.verdict).toMatchObject({ records: 1, endProven: true });
    const cut = await readFile('COPY t (a) FROM stdin;\n1\n2\n', { sql: 't', dialect: 'postgresql' });
    expect(cut.verdict).toMatchObject({ records: 2, whole: false, endProven: false });
  });

  it.each([
    ['ends inside a statement', 'INSERT INTO t (a) VALUES (1),(2', 'the dump is cut'],
    ['ends inside a text', "INSERT INTO t (a) VALUES ('x", 'the dump is cut'],
    ['has no such table', 'INSERT INTO u (a) VALUES (1);', 'the dump has no rows of table t'],
    ['names no columns', 'INSERT INTO t VALUES (1);', 'does not name the columns: say `columns`'],
    ['selects its rows', 'INSERT INTO t (a) SELECT 1;', 'rows by INSERT … SELECT are not in the dump'],
  ])('that %s is not whole', async (_, text, reason) => {
    const read = await readFile(text, { sql: 't', dialect: 'standard' });
    expect(read.verdict).toMatchObject({ whole: false, endProven: false });
    expect(faultsOf(read).join()).toContain(reason);
  });

  it('has rows that do not fit their columns: faults that stop no other', async () => {
    const read = await readFile(
      "INSERT INTO t (a, b) VALUES (1), (2, 3), (4, '" + 'x'.repeat(300) + "'), (5, 6);",
      { sql: 't', dialect: 'oracle' },
      { limits: { recordChars: 200 } },
    );
    expect(read.values).toEqual([
      { a: '2', b: '3' },
      { a: '5', b: '6' },
    ]);
    expect(faultsOf(read)).toEqual(['1: has 1 fields for 2 columns', '1: a row of more than 200 characters']);
  });
});
