import { TransientError } from '@throughline/messaging';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Batcher, TooManyWaiting } from './request.batcher.ts';

const settings = { size: 4, concurrency: 2, queueLimit: 1_000, intervalMs: 0 };
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** What becomes of an item: `poison` fails every batch that it is in. */
const fates = ['done', 'refused', 'poison'] as const;
const arrivals = fc.array(fc.array(fc.constantFrom(...fates), { maxLength: 9 }), { maxLength: 6 });

describe('a batcher', () => {
  it('gives everybody their own outcome, whatever fails beside it, and does what succeeds once', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async (bursts) => {
        const done: number[] = [];
        const sizes: number[] = [];
        let busy = 0;
        let busiest = 0;
        const batcher = new Batcher<{ id: number; fate: string }, string>({
          ...settings,
          work: async (items) => {
            busy += 1;
            busiest = Math.max(busiest, busy);
            sizes.push(items.length);
            await turn();
            busy -= 1;
            if (items.some(({ fate }) => fate === 'poison'))
              throw new Error(items.map(({ id }) => id).join());
            return items.map(({ id, fate }): PromiseSettledResult<string> => {
              done.push(id);
              return fate === 'done'
                ? { status: 'fulfilled', value: `done ${id}` }
                : { status: 'rejected', reason: new Error(`refused ${id}`) };
            });
          },
        });
        const asked: { id: number; fate: string }[] = [];
        const outcomes: Promise<string>[] = [];
        for (const burst of bursts) {
          for (const fate of burst) {
            const item = { id: asked.length, fate };
            asked.push(item);
            outcomes.push(batcher.run(item).catch((error: Error) => error.message));
          }
          await turn();
        }
        const expected = asked.map(({ id, fate }) => (fate === 'poison' ? String(id) : `${fate} ${id}`));
        expect(await Promise.all(outcomes)).toEqual(expected);
        const good = asked.filter(({ fate }) => fate !== 'poison').map(({ id }) => id);
        expect(done.toSorted((a, b) => a - b)).toEqual(good);
        expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(settings.size);
        expect(busiest).toBeLessThanOrEqual(settings.concurrency);
      }),
    );
  });

  it('does not try again what fails for a while', async () => {
    const work = vi.fn<() => Promise<never>>().mockRejectedValue(new TransientError('away'));
    const batcher = new Batcher<number, never>({ ...settings, work });
    const outcomes = await Promise.allSettled([1, 2, 3].map((item) => batcher.run(item)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('refuses at once when too many wait', async () => {
    const batcher = new Batcher<number, number>({
      ...settings,
      queueLimit: 2,
      work: async (items) => items.map((value) => ({ status: 'fulfilled', value })),
    });
    const waiting = [batcher.run(1), batcher.run(2)];
    await expect(batcher.run(3)).rejects.toThrow(TooManyWaiting);
    expect(await Promise.all(waiting)).toEqual([1, 2]);
    expect(await batcher.run(4)).toBe(4);
  });
});

describe('batches', () => {
  afterEach(() => void vi.useRealTimers());

  it('start at once after a pause, and at an interval under load', async () => {
    vi.useFakeTimers();
    const batches: (readonly number[])[] = [];
    const batcher = new Batcher<number, number>({
      ...settings,
      intervalMs: 25,
      work: async (items) => {
        batches.push(items);
        return items.map((value) => ({ status: 'fulfilled', value }));
      },
    });
    void batcher.run(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(batches).toEqual([[1]]);
    void batcher.run(2);
    await vi.advanceTimersByTimeAsync(10);
    void batcher.run(3);
    await vi.advanceTimersByTimeAsync(10);
    expect(batches).toEqual([[1]]);
    await vi.advanceTimersByTimeAsync(10);
    expect(batches).toEqual([[1], [2, 3]]);
    await vi.advanceTimersByTimeAsync(100);
    void batcher.run(4);
    await vi.advanceTimersByTimeAsync(1);
    expect(batches).toEqual([[1], [2, 3], [4]]);
  });

  it('linger for callers who came together before', async () => {
    vi.useFakeTimers();
    const batches: (readonly number[])[] = [];
    const batcher = new Batcher<number, number>({
      ...settings,
      intervalMs: 25,
      lingerMs: 5,
      work: async (items) => {
        batches.push(items);
        return items.map((value) => ({ status: 'fulfilled', value }));
      },
    });
    for (const item of [1, 2, 3]) void batcher.run(item);
    await vi.advanceTimersByTimeAsync(30);
    expect(batches).toEqual([[1, 2, 3]]);
    void batcher.run(4);
    await vi.advanceTimersByTimeAsync(3);
    expect(batches).toHaveLength(1);
    for (const item of [5, 6]) void batcher.run(item);
    await vi.advanceTimersByTimeAsync(1);
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    void batcher.run(7);
    await vi.advanceTimersByTimeAsync(25);
    expect(batches).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(5);
    expect(batches.at(-1)).toEqual([7]);
    await vi.advanceTimersByTimeAsync(60);
    void batcher.run(8);
    await vi.advanceTimersByTimeAsync(1);
    expect(batches.at(-1)).toEqual([8]);
  });
});
