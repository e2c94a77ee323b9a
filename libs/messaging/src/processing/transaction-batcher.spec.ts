import type { TopicName } from '@throughline/events';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { PartitionBatch } from './partition-batch.ts';
import { TransactionBatcher, maxTransactionRecords } from './transaction-batcher.ts';

const { signal } = new AbortController();

function batch(partition: number, records = 1, topic: TopicName = 'erp.items'): PartitionBatch {
  const entries = Array.from({ length: records }, (_, n) => ({
    raw: { offset: n, key: '', value: null, headers: {}, timestamp: 0 },
  }));
  return { topic, partition, from: 0, to: records, entries };
}

/** Transactions in the order of their start; each is ended by the test. */
function transactions({ mixed = false } = {}) {
  const begun: { topics: TopicName[]; batches: readonly PartitionBatch[]; end: (error?: Error) => void }[] =
    [];
  const apply = (batches: readonly PartitionBatch[]) =>
    new Promise<void>((resolve, reject) => {
      begun.push({
        topics: batches.map(({ topic }) => topic),
        batches,
        end: (error) => (error ? reject(error) : resolve()),
      });
    });
  const batcher = new TransactionBatcher({ apply, mixed });
  return { begun, batcher };
}

const nextIteration = () => new Promise((resolve) => setImmediate(resolve));

describe('the transaction batcher', () => {
  it('applies in one transaction what waits of a topic, and what comes meanwhile in the next', async () => {
    const { begun, batcher } = transactions();
    const first = [0, 1, 2].map((partition) => batcher.apply(batch(partition), signal));
    await nextIteration();
    const second = [3, 4].map((partition) => batcher.apply(batch(partition), signal));
    await nextIteration();
    expect(begun.map(({ batches }) => batches.map(({ partition }) => partition))).toEqual([[0, 1, 2]]);
    begun[0]?.end();
    await Promise.all(first);
    await nextIteration();
    expect(begun[1]?.batches.map(({ partition }) => partition)).toEqual([3, 4]);
    begun[1]?.end();
    await Promise.all(second);
  });

  it('says for how long it has been trying', async () => {
    const { begun, batcher } = transactions();
    const inMinutes = (minutes: number) => batcher.busySeconds(Date.now() + minutes * 60_000);
    expect(inMinutes(2)).toBe(0);
    const applied = batcher.apply(batch(0), signal);
    await nextIteration();
    expect(inMinutes(2)).toBeCloseTo(120, 0);
    begun[0]?.end();
    await applied;
    await nextIteration();
    expect(inMinutes(2)).toBe(0);
  });

  it('says it of the oldest of two transactions', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
    try {
      const { begun, batcher } = transactions();
      const all = [batcher.apply(batch(0, 1, 'erp.items'), signal)];
      await nextIteration();
      vi.setSystemTime(1_004_500);
      all.push(batcher.apply(batch(0, 1, 'erp.stock'), signal));
      await nextIteration();
      vi.setSystemTime(1_006_000);
      expect([batcher.busySeconds(), batcher.busySeconds(1_000_000), batcher.busySeconds(900_000)]).toEqual([
        6, 0, 0,
      ]);
      begun[0]?.end();
      await all[0];
      expect(batcher.busySeconds()).toBe(1.5);
      begun[1]?.end();
      await all[1];
    } finally {
      vi.useRealTimers();
    }
  });

  /** Which partitions go into which transaction, when so many records of each are there at once. */
  async function transactionsOf(...sizes: number[]) {
    const { begun, batcher } = transactions();
    const all = sizes.map((size, partition) => batcher.apply(batch(partition, size), signal));
    const applied = () => begun.map(({ batches }) => batches.map(({ partition }) => partition));
    const done = Promise.all(all);
    for (let ended = 0; applied().flat().length < sizes.length || ended < begun.length; ended++) {
      await nextIteration();
      begun[ended]?.end();
      await nextIteration();
    }
    await done;
    return applied();
  }

  it.each([
    [[499, 1], [[0, 1]]],
    [
      [499, 1, 1],
      [[0, 1], [2]],
    ],
    [
      [500, 1],
      [[0], [1]],
    ],
    [[499, 1_501], [[0, 1]]],
    [
      [499, 1_502],
      [[0], [1]],
    ],
    [
      [2_000, 1],
      [[0], [1]],
    ],
    [
      [1, 1_999, 1],
      [[0, 1], [2]],
    ],
    [
      [0, 0, 2_000, 0],
      [[0, 1, 2], [3]],
    ],
  ])(
    'puts batches of %j records together until they are enough, and never too many',
    async (sizes, together) => {
      expect(await transactionsOf(...sizes)).toEqual(together);
    },
  );

  it.each([
    [499, 1],
    [500, 2],
  ])('begins beside another transaction of the topic with %i records: %i at work', async (size, atWork) => {
    const { begun, batcher } = transactions();
    const all = [batcher.apply(batch(0), signal)];
    await nextIteration();
    all.push(batcher.apply(batch(1, size), signal));
    await nextIteration();
    expect(begun).toHaveLength(atWork);
    begun[0]?.end();
    await all[0];
    await nextIteration();
    begun[1]?.end();
    await Promise.all(all);
  });

  it('begins beside another transaction of the topic as soon as enough has gathered', async () => {
    const { begun, batcher } = transactions();
    const all = [batcher.apply(batch(0), signal)];
    await nextIteration();
    for (const partition of [1, 2]) {
      all.push(batcher.apply(batch(partition, 300), signal));
      await nextIteration();
    }
    expect(begun.map(({ batches }) => batches.map(({ partition }) => partition))).toEqual([[0], [1, 2]]);
    for (const { end } of begun) end();
    await Promise.all(all);
  });

  it('has two transactions at work, and no third', async () => {
    const { begun, batcher } = transactions();
    const all = [700, 700, 700].map((size, partition) => batcher.apply(batch(partition, size), signal));
    await nextIteration();
    expect(begun).toHaveLength(2);
    begun[1]?.end();
    await all[1];
    await nextIteration();
    expect(begun.map(({ batches }) => batches[0]?.partition)).toEqual([0, 1, 2]);
    for (const { end } of begun) end();
    await Promise.all(all);
  });

  it('does not mix two assignments, and hands each the signal of its own', async () => {
    const signals: AbortSignal[] = [];
    const batcher = new TransactionBatcher({
      mixed: false,
      apply: async (_, given) => void signals.push(given),
    });
    const other = new AbortController().signal;
    await Promise.all([
      batcher.apply(batch(0), signal),
      batcher.apply(batch(1), other),
      batcher.apply(batch(2), signal),
    ]);
    expect(signals.map((given) => [given === signal, given === other])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('keeps topics apart, and lets two of them go on side by side', async () => {
    const { begun, batcher } = transactions();
    const all = (['erp.items', 'erp.stock', 'erp.prices'] as const).map((topic) =>
      batcher.apply(batch(0, 1, topic), signal),
    );
    await nextIteration();
    expect(begun.map(({ topics }) => topics)).toEqual([['erp.items'], ['erp.stock']]);
    begun[0]?.end();
    await all[0];
    await nextIteration();
    expect(begun.map(({ topics }) => topics)).toEqual([['erp.items'], ['erp.stock'], ['erp.prices']]);
    for (const { end } of begun) end();
    await Promise.all(all);
  });

  it('applies what is there of all topics in one transaction, where they may be mixed', async () => {
    const { begun, batcher } = transactions({ mixed: true });
    const of = (...topics: TopicName[]) => topics.map((topic) => batcher.apply(batch(0, 1, topic), signal));
    const first = of('erp.items', 'erp.stock');
    await nextIteration();
    const second = of('erp.stock', 'erp.prices', 'erp.items', 'erp.taxes');
    await nextIteration();
    const topics = () => begun.map((one) => one.topics);
    // Beside it goes what has none of its topics.
    expect(topics()).toEqual([
      ['erp.items', 'erp.stock'],
      ['erp.prices', 'erp.taxes'],
    ]);
    begun[0]?.end();
    await Promise.all(first);
    await nextIteration();
    expect(topics().at(-1)).toEqual(['erp.stock', 'erp.items']);
    for (const { end } of begun) end();
    await Promise.all(second);
  });

  it('lets what fills a transaction go beside another one of its topic, and nothing less', async () => {
    const { begun, batcher } = transactions();
    const all = [700, 900, 10, 20].map((size, partition) => batcher.apply(batch(partition, size), signal));
    await nextIteration();
    const partitions = () => begun.map(({ batches }) => batches.map(({ partition }) => partition));
    expect(partitions()).toEqual([[0], [1]]);
    begun[0]?.end();
    await all[0];
    await nextIteration();
    expect(partitions()).toEqual([[0], [1]]);
    begun[1]?.end();
    await all[1];
    await nextIteration();
    expect(partitions()).toEqual([[0], [1], [2, 3]]);
    begun[2]?.end();
    await Promise.all(all);
  });

  it('never puts more records into a transaction than fit, and loses none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: maxTransactionRecords }), {
          minLength: 1,
          maxLength: 30,
          size: 'max',
        }),
        fc.boolean(),
        async (sizes, mixed) => {
          const applied: number[] = [];
          const batcher = new TransactionBatcher({
            mixed,
            apply: async (batches) => {
              const records = batches.reduce((sum, { entries }) => sum + entries.length, 0);
              expect(records).toBeLessThanOrEqual(maxTransactionRecords);
              applied.push(...batches.map(({ partition }) => partition));
            },
          });
          await Promise.all(sizes.map((size, partition) => batcher.apply(batch(partition, size), signal)));
          expect(applied.toSorted((a, b) => a - b)).toEqual(sizes.map((_, partition) => partition));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('fails all batches of a transaction that fails, and goes on', async () => {
    const { begun, batcher } = transactions();
    const failing = [0, 1].map((partition) => batcher.apply(batch(partition), signal));
    await nextIteration();
    begun[0]?.end(new RangeError('bad'));
    const outcomes = await Promise.allSettled(failing);
    expect(outcomes).toEqual([0, 1].map(() => ({ status: 'rejected', reason: new RangeError('bad') })));
    const next = batcher.apply(batch(0), signal);
    await nextIteration();
    begun[1]?.end();
    await expect(next).resolves.toBeUndefined();
  });

  it('drops what belongs to an assignment that has ended', async () => {
    const { begun, batcher } = transactions();
    const ended = new AbortController();
    const old = batcher.apply(batch(0), ended.signal);
    const young = batcher.apply(batch(1), signal);
    const reason = new RangeError('reassigned');
    ended.abort(reason);
    await expect(old).rejects.toBe(reason);
    expect(begun.map(({ batches }) => batches.map(({ partition }) => partition))).toEqual([[1]]);
    begun[0]?.end();
    await young;
  });
});
