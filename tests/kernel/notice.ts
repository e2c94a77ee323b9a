import { until } from '../../libs/testing/src/until.ts';

/** Something to be told once, and a function that waits for it. */
export function notice(otherwise: string): [tell: () => void, told: () => Promise<void>] {
  let seen = false;
  const told = async () => {
    await until(() => seen, { timeoutMs: 180_000 }).catch((cause: unknown) => {
      throw new Error(otherwise, { cause });
    });
  };
  return [() => void (seen = true), told];
}
