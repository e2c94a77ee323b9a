import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PositionMovedError, TransientError } from './errors.ts';
import { narrowing } from './narrow.ts';
import type { Entry, Slice } from './slice.ts';

function entry(offset: number): Entry {
  return { raw: { offset, key: `k${offset}`, value: null, headers: {}, timestamp: 0 } };
}

/** A database that applies a slice or throws, and checks that positions follow on one another. */
function target(poison: ReadonlySet<number>) {
  const applied: number[] = [];
  const parked: number[] = [];
  let position = 0;
  let attempts = 0;
  return {
    applied,
    parked,
    get position() {
      return position;
    },
    get attempts() {
      return attempts;
    },
    async apply({ from, to, entries }: Slice): Promise<void> {
      attempts++;
      if (from !== position) throw new PositionMovedError(`${from} is not ${position}`);
      if (entries.some(({ raw, error }) => poison.has(raw.offset) && error === undefined))
        throw new RangeError('bad');
      for (const { raw, error } of entries) (error ? parked : applied).push(raw.offset);
      position = to;
    },
  };
}

describe('narrowing down', () => {
  it('parks exactly the bad records, applies all others in order, and moves the position without a gap', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(200), { minLength: 1 }).map((offsets) => offsets.sort((a, b) => a - b)),
        fc.uniqueArray(fc.nat(200)),
        async (offsets, bad) => {
          const poison = new Set(bad);
          const database = target(poison);
          await narrowing(database.apply)({
            topic: 'orders.events',
            partition: 0,
            from: 0,
            to: 500,
            entries: offsets.map(entry),
          });
          expect(database.parked).toEqual(offsets.filter((offset) => poison.has(offset)));
          expect(database.applied).toEqual(offsets.filter((offset) => !poison.has(offset)));
          expect(database.position).toBe(500);
        },
      ),
    );
  });

  it('finds one bad record in a logarithmic number of attempts', async () => {
    const database = target(new Set([777]));
    const entries = Array.from({ length: 1024 }, (_, offset) => entry(offset));
    await narrowing(database.apply)({ topic: 'orders.events', partition: 0, from: 0, to: 1024, entries });
    expect(database.parked).toEqual([777]);
    expect(database.attempts).toBeLessThanOrEqual(2 * 10 + 2);
  });

  it.each([new TransientError('away'), new PositionMovedError('lost')])(
    'does not divide at %s',
    async (error) => {
      let attempts = 0;
      const apply = narrowing(() => {
        attempts++;
        return Promise.reject(error);
      });
      const slice = {
        topic: 'orders.events',
        partition: 0,
        from: 0,
        to: 2,
        entries: [entry(0), entry(1)],
      } as const;
      await expect(apply(slice)).rejects.toBe(error);
      expect(attempts).toBe(1);
    },
  );
});
