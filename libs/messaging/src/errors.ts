import { UndecodableError } from '@throughline/events';

/** A failure that a retry cannot fix: the record breaks a rule. The kernel parks it (`failure-policy.ts`). */
export class PermanentError extends Error {
  override name = 'PermanentError';
}

/** A failure that passes: a dependency is unavailable or busy. The kernel backs off and retries, skipping nothing. */
export class TransientError extends Error {
  override name = 'TransientError';
}

/**
 * A failure that no record is at fault for and that only a person can mend: the group stops, says why, and tries again
 * now and then.
 */
export class SystemError extends Error {
  override name = 'SystemError';
}

/** The registry knows no schema of the id that a record names: the record is at fault, or the registry has lost it. */
export class UnknownSchemaError extends UndecodableError {
  override name = 'UnknownSchemaError';
}

/** The stored offset is not the expected one: another consumer owns the partition, or an operator has set it. */
export class OffsetMovedError extends Error {
  override name = 'OffsetMovedError';
}

/** Database and log disagree; nothing is guessed. `remedy` says what an operator can do. */
export class LogMismatchError extends Error {
  override name = 'LogMismatchError';
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(`${message}. ${remedy}`);
    this.remedy = remedy;
  }
}

/** An operator's command that the present state does not allow; the message says why. */
export class RefusedError extends Error {
  override name = 'RefusedError';
}

/** Whether the error comes from a broker that has just started and is still loading its groups. */
export function isBrokerStarting(error: Error): boolean {
  const { type } = (error.cause ?? error) as { type?: string };
  return type === 'GROUP_LOAD_IN_PROGRESS';
}
