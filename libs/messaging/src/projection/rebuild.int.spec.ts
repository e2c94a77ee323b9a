import { until } from '@throughline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RefusedError } from '../errors.ts';
import { startProbe } from '../fixtures/probe.ts';
import type { Probe } from '../fixtures/probe.ts';

const group = 'probe.availability';

describe('a rebuild', () => {
  let probe: Probe;
  beforeAll(async () => {
    probe = await startProbe();
    await probe.publish(...Array.from({ length: 500 }, (_, i) => ({ sku: `R${i}`, units: i, version: 1 })));
    await probe.publish(
      ...Array.from({ length: 500 }, (_, i) => ({ sku: `R${i}`, units: i % 3 ? i + 1 : null, version: 2 })),
    );
    await until(async () => (await state()).filter(({ version }) => version === 2).length === 500);
  });
  afterAll(async () => {
    await probe.stop();
    await probe.database.drop();
  });
  const state = () =>
    probe.dataSource.query<{ sku: string; units: number | null; version: number; deleted: boolean }[]>(
      'SELECT sku, units, version, deleted FROM availability ORDER BY sku',
    );
  const ended = async () => {
    const status = await until(async () => {
      const found = await probe.operatorApi.rebuild(group);
      return found?.status !== 'running' && found;
    });
    expect(status.outcome).not.toHaveProperty('error');
    return status;
  };

  it('finds the live projection equal, but for the columns left out', async () => {
    await probe.operatorApi.startRebuild(group, 'verify');
    expect((await ended()).outcome).toMatchObject({ equal: true });
  });

  it('finds a row that the log does not explain', async () => {
    await probe.dataSource.query(`UPDATE availability SET units = 77 WHERE sku = 'R1'`);
    await probe.operatorApi.startRebuild(group, 'verify');
    expect((await ended()).outcome).toMatchObject({
      equal: false,
      tables: [
        { table: 'availability', equal: false, onlyLive: 1, onlyRebuilt: 1 },
        { table: 'flows', equal: true },
      ],
    });
  });

  it('takes the place of the live tables while records go on arriving, with their indexes, muted', async () => {
    await probe.dataSource.query('CREATE INDEX availability_units ON availability (units)');
    await probe.dataSource.query('ALTER TABLE availability ALTER COLUMN units SET STATISTICS 0');
    await probe.dataSource.query(`DELETE FROM availability WHERE sku = 'R2'`);
    const publishing = (async () => {
      for (let version = 3; version < 23; version++)
        await probe.publish(
          ...Array.from({ length: 50 }, (_, i) => ({ sku: `R${i}`, units: version, version })),
        );
    })();
    await probe.operatorApi.startRebuild(group, 'swap');
    await Promise.all([publishing, ended()]);
    await until(async () => (await state()).filter(({ version }) => version === 22).length === 50);
    expect((await state()).find(({ sku }) => sku === 'R2')).toMatchObject({ units: 22 });
    const indexes = await probe.dataSource.query<{ indexname: string }[]>(
      `SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'availability' ORDER BY 1`,
    );
    expect(indexes.map(({ indexname }) => indexname)).toEqual(['availability_pkey', 'availability_units']);
    const unknown = await probe.dataSource.query(
      `SELECT attname FROM pg_attribute WHERE attrelid = 'public.availability'::regclass AND attstattarget = 0`,
    );
    expect(unknown).toEqual([{ attname: 'units' }]);
    await probe.operatorApi.startRebuild(group, 'verify');
    expect((await ended()).outcome).toMatchObject({ equal: true });
  });

  it('has failed when the process that led it was killed', async () => {
    await probe.dataSource.query(
      `UPDATE kernel.rebuilds SET status = 'running', outcome = NULL, ended_at = NULL WHERE group_id = $1`,
      [group],
    );
    expect(await probe.operatorApi.rebuild(group)).toMatchObject({
      status: 'failed',
      endedAt: expect.any(Date),
      outcome: { error: 'The process that led the rebuild is gone' },
    });
    await probe.operatorApi.startRebuild(group, 'verify');
    expect((await ended()).outcome).toMatchObject({ equal: true });
  });

  it('is refused for decisions, for strangers, and twice at once', async () => {
    await expect(probe.operatorApi.startRebuild('probe.orders', 'swap')).rejects.toThrow(RefusedError);
    await expect(probe.operatorApi.startRebuild('nobody', 'swap')).rejects.toThrow(RefusedError);
    await probe.operatorApi.startRebuild(group, 'verify');
    await expect(probe.operatorApi.startRebuild(group, 'verify')).rejects.toThrow(/already/);
    await ended();
  });
});
