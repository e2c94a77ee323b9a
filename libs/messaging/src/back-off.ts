const firstMs = 50;
const longestMs = 2_000;

/** Delay after the n-th failure in a row (from 0), in milliseconds, without jitter. */
export function backOffMs(failures: number): number {
  return Math.min(longestMs, firstMs * 2 ** failures);
}

/** Waits after the n-th failure in a row, with jitter; ends early when aborted. */
export function backOff(failures: number, signal: AbortSignal): Promise<void> {
  return pause(backOffMs(failures) * (0.5 + Math.random() / 2), signal);
}

/** Waits for some milliseconds; ends early when aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
