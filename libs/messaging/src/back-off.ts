const firstMs = 50;
const longestMs = 2_000;

/** How long to wait after the n-th failure in a row (from 0), in milliseconds, without the random part. */
export function backOffMs(failures: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(failures, 10));
}

/** Waits after the n-th failure in a row; ends early when aborted. */
export async function backOff(failures: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const ms = backOffMs(failures) * (0.5 + Math.random() / 2);
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
