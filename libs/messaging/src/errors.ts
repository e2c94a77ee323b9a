/**
 * A failure that a retry cannot mend: the record breaks a rule or cannot be understood. The kernel parks it.
 * Anything thrown by a handler that is not transient counts as permanent.
 */
export class PermanentError extends Error {
  override name = 'PermanentError';
}

/** A failure that passes: something needed is away or busy. The kernel backs off and tries again, skipping nothing. */
export class TransientError extends Error {
  override name = 'TransientError';
}

/** The position moved under us: another consumer owns the partition, or it was set by an operator. */
export class OffsetMovedError extends Error {
  override name = 'OffsetMovedError';
}

/** A position and the log disagree; nothing is guessed. `remedy` names what an operator can do. */
export class LogMismatchError extends Error {
  override name = 'LogMismatchError';
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(`${message}. ${remedy}`);
    this.remedy = remedy;
  }
}

/** An operator's command that cannot be carried out as things stand; the message says why. */
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
// Its code, 55000, has other uses that no retry mends.
const closedDatabase = /^database .* is not currently accepting connections$/;
const transientMessages =
  /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout|Client was closed|not queryable|Driver not Connected/i;

/** Whether a broker said so that was just started, and has yet to read what it knows of groups. */
export function isBrokerStarting(error: Error): boolean {
  const { type } = (error.cause ?? error) as { type?: string };
  return type === 'GROUP_LOAD_IN_PROGRESS';
}

/** Whether a failure of the database, the broker, the registry or the network passes by itself. */
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
