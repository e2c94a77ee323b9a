import { inspect } from 'node:util';
import { expect } from 'vitest';

/** Awaits work that must fail, and looks through all of its error, hidden fields and causes too. @returns the error */
export async function failureWithout(secrets: readonly string[], work: Promise<unknown>): Promise<Error> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  const whole = inspect(error, { depth: Infinity, showHidden: true, maxStringLength: Infinity });
  for (const secret of secrets) expect(whole.includes(secret), 'the error holds a secret').toBe(false);
  return error as Error;
}
