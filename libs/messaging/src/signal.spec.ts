import { describe, expect, it } from 'vitest';
import { Signal } from './signal.ts';

const never = new AbortController().signal;
const long = 60_000;

describe('a signal', () => {
  it('set while nobody waits is remembered, once', async () => {
    const signal = new Signal();
    signal.set();
    signal.set();
    await signal.wait(long, never);
    await signal.wait(1, never);
  });

  it('ends a wait when it is set or aborted', async () => {
    const signal = new Signal();
    const waiting = signal.wait(long, never);
    signal.set();
    await waiting;
    const stop = new AbortController();
    const other = signal.wait(long, stop.signal);
    stop.abort();
    await other;
    await signal.wait(long, stop.signal);
  });
});
