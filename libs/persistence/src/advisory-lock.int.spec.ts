import { createDatabase, until } from '@throughline/testing';
import type { TestDatabase } from '@throughline/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AdvisoryLock, connect } from './index.ts';
import type { AdvisoryLockOptions, Connection, LockName } from './index.ts';

let database: TestDatabase;
const sessions: Connection[] = [];
beforeAll(async () => {
  database = await createDatabase('locks');
});
afterEach(() => Promise.all(sessions.splice(0).map((session) => session.close())));
afterAll(() => database.drop());

const open = async (): Promise<Connection> => {
  const session = await connect({ url: database.url, name: 'locks' });
  sessions.push(session);
  return session;
};
const take = async (name: LockName, options?: AdvisoryLockOptions) =>
  AdvisoryLock.try(await open(), name, options);
const isFree = async (name: LockName, options?: AdvisoryLockOptions) => {
  const lock = await take(name, options);
  await lock?.release();
  return lock !== undefined;
};

describe('an advisory lock', () => {
  const name = { text: 'house.work' };

  it('is held by one session at a time, until it is released', async () => {
    const lock = await take(name);
    expect([lock?.lost.aborted, await isFree(name)]).toEqual([false, false]);
    await lock?.release();
    expect([lock?.lost.aborted, await isFree(name)]).toEqual([true, true]);
  });

  it.each<LockName>([
    { text: 'house.work' },
    { text: 'house.work', bits: 32 },
    { text: 'house.other', bits: 32 },
    { text: 'house.work', of: 'kitchen' },
  ])('is seen to be held, whatever the form of %o', async (form) => {
    const session = await open();
    const seen = (other: LockName) => AdvisoryLock.isHeld(session.query, other);
    expect(await seen(form)).toBe(false);
    const lock = await take(form);
    expect([await seen(form), await seen({ ...form, text: 'else' })]).toEqual([true, false]);
    await lock?.release();
    expect(await seen(form)).toBe(false);
  });

  it('that is shared is held by many, and by nobody alone meanwhile', async () => {
    const locks = [await take(name, { shared: true }), await take(name, { shared: true })];
    expect(locks).not.toContain(undefined);
    await locks[0]?.release();
    expect([await isFree(name), await isFree(name, { shared: true })]).toEqual([false, true]);
    await locks[1]?.release();
    expect(await isFree(name)).toBe(true);
  });

  it('that one holds alone is not shared', async () => {
    await take(name);
    expect(await isFree(name, { shared: true })).toBe(false);
  });

  it.each([
    ['close', (session: Connection) => session.close()],
    [
      'a failure',
      async (session: Connection) => {
        const [row] = await session.query<{ pid: number }>('select pg_backend_pid() as pid');
        await (await open()).query('select pg_terminate_backend($1)', [row?.pid]);
      },
    ],
  ])('is lost when its session ends by %s', async (_, end) => {
    const session = await open();
    const lock = await AdvisoryLock.try(session, name, { silenceMs: 10_000 });
    await end(session);
    await until(() => lock?.lost.aborted === true);
    await until(() => isFree(name));
  });

  it('stays while its process turns, however short the silence that it may keep', async () => {
    const session = await open();
    const lock = await AdvisoryLock.try(session, name, { silenceMs: 200 });
    const [row] = await session.query<{ pid: number }>('select pg_backend_pid() as pid');
    const watcher = await open();
    const spoke = async () => {
      const [found] = await watcher.query<{ at: Date }>(
        'select query_start as at from pg_stat_activity where pid = $1',
        [row?.pid],
      );
      return found?.at.getTime() ?? Number.NaN;
    };
    const begun = await spoke();
    await until(async () => (await spoke()) > begun + 600);
    expect([lock?.lost.aborted, await isFree(name)]).toEqual([false, false]);
  });

  it.each<[string, LockName, string]>([
    ['64 bits', { text: 'throughline.relay' }, `hashtextextended('throughline.relay', 0)`],
    ['32 bits', { text: 'pricing.removal', bits: 32 }, `hashtext('pricing.removal')`],
    [
      'a pair',
      { text: 'erp-adapter.source', of: 'demo' },
      `hashtext('erp-adapter.source'), hashtext('demo')`,
    ],
  ])('has the key that the versions before take, of %s', async (_, form, key) => {
    const session = await open();
    await session.query(`select pg_advisory_lock(${key})`);
    expect([await isFree(form), await isFree({ ...form, text: 'else' })]).toEqual([false, true]);
  });
});
