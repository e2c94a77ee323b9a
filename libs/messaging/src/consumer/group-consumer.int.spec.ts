import { until } from '@throughline/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Probe, startProbe } from '../fixtures/probe.ts';
import { MessagingHealth } from '../operations/health.ts';

const group = 'probe.orders';

describe('a failure that no record is at fault for', () => {
  let probe: Probe;
  beforeAll(async () => {
    probe = await startProbe();
  });
  afterAll(async () => {
    await probe.stop();
    await probe.database.drop();
  });
  afterEach(() => {
    delete probe.hooks.before;
  });

  const problem = () => probe.consumer.consumers.get(group)?.problem?.message;
  const parked = () => probe.operatorApi.parked({ group });
  const orders = (prefix: string) => Array.from({ length: 40 }, (_, index) => `${prefix}-${index}`);
  const place = (prefix: string) =>
    probe.happened(...orders(prefix).map((order) => ({ order, sequence: 1 })));
  const applied = async (prefix: string): Promise<string[]> => {
    const rows = await probe.dataSource.query<{ order: string }[]>(
      `SELECT "order" FROM order_events WHERE "order" LIKE $1 || '-%'`,
      [prefix],
    );
    return rows.map(({ order }) => order);
  };

  it('stops the group, which says why, parks nothing, and goes on when it is mended', async () => {
    await probe.dataSource.query('ALTER TABLE order_events RENAME TO order_happenings');
    await place('M');
    await until(() => problem()?.includes('relation "order_events" does not exist'));
    const [status] = (await probe.operatorApi.groups()).filter((one) => one.group === group);
    expect(status?.problem).toContain('relation "order_events" does not exist');
    expect(await parked()).toEqual([]);
    await probe.dataSource.query('ALTER TABLE order_happenings RENAME TO order_events');
    await until(async () => (await applied('M')).length === 40, { timeoutMs: 90_000 });
    await until(() => problem() === undefined);
    expect(await parked()).toEqual([]);
  });

  it('of the code, for every record, parks no more than a few, and leaves all others for when it is mended', async () => {
    probe.hooks.before = () => {
      throw new TypeError("Cannot read properties of undefined (reading 'lines')");
    };
    await place('T');
    await until(() =>
      problem()?.includes("TypeError: Cannot read properties of undefined (reading 'lines')"),
    );
    const aside = (await parked()).length;
    expect(aside).toBeLessThanOrEqual(5);
    expect(await applied('T')).toEqual([]);
    delete probe.hooks.before;
    await until(async () => (await applied('T')).length === 40 - aside, { timeoutMs: 90_000 });
    expect(await probe.operatorApi.retry({ group })).toEqual({ applied: aside, failed: 0 });
    expect((await applied('T')).toSorted()).toEqual(orders('T').toSorted());
  });

  it('is told of by health and doctor', async () => {
    probe.hooks.before = () => {
      throw Object.assign(new Error('permission denied for table order_events'), { code: '42501' });
    };
    await place('H');
    const said = await until(async () => {
      const problems = await probe.app.get(MessagingHealth).problems();
      return problems.find((one) => one.includes('permission denied'));
    });
    expect(said).toBe(`${group}: permission denied for table order_events`);
    expect(await probe.operatorApi.doctor()).toMatchObject([
      {
        problem: 'stopped',
        text: `${group} has stopped: permission denied for table order_events`,
        remedy: expect.stringContaining('tries again by itself'),
      },
    ]);
  });
});
