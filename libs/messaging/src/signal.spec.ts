import { describe, expect, it } from 'vitest';
import { Signal } from './signal.ts';

const never = new AbortController().signal;
const long = 60_000;

/** Whether a wait is over before anything else has a turn. */
function endsAtOnce(wait: Promise<void>): Promise<boolean> {
  const turn = new Promise<boolean>((resolve) => setImmediate(() => resolve(false)));
  return Promise.race([wait.then(() => true), turn]);
}

describe('a signal', () => {
  it('set while nobody waits is remembered, once', async () => {
    const signal = new Signal();
    signal.set();
    expect(await endsAtOnce(signal.wait(long, never))).toBe(true);
    const waiting = signal.wait(long, never);
    expect(await endsAtOnce(waiting)).toBe(false);
    signal.set();
    await waiting;
  });

  it('ends a wait when it is set or aborted', async () => {
    const signal = new Signal();
    const waiting = signal.wait(long, never);
    signal.set();
    expect(await endsAtOnce(waiting)).toBe(true);
    const stop = new AbortController();
    const other = signal.wait(long, stop.signal);
    stop.abort();
    expect(await endsAtOnce(other)).toBe(true);
    expect(await endsAtOnce(signal.wait(long, stop.signal))).toBe(true);
  });
});
