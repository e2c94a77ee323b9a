import { describe, expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';
import { PermanentError, TransientError } from './errors.ts';
import { retrying } from './retry.ts';

const never = new AbortController().signal;

describe('retrying', () => {
  it('goes on after failures that pass, with growing pauses up to a bound', async () => {
    let attempts = 0;
    const result = await retrying(
      'g',
      ['t'],
      async () => {
        if (++attempts < 3) throw new TransientError('away');
        return 'done';
      },
      never,
    );
    expect([result, attempts]).toEqual(['done', 3]);
    expect(backOffMs(1)).toBeGreaterThan(backOffMs(0));
    expect(backOffMs(1000)).toBe(backOffMs(20));
  });

  it('ends at once with a failure that stays', async () => {
    let attempts = 0;
    const attempt = async () => {
      attempts++;
      throw new PermanentError('rule');
    };
    await expect(retrying('g', ['t'], attempt, never)).rejects.toThrow('rule');
    expect(attempts).toBe(1);
  });

  it('ends with the last failure when it is aborted', async () => {
    const stop = new AbortController();
    const attempt = async () => {
      stop.abort();
      throw new TransientError('away');
    };
    await expect(retrying('g', ['t'], attempt, stop.signal)).rejects.toThrow('away');
  });
});
