import { randomUUID } from 'node:crypto';
import type { RecordName } from '@throughline/events';
import { transaction } from '@throughline/persistence';
import { until } from '@throughline/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PermanentError, RefusedError, TransientError } from '../errors.ts';
import { startProbe } from '../fixtures/probe.ts';
import type { Hooks, Probe } from '../fixtures/probe.ts';
import { eventHeaders } from '../records/headers.ts';
import type { ParkedRecord } from '../recovery/parked-records.ts';
import { type ToPark, parkRecords, supersede } from './parking.ts';

/** Fails every batch that holds one of these, by `key version`. */
const poison = new Set<string>();
const hooks: Hooks = {
  before(records) {
    const found = records.find(({ key, sequence }) => poison.has(`${key} ${sequence}`));
    if (found) throw new PermanentError(`no rule fits ${found.key}`);
  },
};

describe('a record that cannot be applied', () => {
  let probe: Probe;
  beforeAll(async () => {
    probe = await startProbe(hooks);
  });
  afterAll(async () => {
    await probe.stop();
    await probe.database.drop();
  });
  afterEach(() => poison.clear());

  const applied = async (order: string): Promise<number[]> => {
    const rows = await probe.dataSource.query<{ sequence: number }[]>(
      'SELECT sequence FROM order_events WHERE "order" = $1 ORDER BY n',
      [order],
    );
    return rows.map(({ sequence }) => sequence);
  };
  const parked = async (key: string) =>
    (await probe.operatorApi.parked({ key })).map(({ sequence, behind, error }) => ({
      sequence,
      behind,
      error,
    }));

  const positionOf = ({ topic, partition, offset }: ParkedRecord) => `${topic} ${partition} ${offset}`;

  it.each([0, 1, 7, 18, 19])('is found at depth %i of a batch; all other keys go on', async (depth) => {
    const orders = Array.from({ length: 20 }, (_, i) => `D${depth}-${i}`);
    poison.add(`D${depth}-${depth} 1`);
    await probe.happened(...orders.map((order) => ({ order, sequence: 1 })));
    await until(async () => (await parked(`D${depth}-${depth}`)).length === 1);
    for (const [i, order] of orders.entries())
      if (i !== depth) await until(async () => (await applied(order)).length === 1);
    expect(await applied(`D${depth}-${depth}`)).toEqual([]);
    expect(await parked(`D${depth}-${depth}`)).toEqual([
      { sequence: 1, behind: false, error: `PermanentError: no rule fits D${depth}-${depth}` },
    ]);
  });

  it('on a log topic holds back the later records of its key, and is retried in order', async () => {
    poison.add('L 2');
    await probe.happened(
      { order: 'L', sequence: 1 },
      { order: 'L', sequence: 2 },
      { order: 'L', sequence: 3 },
    );
    await until(async () => (await parked('L')).length === 2);
    await probe.happened({ order: 'L', sequence: 4 });
    await until(async () => (await parked('L')).length === 3);
    expect(await applied('L')).toEqual([1]);
    expect((await parked('L')).map(({ behind }) => behind)).toEqual([false, true, true]);
    const group = 'probe.orders';
    expect(await probe.operatorApi.retry({ group, key: 'L' })).toEqual({ applied: 0, failed: 1 });
    poison.clear();
    expect(await probe.operatorApi.retry({ group, key: 'L' })).toEqual({ applied: 3, failed: 0 });
    expect(await applied('L')).toEqual([1, 2, 3, 4]);
    await probe.happened({ order: 'L', sequence: 5 });
    await until(async () => (await applied('L')).length === 5);
  });

  it('is retried with all others of its group, however many they are, each key in order', async () => {
    const group = 'probe.orders';
    // Of the tests before.
    await probe.operatorApi.retry({ group });
    const orders = Array.from({ length: 230 }, (_, index) => `R${index}`);
    for (const order of orders) poison.add(`${order} 1`);
    const both = orders.flatMap((order) => [
      { order, sequence: 1 },
      { order, sequence: 2 },
    ]);
    await probe.happened(...both);
    await until(async () => (await probe.operatorApi.parked({ group, limit: 1_000 })).length === both.length);
    poison.delete('R7 1');
    expect(await probe.operatorApi.retry({ group })).toEqual({ applied: 2, failed: orders.length - 1 });
    poison.clear();
    expect(await probe.operatorApi.retry({ group })).toEqual({ applied: both.length - 2, failed: 0 });
    for (const order of ['R0', 'R7', 'R229']) expect(await applied(order)).toEqual([1, 2]);
  });

  it('is skipped with a reason, the first of its key before the others', async () => {
    poison.add('S 1');
    await probe.happened({ order: 'S', sequence: 1 }, { order: 'S', sequence: 2 });
    const [first, second] = await until(async () => {
      const rows = await probe.operatorApi.parked({ key: 'S' });
      return rows.length === 2 && rows;
    });
    await expect(probe.operatorApi.skip(second!, 'not it')).rejects.toThrow(RefusedError);
    await probe.operatorApi.skip(first!, 'entered twice');
    expect(await probe.operatorApi.retry({ group: 'probe.orders', key: 'S' })).toEqual({
      applied: 1,
      failed: 0,
    });
    expect(await applied('S')).toEqual([2]);
    expect(await probe.operatorApi.parked({ key: 'S', status: 'skipped' })).toMatchObject([
      { reason: 'entered twice' },
    ]);
  });

  it('on a state topic is superseded by a newer record of its key', async () => {
    poison.add('T 1');
    await probe.publish({ sku: 'T', units: 1, version: 1 });
    await until(async () => (await parked('T')).length === 1);
    await probe.publish({ sku: 'T', units: 2, version: 2 });
    await until(
      async () => (await probe.operatorApi.parked({ key: 'T', status: 'superseded' })).length === 1,
    );
    expect(await probe.dataSource.query(`SELECT units FROM availability WHERE sku = 'T'`)).toEqual([
      { units: 2 },
    ]);
    expect(await probe.operatorApi.retry({ group: 'probe.availability', key: 'T' })).toEqual({
      applied: 0,
      failed: 0,
    });
  });

  it('is forgotten once it has ended: what it said at once, that it was there after a while', async () => {
    const kept = () =>
      probe.dataSource.query<{ status: string; value: Buffer | null }[]>(
        `SELECT status, value FROM kernel.parked_records WHERE key IN ('L', 'S', 'T') ORDER BY key, "offset"`,
      );
    const before = await kept();
    expect(new Set(before.map(({ status }) => status))).toEqual(
      new Set(['applied', 'skipped', 'superseded']),
    );
    expect(before.filter(({ value }) => value !== null)).toEqual([]);
    await probe.operatorApi.removeEndedParked(new Date(Date.now() - 3_600_000));
    expect(await kept()).toEqual(before);
    await probe.operatorApi.removeEndedParked(new Date(Date.now() + 3_600_000));
    expect((await kept()).map(({ status }) => status)).toEqual(['skipped']);
  });

  it('of a person leaves the class of its error, whose words may quote it', async () => {
    const record = (offset: number): ToPark => ({
      ...{ partition: 0, error: 'Error: no such name: Ada', behind: false },
      raw: { offset, key: 'W1', value: Buffer.from('Ada'), headers: { ce_sequence: '1' }, timestamp: 0 },
    });
    const kept = await transaction(probe.dataSource, async (tx) => {
      for (const [offset, topic] of (['orders.recipients', 'erp.items'] as const).entries()) {
        await parkRecords(tx, 'persons', topic, [record(offset)]);
        await supersede(tx, 'persons', topic, [{ key: 'W1', sequence: 2 }]);
      }
      return tx.query(
        `SELECT topic, status, value, error FROM kernel.parked_records WHERE group_id = 'persons' ORDER BY "offset"`,
      );
    });
    const ended = { status: 'superseded', value: null };
    expect(kept).toEqual([
      { topic: 'orders.recipients', ...ended, error: 'Error' },
      { topic: 'erp.items', ...ended, error: 'Error: no such name: Ada' },
    ]);
  });

  it.each([
    ['bytes', {}, 'UndecodableError'],
    ['a key with a NUL', { key: 'U\0' }, 'key'],
    ['a key beyond all measure', { key: 'U'.repeat(9_000) }, 'key'],
    ['a header with a NUL', { headers: { ce_source: 'a\0b', 'n\0': 'x' } }, 'UndecodableError'],
    ['an unknown type and a NUL', { key: 'N\0', headers: { ce_type: 'No.Such\0' } }, undefined],
  ])('parks %s, shows what can be shown, and goes on', async (_, more, error) => {
    const producer = await probe.kafka.producer();
    const partitionKey = `U${randomUUID()}`;
    const record = (topic: 'inventory.availability' | 'orders.events', type: RecordName) => ({
      topic,
      key: `J${partitionKey}`,
      partitionKey,
      value: Buffer.from('junk'),
      timestamp: 1,
      ...more,
      headers: {
        ...eventHeaders('probe', {
          ...{ id: 'x', type, sequence: 1, time: new Date().toISOString() },
          ...{ key: 'U', traceparent: null },
        }),
        ...('headers' in more && more.headers),
      },
    });
    const before = new Set((await probe.operatorApi.parked()).map(positionOf));
    await producer.send([
      record('inventory.availability', 'Availability'),
      record('orders.events', 'OrderCancelled'),
    ]);
    await producer.close();
    await probe.publish({ sku: partitionKey, units: 1, version: 1 });
    await probe.happened({ order: partitionKey, sequence: 1 });
    await until(async () => (await applied(partitionKey)).length === 1);
    await until(async () => {
      const rows = await probe.dataSource.query('SELECT FROM availability WHERE sku = $1', [partitionKey]);
      return rows.length === 1;
    });
    const rows = (await probe.operatorApi.parked()).filter((row) => !before.has(positionOf(row)));
    expect(rows).toHaveLength(error === undefined ? 0 : 2);
    for (const row of rows) {
      expect(row).toMatchObject({ sequence: 1, status: 'parked', behind: false });
      expect(row.error).toContain(error);
      expect(row).not.toHaveProperty('value');
      await probe.operatorApi.skip(row, 'no record');
    }
  });

  it('is parked when its key is not that of its body, and says nothing of either', async () => {
    const value = { order: 'THEIRS', at: new Date() };
    const record = { type: 'OrderCompleted', key: 'MINE', sequence: 1, time: new Date(), value } as const;
    await transaction(probe.dataSource, (tx) => probe.outbox.add(tx, 'orders.events', [record]));
    await until(async () => (await parked('MINE')).length === 1);
    expect(await parked('MINE')).toEqual([
      { sequence: 1, behind: false, error: 'UndecodableError: The key is not that of the body' },
    ]);
    await probe.happened({ order: 'THEIRS', sequence: 1 });
    await until(async () => (await applied('THEIRS')).length === 1);
    expect([await applied('MINE'), await applied('THEIRS')]).toEqual([[], [1]]);
  });

  it('is not parked while the failure is one that passes', async () => {
    let failures = 0;
    probe.hooks.before = () => {
      if (failures++ < 3) throw new TransientError('away');
    };
    await probe.happened({ order: 'W', sequence: 1 });
    await until(async () => (await applied('W')).length === 1);
    expect(failures).toBeGreaterThan(3);
    expect(await parked('W')).toEqual([]);
    probe.hooks.before = hooks.before!;
  });
});
