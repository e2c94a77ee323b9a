import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Clerk, type Office, onEachOffice } from './fixtures/offices.ts';
import { differencesOf, keysOf, recordsOf } from './fixtures/reading.ts';
import { MemoryHashes } from './memory-hashes.ts';
import { recordHash } from './row-hash.ts';
import { databaseSettings } from './settings.ts';
import type { DatabaseSource } from './database-source.ts';

/** What one of three clerks does next. */
const step = fc.record({
  clerk: fc.nat(2),
  does: fc.constantFrom(
    'insert',
    'update',
    'delete',
    'rename',
    'text',
    'begin',
    'commit',
    'rollback',
    'truncate',
    'look',
  ),
  key: fc.nat(5),
  other: fc.nat(5),
});

const joined = { texts: { table: 'texts', on: { code: 'code' }, changed: 'at' } };
const methods = {
  logged: { table: 'items', key: ['code'], with: joined, changes: { log: 'triggers', heartbeat: '1ms' } },
  polled: { table: 'items', key: ['code'], with: joined, changes: { column: 'at', overlap: '10m' } },
  swept: { table: 'items', key: ['code'], with: joined, changes: { hash: 'ranges' } },
} as const;
type Method = keyof typeof methods;

/** Whoever has truncated a table and not committed yet keeps readers out, who are refused and look again later. */
function unlessLocked(error: unknown): void {
  if ((error as { code?: unknown }).code !== '55P03') throw error;
}

/** What is known here of the records that one method names. */
class Copy {
  readonly known = new MemoryHashes();
  #cursor: string | null = null;
  readonly #hash;

  constructor(
    readonly method: Method,
    readonly source: DatabaseSource,
    office: Office,
  ) {
    const { readers } = databaseSettings.parse({
      dialect: office.dialect,
      url: office.url,
      readers: methods,
    });
    this.#hash = recordHash(readers[method]!);
  }

  async #learn(keys: readonly string[]): Promise<void> {
    const records = await recordsOf(this.source, this.method, keys);
    for (const key of keys) {
      const record = records.get(key);
      if (record === undefined) this.known.delete(key);
      else this.known.set(key, this.#hash(key, record));
    }
  }

  async load(): Promise<void> {
    await this.look();
    await this.#learn(await keysOf(this.source, this.method));
  }

  /** Takes up what the method names, and sweeps only when it asks for that. */
  async look(): Promise<void> {
    const capture = this.source.rawCaptures[this.method];
    if (capture === undefined) return;
    for (let more = true; more;) {
      const round = await this.source.snapshot((snapshot) => capture.changes(snapshot, this.#cursor, 3));
      await this.#learn(round.changes.flatMap(({ sourceKey }) => sourceKey ?? []));
      if (round.changes.some(({ sourceKey }) => sourceKey === null)) await this.sweep();
      await capture.acknowledge(round);
      ({ cursor: this.#cursor, more } = round);
    }
  }

  async sweep(): Promise<string[]> {
    const found = await differencesOf(this.source, this.method, this.known);
    await this.#learn(found.map(({ sourceKey }) => sourceKey));
    return found.map(({ kind, sourceKey }) => `${kind} ${sourceKey}`);
  }
}

onEachOffice('whatever happens in', ({ open, dialect }) => {
  const mariadb = dialect === 'mariadb';
  let office: Office;
  let clerks: Clerk[];
  let source: DatabaseSource;
  const now = mariadb ? 'sysdate(3)' : 'clock_timestamp()';
  beforeAll(async () => {
    office = await open();
    const time = mariadb ? 'timestamp(3) null' : 'timestamptz(3)';
    await office.run(
      `create table items (code varchar(9)${mariadb ? ' collate utf8mb4_bin' : ''} primary key, n int, at ${time})`,
      `create table texts (code varchar(9)${mariadb ? ' collate utf8mb4_bin' : ''}, n int, at ${time})`,
    );
    clerks = await Promise.all([office.clerk(), office.clerk(), office.clerk()]);
    for (const clerk of clerks)
      await clerk.run(
        mariadb
          ? 'set session innodb_lock_wait_timeout = 0, lock_wait_timeout = 0'
          : `set lock_timeout = '1ms'`,
      );
    source = office.source(methods);
    await source.install();
  });
  afterAll(() => office.close());

  const statement = (does: string, key: string, other: string, n: number): string[] =>
    ({
      insert: [`insert into items values ('${key}', ${n}, ${now})`],
      update: [`update items set n = ${n}, at = ${now} where code = '${key}'`],
      delete: [`delete from items where code = '${key}'`],
      rename: [`update items set code = '${other}', at = ${now} where code = '${key}'`],
      text: [`insert into texts values ('${key}', ${n}, ${now})`],
      begin: ['start transaction'],
      commit: ['commit'],
      rollback: ['rollback'],
      truncate: ['truncate table items'],
    })[does] ?? [];

  it('the log and the sweep, or the column and the sweep, name every difference', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        await office.run(
          'delete from items',
          'delete from texts',
          `insert into items values ('K0', 0, ${now}), ('k1', 0, ${now})`,
        );
        const copies = (Object.keys(methods) as Method[]).map((method) => new Copy(method, source, office));
        for (const copy of copies) await copy.load();
        let truncated = false;
        for (const [n, { clerk, does, key, other }] of steps.entries()) {
          if (does === 'look') for (const copy of copies) await copy.look().catch(unlessLocked);
          const keys = ['K0', 'k0', 'k1', 'k2', 'k3', 'k4'];
          for (const text of statement(does, keys[key] ?? '', keys[other] ?? '', n)) {
            // What another clerk has locked, or what is there already, is refused, and the whole of it taken back.
            await clerks[clerk]?.run(text).then(
              () => (truncated ||= does === 'truncate'),
              () => clerks[clerk]?.run('rollback'),
            );
          }
        }
        for (const clerk of clerks) await clerk.run('commit');
        for (const copy of copies) await copy.look();
        const [logged, polled] = await Promise.all(copies.map((copy) => copy.sweep()));
        // By itself the log misses nothing but what no trigger sees, and the column nothing but what is gone.
        if (!mariadb || !truncated) expect(logged).toEqual([]);
        expect(polled?.filter((found) => !found.startsWith('gone'))).toEqual([]);
        for (const copy of copies) expect(await copy.sweep()).toEqual([]);
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });
});
