import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks `probe` again and again until it is true; a probe that throws counts as false.
 * Ends with the signal's reason when it is aborted, and with an error naming `what` after `timeoutMs`.
 */
export async function poll(
  what: string,
  probe: () => Promise<boolean>,
  {
    signal,
    timeoutMs = 120_000,
    everyMs = 60,
  }: { signal?: AbortSignal; timeoutMs?: number; everyMs?: number } = {},
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    if (await probe().catch(() => false)) return;
    if (Date.now() > deadline) throw new Error(`${what} was not ready after ${timeoutMs / 1000} s`);
    await pause(everyMs, undefined, signal ? { signal } : {});
  }
}
