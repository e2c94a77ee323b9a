import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  OffsetMovedError,
  PermanentError,
  SystemError,
  TransientError,
  UnknownSchemaError,
} from '../errors.ts';
import { rawAt, batchAt } from '../fixtures/partition-batches.ts';
import type { Entry } from '../records/decode.ts';
import { Bisection } from './bisect-failures.ts';
import type { Apply } from './apply.ts';
import type { PartitionBatch } from './partition-batch.ts';

const topic = 'orders.events';
const bisecting =
  (apply: Apply, bisection = new Bisection()): Apply =>
  (batches) =>
    bisection.apply(batches, apply);
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
        throw new PermanentError('bad');
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

describe('when nothing says that it is the fault of the records', () => {
  const unexplained = (isBad: (offset: number) => boolean) => {
    const parked: number[] = [];
    const applied: number[] = [];
    const apply: Apply = async (batches) => {
      const entries = batches.flatMap((one) => one.entries);
      if (entries.some(({ raw, error }) => isBad(raw.offset) && error === undefined))
        throw new TypeError('no');
      for (const { raw, error } of entries) (error ? parked : applied).push(raw.offset);
    };
    return { parked, applied, apply };
  };
  const offsets = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

  it('parks a few, and then stops with what was thrown', async () => {
    const { parked, apply } = unexplained(() => true);
    const failed = bisecting(apply)([batchAt(offsets(0, 2_000))]);
    await expect(failed).rejects.toBeInstanceOf(SystemError);
    await expect(failed).rejects.toMatchObject({ message: expect.stringContaining('TypeError: no') });
    expect(parked).toEqual([0, 1, 2, 3, 4]);
  });

  it('counts over batches, whatever succeeds between, and parks none once it has stopped', async () => {
    const { parked, applied, apply } = unexplained((offset) => offset % 2 === 1);
    const bisect = bisecting(apply);
    for (let from = 0; from < 10; from += 2) await bisect([batchAt(offsets(from, 2))]);
    for (const _ of [1, 2]) await expect(bisect([batchAt([11])])).rejects.toThrow(SystemError);
    expect([parked, applied]).toEqual([
      [1, 3, 5, 7, 9],
      [0, 2, 4, 6, 8],
    ]);
  });

  it('parks one more after each thousand records that were handled', async () => {
    const { parked, apply } = unexplained((offset) => offset < 10);
    const bisect = bisecting(apply);
    await bisect([batchAt(offsets(0, 5))]);
    await bisect([batchAt(offsets(10, 994))]);
    await expect(bisect([batchAt([6])])).rejects.toThrow(SystemError);
    await bisect([batchAt([2_000])]);
    await bisect([batchAt([6])]);
    await expect(bisect([batchAt([7])])).rejects.toThrow(SystemError);
    expect(parked).toEqual([0, 1, 2, 3, 4, 6]);
  });

  it('counts records whose schema the registry does not know, once they are parked', async () => {
    const unknown = (offset: number): Entry => ({ raw: rawAt(offset), error: new UnknownSchemaError('7') });
    const { parked, apply } = unexplained(() => false);
    let isAway = true;
    const bisect = bisecting(async (batches) => {
      if (isAway) throw new TransientError('away');
      return apply(batches);
    });
    const batch = (from: number, count: number): PartitionBatch => ({
      ...batchAt(offsets(from, count)),
      entries: offsets(from, count).map(unknown),
    });
    await expect(bisect([batch(0, 3)])).rejects.toThrow('away');
    isAway = false;
    await bisect([batch(0, 3)]);
    await expect(bisect([batch(3, 3)])).rejects.toThrow(SystemError);
    await bisect([batch(3, 2)]);
    await expect(bisect([batch(5, 1)])).rejects.toThrow('UnknownSchemaError: 7');
    expect(parked).toEqual([0, 1, 2, 3, 4]);
  });

  it('does not count records that are at fault', async () => {
    const parked: number[] = [];
    await bisecting(async (batches) => {
      const entries = batches.flatMap((one) => one.entries);
      if (entries.some(({ error }) => error === undefined)) throw new PermanentError('rule');
      parked.push(...entries.map(({ raw }) => raw.offset));
    })([batchAt(offsets(0, 40))]);
    expect(parked).toEqual(offsets(0, 40));
  });

  it('stops at once, and parks none, when the failure says that it is no fault of theirs', async () => {
    const missing = Object.assign(new Error('no table'), { code: '42P01' });
    let attempts = 0;
    const apply = bisecting(() => {
      attempts++;
      return Promise.reject(missing);
    });
    await expect(apply([batchAt(offsets(0, 8))])).rejects.toBe(missing);
    expect(attempts).toBe(1);
  });
});

describe('what is too much at once', () => {
  const tooMuch = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
  const limitedTo = (most: number) => {
    const sizes: number[] = [];
    const applied: number[] = [];
    const apply: Apply = async (batches) => {
      const entries = batches.flatMap((one) => one.entries);
      sizes.push(entries.length);
      if (entries.length > most) throw tooMuch;
      applied.push(...entries.map(({ raw }) => raw.offset));
    };
    return { sizes, applied, apply };
  };
  const all = Array.from({ length: 2_000 }, (_, offset) => offset);

  it('is applied by halves, in order, and so are the batches after it', async () => {
    const { sizes, applied, apply } = limitedTo(700);
    const bisect = bisecting(apply);
    await bisect([batchAt(all)]);
    expect(sizes).toEqual([2_000, 1_000, 500, 500, 500, 500]);
    await bisect([batchAt(all)]);
    expect(sizes.slice(6)).toEqual([500, 500, 500, 500]);
    expect(applied).toEqual([...all, ...all]);
  });

  it('grows again, a hundredth each time', async () => {
    const { sizes, apply } = limitedTo(500);
    const bisect = bisecting(apply);
    await bisect([batchAt(all.slice(0, 600))]);
    expect(sizes).toEqual([600, 300, 300]);
    for (let done = 0; done < 67; done++) await bisect([batchAt([1])]);
    await bisect([batchAt(all.slice(0, 600))]);
    expect(sizes.slice(-2)).toEqual([300, 300]);
    await bisect([batchAt(all.slice(0, 600))]);
    expect(sizes.slice(-3)).toEqual([600, 300, 300]);
  });

  it('fails when it is one record, and puts nothing aside', async () => {
    const { applied, apply } = limitedTo(0);
    await expect(bisecting(apply)([batchAt([1])])).rejects.toBe(tooMuch);
    expect(applied).toEqual([]);
  });
});
