import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partitionOf } from '../kafka/partitioner.ts';
import { keyOf, partitionKeyOf, sendApart } from './isolate.ts';
import type { OutboxRow } from './outbox-rows.ts';

const topic = 'orders.events';
const partitions = 6;
const partitionFor = (key: string) => partitionOf(key, partitions);

function rowAt(id: number, key: string): OutboxRow {
  return {
    ...{ id, topic, key, partition_key: key, type: 'OrderCompleted', sequence: id, time: '' },
    ...{ payload: null, event_id: String(id), traceparent: null, propagation_fields: null, created: 0 },
  };
}

/** As the client library says it, with what the broker said as the cause. */
const refusal = (type: string) =>
  Object.assign(new Error('no more attempts'), {
    name: 'KafkaJSNumberOfRetriesExceeded',
    cause: Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type }),
  });

/** A broker that refuses some rows, and all of some partitions. */
function broker(bad: ReadonlySet<number>, closed: ReadonlySet<number> = new Set()) {
  const log: number[] = [];
  let sends = 0;
  return {
    log,
    get sends() {
      return sends;
    },
    async send(rows: readonly OutboxRow[]) {
      sends++;
      if (rows.some(({ key }) => closed.has(partitionFor(key)))) throw refusal('NOT_ENOUGH_REPLICAS');
      if (rows.some(({ id }) => bad.has(id))) throw refusal('MESSAGE_TOO_LARGE');
      return rows.map(({ id, key }) => ({ partition: partitionFor(key), offset: log.push(id) }));
    },
  };
}

const ids = (found: readonly { row: OutboxRow }[]) =>
  found.map(({ row }) => row.id).toSorted((a, b) => a - b);

describe('sending apart', () => {
  it('sends all that can be sent, in order, and of a key nothing behind what cannot', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'), { maxLength: 60, size: 'max' }),
        fc.uniqueArray(fc.nat(59), { maxLength: 8 }),
        fc.uniqueArray(fc.nat(partitions - 1), { maxLength: 2 }),
        async (keys, bad, closed) => {
          const rows = keys.map((key, index) => rowAt(index, key));
          const isBad = (row: OutboxRow) =>
            bad.includes(row.id) || closed.includes(partitionFor(row.partition_key));
          const waits = (row: OutboxRow) =>
            rows.some((one) => one.key === row.key && one.id <= row.id && isBad(one));
          const { log, send } = broker(new Set(bad), new Set(closed));
          const apart = sendApart(rows, send);
          const wanted = rows.filter((row) => !waits(row)).map(({ id }) => id);
          if (wanted.length === 0 && rows.some((row) => closed.includes(partitionFor(row.partition_key)))) {
            await expect(apart).rejects.toThrow('no more attempts');
            return;
          }
          const { sent, failed } = await apart;
          expect(ids(sent)).toEqual(wanted);
          expect(ids(failed)).toEqual(rows.filter(waits).map(({ id }) => id));
          for (const key of new Set(keys)) {
            const its = log.filter((id) => rows[id]?.key === key);
            expect(its).toEqual(its.toSorted((a, b) => a - b));
          }
          for (const { row, position } of sent)
            expect(position).toEqual({ partition: partitionFor(row.key), offset: log.indexOf(row.id) + 1 });
        },
      ),
    );
  });

  it('finds the one row in a logarithmic number of requests', async () => {
    const rows = Array.from({ length: 1_024 }, (_, id) => rowAt(id, 'A'.repeat(1 + id)));
    const inOne = rows.filter(({ key }) => partitionFor(key) === 0);
    const bad = inOne[7];
    const to = broker(new Set([bad?.id ?? -1]));
    const { failed } = await sendApart(inOne, to.send);
    expect(failed).toMatchObject([{ row: bad, whole: false }]);
    expect(to.sends).toBeLessThan(2 * Math.log2(inOne.length) + 3);
  });

  it('does not divide a partition that takes nothing', async () => {
    const rows = [rowAt(1, 'A'), rowAt(2, 'A'), rowAt(3, 'E')];
    expect(partitionFor('A')).not.toBe(partitionFor('E'));
    const to = broker(new Set(), new Set([partitionFor('A')]));
    const { sent, failed } = await sendApart(rows, to.send);
    expect(ids(sent)).toEqual([3]);
    expect(failed).toMatchObject([
      { row: { id: 1 }, whole: true, error: { cause: { type: 'NOT_ENOUGH_REPLICAS' } } },
      { row: { id: 2 }, whole: true },
    ]);
    expect(to.sends).toBe(2);
  });

  it('blames the row for what the client cannot write', async () => {
    const { failed } = await sendApart([rowAt(1, 'A'), rowAt(2, 'E')], async (rows) => {
      if (rows.some(({ id }) => id === 1)) throw new TypeError('headers');
      return rows.map(() => ({ partition: 0, offset: 0 }));
    });
    expect(failed).toMatchObject([{ row: { id: 1 }, whole: false, error: new TypeError('headers') }]);
  });

  it.each(['KafkaJSConnectionError', 'KafkaJSConnectionClosedError', 'KafkaJSRequestTimeoutError'])(
    'blames nobody when the broker is away: %s',
    async (name) => {
      const away = Object.assign(new Error('away'), { name });
      let sends = 0;
      const apart = sendApart([rowAt(1, 'A'), rowAt(2, 'E')], async () => {
        if (sends++ > 0) throw away;
        return [{ partition: 0, offset: 0 }];
      });
      await expect(apart).rejects.toBe(away);
    },
  );

  it('blames nobody when no partition takes anything', async () => {
    const apart = sendApart([rowAt(1, 'A'), rowAt(2, 'E')], () =>
      Promise.reject(refusal('TOPIC_AUTHORIZATION_FAILED')),
    );
    await expect(apart).rejects.toMatchObject({ cause: { type: 'TOPIC_AUTHORIZATION_FAILED' } });
  });

  it('knows topic, key and partition of a row by what it is routed by', () => {
    const row = { ...rowAt(1, 'SKU|B1'), partition_key: 'SKU' };
    expect([keyOf(row), partitionKeyOf(row)]).toEqual([
      'orders.events SKU|B1',
      `orders.events ${partitionFor('SKU')}`,
    ]);
  });
});
