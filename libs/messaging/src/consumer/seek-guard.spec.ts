import { describe, expect, it } from 'vitest';
import { LogMismatchError } from '../errors.ts';
import type { Kafka } from '../kafka/kafka.ts';
import type { FetchedBatch, Leaderless, LogRange } from '../kafka/types.ts';
import { SeekGuard, assertAllInside, assertInside } from './seek-guard.ts';

const group = 'inventory.erp';
const topic = 'erp.stock';
const range = { topic, partition: 3, low: 10, high: 20 };

describe('a stored offset', () => {
  it.each([10, 11, 19, 20])('of %s lies inside of a log from 10 to 20', (offset) => {
    expect(() => assertInside(group, range, offset)).not.toThrow();
  });

  it.each([0, 9, 21])('of %s lies outside of it, and the error says what to do', (offset) => {
    expect(() => assertInside(group, range, offset)).toThrow(
      new LogMismatchError(
        `inventory.erp stands at ${offset} of erp.stock/3, whose log has 10 to 20`,
        'Run `throughline doctor` to see what differs, and `throughline doctor --adopt` to read this log anew',
      ),
    );
  });

  it('is held against the log of its own topic and partition', () => {
    const at = (stored: { topic: 'erp.stock' | 'erp.items'; partition: number; nextOffset: number }) => () =>
      assertAllInside(
        group,
        [{ ...range, partition: 0, low: 0, high: 5 }, range],
        [{ topic, partition: 0, nextOffset: 5 }, stored],
      );
    expect(at({ topic, partition: 3, nextOffset: 20 })).not.toThrow();
    expect(at({ topic: 'erp.items', partition: 3, nextOffset: 99 })).not.toThrow();
    expect(at({ topic, partition: 4, nextOffset: 99 })).not.toThrow();
    expect(at({ topic, partition: 3, nextOffset: 21 })).toThrow(/stands at 21 of erp.stock\/3/);
  });
});

/** A log, and a guard before it. */
function guarded(...ranges: LogRange[]) {
  const asked: string[][] = [];
  const leaderless: Leaderless[] = [];
  const kafka = {
    reachable: async (topics: string[]) => {
      asked.push(topics);
      return { ranges, leaderless };
    },
  } as unknown as Kafka;
  return { guard: new SeekGuard(group, kafka), asked, leaderless };
}
const batch = (fetchedOffset: number, nextOffset: number, partition = 3): FetchedBatch => ({
  ...{ topic, partition, fetchedOffset, nextOffset, high: 20, records: [] },
});

describe('a batch', () => {
  it.each([
    ['begins at the offset', batch(12, 15)],
    ['begins before the offset and reaches beyond it', batch(10, 13)],
  ])('that %s is used, and nobody is asked', async (_, fetched) => {
    const { guard, asked } = guarded(range);
    expect(await guard.accepts(fetched, 12)).toBe(true);
    expect(asked).toEqual([]);
  });

  it.each([
    ['ends at the offset', batch(10, 12)],
    ['ends before the offset', batch(10, 11)],
  ])('that %s is dropped, however often it comes', async (_, fetched) => {
    const { guard, asked } = guarded({ ...range, partition: 0 }, range);
    expect([await guard.accepts(fetched, 12), await guard.accepts(fetched, 12)]).toEqual([false, false]);
    expect(asked).toEqual([[topic], [topic]]);
  });

  it('that begins later is dropped once, and used when it comes again and the log has the offset', async () => {
    const { guard, asked } = guarded({ ...range, partition: 0, low: 0, high: 1 }, range);
    expect(await guard.accepts(batch(14, 18), 12)).toBe(false);
    expect(asked).toEqual([]);
    expect(await guard.accepts(batch(14, 18), 12)).toBe(true);
    expect(asked).toEqual([[topic]]);
  });

  it('is dropped once for each offset and partition, and once again after one that fits', async () => {
    const { guard } = guarded(range, { ...range, partition: 4 });
    expect(await guard.accepts(batch(14, 18), 12)).toBe(false);
    expect(await guard.accepts(batch(14, 18, 4), 12)).toBe(false);
    expect(await guard.accepts(batch(14, 18), 13)).toBe(false);
    expect(await guard.accepts(batch(13, 14), 13)).toBe(true);
    expect(await guard.accepts(batch(14, 18), 13)).toBe(false);
  });

  it('is dropped once more under a new assignment', async () => {
    const { guard } = guarded(range);
    expect(await guard.accepts(batch(14, 18), 12)).toBe(false);
    guard.reset();
    expect(await guard.accepts(batch(14, 18), 12)).toBe(false);
  });

  it.each([
    ['begins after a log that lost the offset', batch(14, 18), 9],
    ['begins before an offset that the log does not reach', batch(10, 20), 21],
  ])('that %s stops the group', async (_, fetched, offset) => {
    const { guard } = guarded(range);
    const twice = async () => {
      await guard.accepts(fetched, offset);
      await guard.accepts(fetched, offset);
    };
    await expect(twice()).rejects.toThrow(LogMismatchError);
  });

  it('of a partition that no longer exists is used when it comes again', async () => {
    const { guard } = guarded();
    expect(await guard.accepts(batch(14, 18), 12)).toBe(false);
    expect(await guard.accepts(batch(14, 18), 12)).toBe(true);
  });

  it('that begins later is not used while its partition has no leader that could say why', async () => {
    const { guard, leaderless } = guarded({ ...range, partition: 0 });
    leaderless.push({ topic, partition: 3, of: 6 });
    const late = batch(14, 18);
    const answers = [
      await guard.accepts(late, 12),
      await guard.accepts(late, 12),
      await guard.accepts(late, 12),
    ];
    expect(answers).toEqual([false, false, false]);
  });
});
