import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OffsetMovedError, TransientError } from '../errors.ts';
import { rawAt, batchAt } from '../fixtures/partition-batches.ts';
import type { Entry } from '../records/decode.ts';
import { bisecting } from './bisect-failures.ts';
import type { PartitionBatch } from './partition-batch.ts';

const topic = 'orders.events';
const entry = (offset: number): Entry => ({ raw: rawAt(offset) });

/** A database that applies batches or throws, and checks that stored offsets follow on one another. */
function target(poison: ReadonlySet<number>) {
  const applied: number[] = [];
  const parked: number[] = [];
  const offsets = new Map<number, number>();
  let attempts = 0;
  return {
    applied,
    parked,
    offsets,
    get attempts() {
      return attempts;
    },
    async apply(batches: readonly PartitionBatch[]): Promise<void> {
      attempts++;
      for (const { partition, from } of batches)
        if (from !== (offsets.get(partition) ?? 0)) throw new OffsetMovedError(`not at ${from}`);
      const entries = batches.flatMap((batch) => batch.entries);
      if (entries.some(({ raw, error }) => poison.has(raw.offset) && error === undefined))
        throw new RangeError('bad');
      for (const { raw, error } of entries) (error ? parked : applied).push(raw.offset);
      for (const { partition, to } of batches) offsets.set(partition, to);
    },
  };
}

describe('bisecting failures', () => {
  it('parks exactly the bad records, applies all others in order, and moves the stored offset without a gap', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .uniqueArray(fc.nat(200), { maxLength: 120, size: 'max' })
          .map((offsets) => offsets.sort((a, b) => a - b)),
        fc.uniqueArray(fc.nat(200), { maxLength: 60, size: 'max' }),
        fc.integer({ min: 1, max: 6 }),
        async (offsets, bad, partitions) => {
          const poison = new Set(bad);
          const database = target(poison);
          const batches = Array.from({ length: partitions }, (_, partition): PartitionBatch => ({
            topic,
            partition,
            from: 0,
            to: 500,
            entries: offsets.filter((offset) => offset % partitions === partition).map(entry),
          }));
          await bisecting(database.apply)(batches);
          const inOrder = batches.flatMap(({ entries }) => entries.map(({ raw }) => raw.offset));
          expect(database.parked).toEqual(inOrder.filter((offset) => poison.has(offset)));
          expect(database.applied).toEqual(inOrder.filter((offset) => !poison.has(offset)));
          expect([...database.offsets.values()]).toEqual(batches.map(() => 500));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('finds one bad record in a logarithmic number of attempts', async () => {
    const database = target(new Set([777]));
    const entries = Array.from({ length: 1024 }, (_, offset) => entry(offset));
    await bisecting(database.apply)([{ topic, partition: 0, from: 0, to: 1024, entries }]);
    expect(database.parked).toEqual([777]);
    expect(database.attempts).toBeLessThanOrEqual(2 * 10 + 2);
  });

  it.each([new TransientError('away'), new OffsetMovedError('lost')])(
    'does not divide at %s',
    async (error) => {
      let attempts = 0;
      const apply = bisecting(() => {
        attempts++;
        return Promise.reject(error);
      });
      const batch = {
        topic,
        partition: 0,
        from: 0,
        to: 2,
        entries: [entry(0), entry(1)],
      } as const;
      await expect(apply([batch])).rejects.toBe(error);
      expect(attempts).toBe(1);
    },
  );

  it('puts the one bad record aside with what was thrown, in a batch of its own', async () => {
    const applied: (readonly PartitionBatch[])[] = [];
    const reason = new RangeError('bad');
    const batch = batchAt([5, 9, 20], { partition: 3 });
    await bisecting(async (batches) => {
      const entries = batches.flatMap((one) => one.entries);
      if (entries.some(({ raw, error }) => raw.offset === 9 && error === undefined)) throw reason;
      applied.push(batches);
    })([batch]);
    const [first, bad, last] = batch.entries;
    expect(applied).toEqual([
      [{ topic, partition: 3, from: 5, to: 9, entries: [first] }],
      [{ topic, partition: 3, from: 9, to: 20, entries: [{ raw: bad?.raw, error: reason }] }],
      [{ topic, partition: 3, from: 20, to: 21, entries: [last] }],
    ]);
    expect(applied[1]?.[0]?.entries[0]?.error).toBe(reason);
  });

  it('makes an error of what was thrown and is none', async () => {
    const seen: unknown[] = [];
    await bisecting(async ([batch]) => {
      const error = batch?.entries[0]?.error;
      // A handler may throw anything.
      // oxlint-disable-next-line no-throw-literal
      if (error === undefined) throw 'bad';
      seen.push(error);
    })([batchAt([5])]);
    expect(seen).toEqual([new Error('bad')]);
  });

  it.each([
    [
      'a record that was to be parked already',
      [{ ...batchAt([5]), entries: [{ raw: rawAt(5), error: new Error('no') }] }],
    ],
    ['nothing but an offset', [batchAt([])]],
    ['no batch at all', []],
  ])('fails with what fails even for %s, tried once', async (_, batches) => {
    const reason = new RangeError('bad');
    let attempts = 0;
    const apply = bisecting(() => {
      attempts++;
      return Promise.reject(reason);
    });
    await expect(apply(batches)).rejects.toBe(reason);
    expect(attempts).toBe(1);
  });

  it.each([new TransientError('away'), new OffsetMovedError('lost')])(
    'puts nothing aside when the first half fails so that it is divided, and the second passes with %s',
    async (error) => {
      const parked: number[] = [];
      const apply = bisecting(async (batches) => {
        const entries = batches.flatMap((one) => one.entries);
        if (entries.length > 1) throw new RangeError('bad');
        if (entries[0]?.raw.offset === 1) throw error;
        parked.push(...entries.filter((one) => one.error).map(({ raw }) => raw.offset));
      });
      await expect(apply([batchAt([0, 1])])).rejects.toBe(error);
      expect(parked).toEqual([]);
    },
  );
});
