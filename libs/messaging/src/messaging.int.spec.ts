import { context, propagation } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import type { RecordName, TopicName } from '@throughline/events';
import { contextFrom } from '@throughline/telemetry';
import { until } from '@throughline/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startProbe } from './fixtures/probe.ts';
import type { Probe } from './fixtures/probe.ts';
import { partitionOf } from './kafka/partitioner.ts';
import type { Handler } from './processing/apply.ts';
import { storedOffsets } from './processing/stored-offsets.ts';
import { causedBy } from './records/record.ts';

describe('from a commit to a row', () => {
  let probe: Probe;
  beforeAll(async () => {
    probe = await startProbe();
  });
  afterAll(async () => {
    await probe.stop();
    await probe.database.drop();
  });
  const row = (sku: string) =>
    probe.dataSource.query<{ units: number | null; version: number; deleted: boolean }[]>(
      'SELECT units, version, deleted FROM availability WHERE sku = $1',
      [sku],
    );

  it('carries a state to the projection, and empties the outbox', async () => {
    await probe.publish({ sku: 'A', units: 5, version: 1 });
    await until(async () => (await row('A')).length === 1);
    expect(await row('A')).toEqual([{ units: 5, version: 1, deleted: false }]);
    await until(async () => (await probe.dataSource.query('SELECT FROM kernel.outbox')).length === 0);
  });

  it('keeps the newest version and not the last to arrive', async () => {
    await probe.publish({ sku: 'B', units: 9, version: 9 }, { sku: 'B', units: 8, version: 8 });
    await probe.publish({ sku: 'B', units: 7, version: 7 }, { sku: 'B-end', units: 1, version: 1 });
    await probe.publish({ sku: 'B', units: 10, version: 10 });
    await until(async () => (await row('B'))[0]?.version === 10);
    expect(await row('B')).toEqual([{ units: 10, version: 10, deleted: false }]);
  });

  it('leaves a marker for a tombstone, which an older record does not resurrect', async () => {
    await probe.publish({ sku: 'C', units: 3, version: 2 }, { sku: 'C', units: null, version: 3 });
    await until(async () => (await row('C'))[0]?.deleted);
    await probe.publish({ sku: 'C', units: 4, version: 1 });
    await probe.publish({ sku: 'C', units: null, version: 4 });
    await until(async () => (await row('C'))[0]?.version === 4);
    expect(await row('C')).toEqual([{ units: null, version: 4, deleted: true }]);
  });

  it('hands log records over once and in order', async () => {
    await probe.happened({ order: 'O-1', sequence: 1 }, { order: 'O-1', sequence: 2 });
    await probe.happened({ order: 'O-1', sequence: 2 }, { order: 'O-1', sequence: 3 });
    const events = () =>
      probe.dataSource.query<{ sequence: number }[]>(
        `SELECT sequence FROM order_events WHERE "order" = 'O-1' ORDER BY n`,
      );
    await until(async () => (await events()).some(({ sequence }) => sequence === 3));
    expect((await events()).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it('passes over types that a handler does not read, and keeps its place', async () => {
    const handled: string[] = [];
    const handler: Handler = async ({ records }) => handled.push(...records.map(({ type }) => type));
    const { dataSource, kafka } = probe;
    const reader = (group: string, type: RecordName) =>
      probe.consumer.consumer({
        dataSource,
        group,
        handlers: new Map<TopicName, Handler>([['orders.events', handler]]),
        types: new Map([['orders.events', new Set([type])]]),
      });
    await probe.happened({ order: 'O-2', sequence: 1 }, { order: 'O-3', sequence: 1 });
    const [passing, reading] = [
      reader('probe.passing', 'OrderShipped'),
      reader('probe.reading', 'OrderCompleted'),
    ];
    onTestFinished(async () => {
      await Promise.all([passing.stop(), reading.stop()]);
    });
    passing.start();
    const behind = async () => {
      const [ranges, stored] = await Promise.all([
        kafka.ranges(['orders.events']),
        storedOffsets(dataSource, 'probe.passing'),
      ]);
      return ranges.filter((r) => stored.find((p) => p.partition === r.partition)?.nextOffset !== r.high);
    };
    await until(async () => (await behind()).length === 0);
    expect(handled).toEqual([]);
    reading.start();
    await until(() => handled.length >= 2);
    expect([...new Set(handled)]).toEqual(['OrderCompleted']);
  });

  it('shares a transaction among what arrives while a group lingers, and holds up nothing before', async () => {
    const batches: string[][] = [];
    const handler: Handler = async ({ records }) => batches.push(records.map(({ key }) => key));
    const { dataSource } = probe;
    const handlers = new Map<TopicName, Handler>([['inventory.availability', handler]]);
    const gathering = probe.consumer.consumer({
      dataSource,
      group: 'probe.gathering',
      handlers,
      lingerMs: 3_000,
    });
    await probe.publish({ sku: 'G', units: 1, version: 1 });
    gathering.start();
    onTestFinished(() => gathering.stop());
    await until(() => batches.flat().includes('G'));
    const earlier = batches.length;
    const later = ['G-1', 'G-2', 'G-3', 'G-4', 'G-5'];
    for (const sku of later) await probe.publish({ sku, units: 1, version: 1 });
    await until(() => batches.flat().includes('G-5'));
    expect(batches.slice(earlier).map((keys) => keys.toSorted())).toEqual([later]);
  });

  it.each(['01', '00'])(
    'carries tracestate and baggage to the reader, and on with what it publishes in turn (flags %s)',
    async (flags) => {
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
      propagation.setGlobalPropagator(
        new CompositePropagator({
          propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
        }),
      );
      const [order, sku] = [`O-CARRY-${flags}`, `CARRY-${flags}`];
      probe.hooks.before = async (records, tx) => {
        for (const record of records.filter(({ key }) => key === order))
          await probe.outbox.add(tx, 'inventory.availability', [
            {
              type: 'Availability',
              key: sku,
              sequence: 1,
              time: new Date(),
              value: null,
              ...causedBy(record),
            },
          ]);
      };
      onTestFinished(() => {
        delete probe.hooks.before;
        context.disable();
        propagation.disable();
      });
      const traceparent = `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-${flags}`;
      const fields = { tracestate: 'seller=1', baggage: 'tenant=7' };
      await context.with(contextFrom(traceparent, fields), () => probe.happened({ order, sequence: 1 }));
      const [published] = await until(async () => {
        const found = (await probe.log('inventory.availability')).filter(({ key }) => key === sku);
        return found.length > 0 && found;
      });
      const [caused] = (await probe.log('orders.events')).filter(({ key }) => key === order);
      for (const record of [caused, published])
        expect(record?.headers).toMatchObject({ ...fields, traceparent });
      // So that a log which loses them is given the same again.
      const archived = await until(async () => {
        const rows = await probe.dataSource.query<object[]>(
          'SELECT traceparent, propagation_fields FROM kernel.sent WHERE key = $1',
          [sku],
        );
        return rows.length > 0 && rows;
      });
      expect(archived).toEqual([{ traceparent, propagation_fields: fields }]);
    },
  );

  it('reads again what the database forgot in a crash, although nothing new arrives', async () => {
    await probe.publish({ sku: 'D', units: 4, version: 1 });
    await until(async () => (await row('D')).length === 1);
    await until(async () => (await probe.dataSource.query('SELECT FROM kernel.outbox')).length === 0);
    await probe.dataSource.query(
      `WITH forgotten AS (DELETE FROM availability WHERE sku = 'D')
       UPDATE kernel.consumer_positions SET next_offset = next_offset - 1
       WHERE group_id = 'probe.availability' AND partition = $1`,
      [partitionOf('D', 6)],
    );
    await probe.dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await until(async () => (await row('D').catch(() => [])).length === 1);
  });
});
