/**
 * A failure that a retry cannot fix: the record breaks a rule or cannot be decoded. The kernel parks it.
 * Anything thrown by a handler that is not transient counts as permanent.
 */
export class PermanentError extends Error {
  override name = 'PermanentError';
}

/** A failure that passes: a dependency is unavailable or busy. The kernel backs off and retries, skipping nothing. */
export class TransientError extends Error {
  override name = 'TransientError';
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

// Classes 08 connection, 40 rolled back by the server, 53 resources, 57 operator intervention; 55P03 lock time-out.
const transientSqlStates = /^(08|40|53|57|55P03|25P0[23])/;
const transientCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);
// Its code, 55000, also has uses that no retry fixes.
const closedDatabase = /^database .* is not currently accepting connections$/;
const transientMessages =
  /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout|Client was closed|not queryable|Driver not Connected/i;

/** Whether the error comes from a broker that has just started and is still loading its groups. */
export function isBrokerStarting(error: Error): boolean {
  const { type } = (error.cause ?? error) as { type?: string };
  return type === 'GROUP_LOAD_IN_PROGRESS';
}

/** Whether an error is a failure of the database, the broker, the registry or the network that passes by itself. */
export function isTransient(error: unknown): boolean {
  if (error instanceof TransientError) return true;
  if (error instanceof PermanentError || !(error instanceof Error)) return false;
  if (error.name.startsWith('KafkaJS')) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (transientCodes.has(code) || transientSqlStates.test(code)) return true;
  if (closedDatabase.test(error.message)) return true;
  if (code === '' && transientMessages.test(error.message)) return true;
  if ('driverError' in error && isTransient(error.driverError)) return true;
  if (error instanceof AggregateError) return error.errors.some(isTransient);
  return isTransient(error.cause);
}
