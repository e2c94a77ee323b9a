import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { connect } from '@throughline/persistence';
import { until } from '@throughline/testing';
import { describe, expect, it } from 'vitest';
import { type Installation, act, inWorld } from './installation.ts';
import { Model, names } from './model.ts';
import type { Probe } from './probe.ts';

const goods = names('G', 60);
const orders = names('O', 5);
const group = 'orders.shelf';

const shelf = (installation: Installation) =>
  installation.query('sink', 'SELECT sku, units, version FROM shelf WHERE NOT deleted ORDER BY sku');

const ended = (probe: Probe) =>
  until(
    async () => {
      const status = await probe.ask('rebuild', group);
      return status?.status !== 'running' && status;
    },
    { timeoutMs: 180_000 },
  );

/** Process ids of those that were started to read, oldest first. */
const readers = (probe: Probe) =>
  [...probe.output.matchAll(/"pid":(\d+)[^\n]*A process of its own reads/g)].map(([, pid]) => Number(pid));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // Somebody else's process that nobody has waited for stays in the list.
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Sessions of rebuilds' processes. */
const sessions = (installation: Installation) =>
  installation.query<{ name: string }>(
    'sink',
    `SELECT DISTINCT application_name AS name FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE '% rebuild'`,
  );

/** Some goods and orders, applied. */
async function traded(installation: Installation, sink: Probe): Promise<{ model: Model; source: Probe }> {
  const model = new Model(installation);
  const source = await installation.start('source');
  for (let i = 0; i < 5; i++) await model.change(source, goods, orders);
  await model.settle();
  await model.holds(sink);
  return { model, source };
}

/** Starts a comparison whose process comes as far as to its first row, and no further before it is released. */
async function startHeld(installation: Installation, sink: Probe) {
  const before = readers(sink).length;
  const holder = await connect({ url: installation.databases.sink.url, name: 'the holder' });
  installation.atEnd(() => holder.close());
  await sink.ask('startRebuild', group, 'verify');
  await holder.query('BEGIN');
  await holder.query('LOCK TABLE rebuild.shelf IN ACCESS EXCLUSIVE MODE');
  const pid = await until(() => readers(sink)[before]);
  await until(async () => {
    const waiting = await installation.query(
      'sink',
      `SELECT FROM pg_locks WHERE relation = 'rebuild.shelf'::regclass AND NOT granted`,
    );
    return waiting.length > 0;
  });
  return { pid, release: () => holder.close() };
}

describe('the process of a rebuild', () => {
  it('has a lower priority and sessions of its own, and ends with the rebuild', () =>
    inWorld(async (installation) => {
      const sink = await installation.start('sink');
      const { model, source } = await traded(installation, sink);
      const { pid, release } = await startHeld(installation, sink);
      expect(getPriority(pid)).toBeGreaterThan(getPriority(sink.pid));
      expect(await sessions(installation)).toEqual([{ name: `${sink.instance} rebuild` }]);
      if (process.platform === 'linux') {
        const threads = readdirSync(`/proc/${pid}/task`).map((thread) => getPriority(Number(thread)));
        expect(new Set(threads)).toEqual(new Set([getPriority(pid)]));
        expect(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8').trim()).toBe('1000');
      }
      expect(await sink.ask('rebuild', group)).toMatchObject({ status: 'running' });
      expect((await sink.ask('rebuild', group))?.behind).toBeGreaterThan(0);

      await release();
      expect(await ended(sink)).toMatchObject({ status: 'done', behind: 0, outcome: { equal: true } });
      expect(isAlive(pid)).toBe(false);
      await model.change(source, goods, orders);
      await model.settle();
      await model.holds(sink);
    }));

  it('fails the rebuild when it is killed, while the service goes on; the next one begins anew', () =>
    inWorld(async (installation) => {
      const sink = await installation.start('sink');
      const { model, source } = await traded(installation, sink);
      const { pid, release } = await startHeld(installation, sink);
      process.kill(pid, 'SIGKILL');
      expect(await ended(sink)).toMatchObject({
        status: 'failed',
        outcome: { error: expect.stringMatching(/process that read for the rebuild has ended \(SIGKILL\)/) },
      });
      await model.change(source, goods, orders);
      await model.settle();
      await model.holds(sink);

      await release();
      const live = await shelf(installation);
      await sink.ask('startRebuild', group, 'swap');
      expect(await ended(sink)).toMatchObject({ status: 'done' });
      expect(await shelf(installation)).toEqual(live);
      expect(readers(sink).filter(isAlive)).toEqual([]);
    }));

  it('does not outlive a service that is killed; another replica says so and begins anew', () =>
    inWorld(async (installation) => {
      const [first, second] = await Promise.all([installation.start('sink'), installation.start('sink')]);
      const { model, source } = await traded(installation, first);
      const { pid, release } = await startHeld(installation, first);
      await expect(second.ask('startRebuild', group, 'swap')).rejects.toThrow(/already/);
      expect(await second.ask('rebuild', group)).toMatchObject({ status: 'running' });
      await first.kill();
      await until(() => !isAlive(pid));
      expect(await second.ask('rebuild', group)).toMatchObject({
        status: 'failed',
        outcome: { error: 'The process that led the rebuild is gone' },
      });

      await release();
      await second.ask('startRebuild', group, 'swap');
      expect(await ended(second)).toMatchObject({ status: 'done' });
      await model.change(source, goods, orders);
      await model.settle();
      await model.holds(second);
    }));

  it('ends with a service that stops, and even where it does not move', () =>
    inWorld(async (installation) => {
      const sink = await installation.start('sink');
      const { model, source } = await traded(installation, sink);
      const { pid } = await startHeld(installation, sink);
      process.kill(pid, 'SIGSTOP');
      await sink.ask('leave');
      expect(isAlive(pid)).toBe(false);
      await sink.ask('join');
      expect(await sink.ask('rebuild', group)).toMatchObject({
        status: 'failed',
        outcome: { error: expect.stringMatching(/service was stopped/) },
      });
      await model.change(source, goods, orders);
      await model.settle();
      await model.holds(sink);
    }));

  it('goes on when the broker is back', () =>
    inWorld(async (installation) => {
      const sink = await installation.start('sink');
      const { model, source } = await traded(installation, sink);
      const { release } = await startHeld(installation, sink);
      await act('kill', 'kafka');
      await release();
      await act('ready', 'kafka');
      expect(await ended(sink)).toMatchObject({ status: 'done', outcome: { equal: true } });
      await model.change(source, goods, orders);
      await model.settle();
      await model.holds(sink);
    }));
});
