import { setTimeout as pause } from 'node:timers/promises';

/**
 * Open loop: starts `perSecond` operations a second for some seconds, whether or not the earlier ones have ended.
 * Each is told the instant (of `performance.now()`) at which it was due. Resolves when all have ended.
 */
export async function openLoop(
  perSecond: number,
  seconds: number,
  operation: (index: number, due: number) => Promise<void>,
): Promise<void> {
  const total = Math.round(perSecond * seconds);
  await steadily(perSecond, (index) => index < total, operation);
}

/** Open loop that goes on as long as it is told to before each operation, and ends with the first that fails. */
export async function steadily(
  perSecond: number,
  goesOn: (index: number) => boolean,
  operation: (index: number, due: number) => Promise<void>,
): Promise<void> {
  const started = performance.now();
  const running: Promise<void>[] = [];
  let failed: { cause: unknown } | undefined;
  for (let index = 0; !failed && goesOn(index); index++) {
    const due = started + (index * 1_000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await pause(wait);
    running.push(operation(index, due).catch((cause: unknown) => void (failed ??= { cause })));
  }
  await Promise.all(running);
  if (failed) throw failed.cause;
}

/** Closed loop: so many at a time, each beginning anew as soon as it has ended. @returns how many have ended */
export async function closedLoop(
  clients: number,
  seconds: number,
  operation: () => Promise<void>,
): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  let done = 0;
  const client = async () => {
    while (performance.now() < end) {
      await operation();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return done;
}
