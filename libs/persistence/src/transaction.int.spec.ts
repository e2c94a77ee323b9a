import { createDatabase, until } from '@throughline/testing';
import type { TestDatabase } from '@throughline/testing';
import { EntitySchema } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, createDataSource, migrate, transaction } from './index.ts';
import type { DataSource, Tx } from './index.ts';

describe('a transaction', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createDatabase('tx');
    dataSource = createDataSource({ url: database.url, name: 'tx', poolSize: 2, statementTimeoutMs: 2_000 });
    await dataSource.initialize();
    await dataSource.query('CREATE TABLE things (id bigint, price numeric(24,7), at timestamptz, day date)');
    await dataSource.query('CREATE SCHEMA other; CREATE TABLE other.things (LIKE public.things)');
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  beforeEach(() => dataSource.query('TRUNCATE things, other.things'));
  const count = async (table = 'things') =>
    (await dataSource.query<unknown[]>(`SELECT FROM ${table}`)).length;
  const insert = (tx: Tx) => tx.query('INSERT INTO things (id) VALUES (1)');

  it('gives back rows typed as the columns are, also of RETURNING', async () => {
    const rows = await transaction(dataSource, (tx) =>
      tx.query(`INSERT INTO things VALUES (7, 9.5, '2026-06-01T08:00:00Z', '2026-06-01') RETURNING *`),
    );
    expect(rows).toEqual([{ id: 7, price: '9.5', at: new Date('2026-06-01T08:00:00Z'), day: '2026-06-01' }]);
  });

  it('commits and then calls back, or rolls back and does not', async () => {
    const called: string[] = [];
    await transaction(dataSource, async (tx) => {
      await insert(tx);
      tx.afterCommit(() => called.push('committed'));
      expect(called).toEqual([]);
    });
    const failing = transaction(dataSource, async (tx) => {
      await insert(tx);
      tx.afterCommit(() => called.push('never'));
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect([await count(), called]).toEqual([1, ['committed']]);
  });

  it('sends each notice once, with the commit, and none when muted', async () => {
    const session = await connect({ url: database.url, name: 'listener' });
    const heard: string[] = [];
    await session.listen('news', (payload) => heard.push(payload));
    await transaction(dataSource, async (tx) => tx.notify('news', 'muted'), { muted: true });
    await transaction(dataSource, async (tx) => {
      tx.notify('news', 'a');
      tx.notify('news', 'a');
      tx.notify('news', 'b');
    });
    await until(() => heard.length === 2);
    expect(heard).toEqual(['a', 'b']);
    await session.close();
    await session.lost;
  });

  it('looks tables up where it is told, and nobody after it does', async () => {
    await transaction(dataSource, insert, { searchPath: ['other', 'public'] });
    await transaction(dataSource, insert);
    expect([await count(), await count('other.things')]).toEqual([1, 1]);
  });

  it('does so for statements too that the session knows already', async () => {
    const insertAt = (tx: Tx) => tx.query('INSERT INTO things (id) VALUES ($1)', [2]);
    for (let i = 0; i < 8; i++) {
      await transaction(dataSource, insertAt, { searchPath: ['other', 'public'] });
      await transaction(dataSource, insertAt);
    }
    expect([await count(), await count('other.things')]).toEqual([8, 8]);
  });

  it('waits for the disk, unless it would be done again and nobody has said that it must last', async () => {
    const setting = async (work: (tx: Tx) => void, repeatable: boolean): Promise<unknown> => {
      await dataSource.query(`CREATE OR REPLACE FUNCTION setting() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO commits SELECT current_setting('synchronous_commit'); RETURN NULL; END $$`);
      await dataSource.query(`CREATE TABLE commits (setting text);
        CREATE CONSTRAINT TRIGGER setting AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION setting()`);
      await transaction(
        dataSource,
        async (tx) => {
          await insert(tx);
          work(tx);
        },
        { repeatable },
      );
      const [row] = await dataSource.query<{ setting: string }[]>('SELECT setting FROM commits');
      await dataSource.query('DROP TRIGGER setting ON things; DROP TABLE commits; DROP FUNCTION setting');
      return row?.setting;
    };
    expect(await setting(() => undefined, false)).toBe('on');
    expect(await setting(() => undefined, true)).toBe('off');
    expect(await setting((tx) => tx.mustLast(), true)).toBe('on');
  });

  it('leaves a pool that works when its session is cut, and when a statement takes too long', async () => {
    for (let i = 0; i < 4; i++) {
      const cut = transaction(dataSource, async (tx) => {
        const [row] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        await dataSource.query('SELECT pg_terminate_backend($1)', [row?.pid]);
        await insert(tx);
      });
      await expect(cut).rejects.toThrow();
    }
    await expect(dataSource.query('SELECT pg_sleep(10)')).rejects.toThrow(/statement timeout/);
    await transaction(dataSource, insert);
    expect(await count()).toBe(1);
  });
});

describe('entities', () => {
  const notes = new EntitySchema<{ id: number; text: string; parts: string[] | null }>({
    name: 'notes',
    columns: {
      id: { type: 'bigint', primary: true },
      text: { type: 'text' },
      parts: { type: 'text', array: true, nullable: true },
    },
  });
  const unmade = new EntitySchema<{ id: number }>({
    name: 'unmade',
    columns: { id: { type: 'bigint', primary: true } },
  });
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createDatabase('entities');
    dataSource = createDataSource({
      url: database.url,
      name: 'entities',
      poolSize: 2,
      entities: [notes, unmade],
    });
    await dataSource.initialize();
    await dataSource.query(`CREATE TABLE notes (id bigint PRIMARY KEY, text text NOT NULL, parts text[]);
      CREATE SCHEMA other; CREATE TABLE other.notes (LIKE notes)`);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  beforeEach(() => dataSource.query('TRUNCATE notes, other.notes'));
  const read = (schema = 'public') => dataSource.query(`SELECT * FROM ${schema}.notes ORDER BY id`);
  const note = { id: 1, text: 'one', parts: null };

  it('make no tables: migrations do', async () => {
    await migrate(dataSource, database.url);
    expect(await dataSource.query(`SELECT to_regclass('unmade') AS found`)).toEqual([{ found: null }]);
  });

  it('are written in the transaction, beside statements, and read back as the columns are', async () => {
    await transaction(dataSource, async (tx) => {
      await tx.query(`INSERT INTO notes VALUES (2, 'two', '{a,b}')`);
      await tx.manager.save(notes, { ...note });
      expect(await tx.query('SELECT id FROM notes ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
      expect(await tx.manager.findOneBy(notes, { id: 2 })).toEqual({ id: 2, text: 'two', parts: ['a', 'b'] });
      // Nobody else sees them yet.
      expect(await read()).toEqual([]);
    });
    expect(await read()).toEqual([note, { id: 2, text: 'two', parts: ['a', 'b'] }]);
  });

  it.each<[string, (manager: Tx['manager']) => Promise<unknown>]>([
    ['insert', (manager) => manager.insert(notes, { ...note })],
    ['save', (manager) => manager.save(notes, { ...note })],
    ['upsert', (manager) => manager.upsert(notes, { ...note }, ['id'])],
  ])('are taken back with the transaction after %s', async (_, write) => {
    const failing = transaction(dataSource, async (tx) => {
      await write(tx.manager);
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await read()).toEqual([]);
  });

  it('may be tried in a part of the transaction, which alone is taken back', async () => {
    await transaction(dataSource, async (tx) => {
      await tx.manager.insert(notes, { ...note });
      const part = tx.manager.transaction(async (inner) => {
        await inner.insert(notes, { id: 3, text: 'three' });
        await inner.insert(notes, { ...note });
      });
      await expect(part).rejects.toMatchObject({ driverError: { code: '23505' } });
      await tx.manager.insert(notes, { id: 4, text: 'four' });
    });
    expect(await read()).toMatchObject([{ id: 1 }, { id: 4 }]);
  });

  it('are found where the transaction looks up its tables', async () => {
    await transaction(dataSource, (tx) => tx.manager.insert(notes, { ...note }), { searchPath: ['other'] });
    expect([await read(), await read('other')]).toEqual([[], [note]]);
  });

  it('give the connection back as it was', async () => {
    for (let n = 0; n < 5; n++) await transaction(dataSource, (tx) => tx.manager.findOneBy(notes, { id: n }));
    const rows: { state: string }[] = await dataSource.query(
      `SELECT state FROM pg_stat_activity WHERE application_name = 'entities' AND pid <> pg_backend_pid()`,
    );
    expect(rows.map(({ state }) => state)).not.toContain('idle in transaction');
  });
});

describe('migrations', () => {
  it('run once, though several replicas start together', async () => {
    const database = await createDatabase('migrate');
    class Thing1800000000000 {
      name = 'Thing1800000000000';
      async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
        await runner.query('CREATE TABLE things (id bigint)');
      }
      async down(): Promise<void> {}
    }
    const replicas = Array.from({ length: 3 }, (_, i) =>
      createDataSource({ url: database.url, name: `replica-${i}`, migrations: [Thing1800000000000] }),
    );
    await Promise.all(replicas.map((replica) => replica.initialize()));
    await Promise.all(replicas.map((replica) => migrate(replica, database.url)));
    const rows = await replicas[0]?.query<unknown[]>('SELECT * FROM migrations');
    expect(rows).toHaveLength(1);
    await Promise.all(replicas.map((replica) => replica.destroy()));
    await database.drop();
  });
});
