import { UndecodableError } from '@throughline/events';
import {
  LogMismatchError,
  OffsetMovedError,
  PermanentError,
  SystemError,
  TransientError,
  UnknownSchemaError,
} from './errors.ts';

/**
 * What is done about a failure:
 * - `reload`: continue from the stored offset;
 * - `again`: try the whole batch again, for as long as it takes;
 * - `halve`: try again, and after a few times its halves; one record alone is tried for as long as it takes;
 * - `park`: the record is at fault: find it, and put it aside;
 * - `suspect`: as `park`, but no more than a few of them: then nothing says that it is the records, and the group stops;
 * - `stop`: no record is at fault: the group stops, says why, and tries again now and then.
 */
export type Action = 'reload' | 'again' | 'halve' | 'park' | 'suspect' | 'stop';

/** A row of the failure policy. */
export interface FailureRule {
  /** Short name, for operators. */
  readonly failure: string;
  readonly action: Action;
  /** By what it is recognised, in words. */
  readonly recognisedBy: string;
  matches(error: Error, sqlState: string): boolean;
}

const unreachable = new Set([
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
const lostSession =
  /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Client was closed|not queryable|Driver not Connected/i;

/** The failure policy of all consumers; the first row that matches holds. Printed by `throughline policy`. */
export const failurePolicy: readonly FailureRule[] = [
  {
    failure: 'The stored offset was moved',
    action: 'reload',
    recognisedBy: 'another replica, or an operator, has moved it',
    matches: (error) => error instanceof OffsetMovedError,
  },
  {
    failure: 'Database and log disagree',
    action: 'stop',
    recognisedBy: 'stored offset outside of the log, another cluster, versions ahead',
    matches: (error) => error instanceof LogMismatchError,
  },
  {
    failure: 'No record is at fault',
    action: 'stop',
    recognisedBy: 'a registry that refuses, or is none; more suspects than a few',
    matches: (error) => error instanceof SystemError,
  },
  {
    failure: 'The record breaks a rule',
    action: 'park',
    recognisedBy: 'PermanentError of a handler',
    matches: (error) => error instanceof PermanentError,
  },
  {
    failure: 'The schema of a record is not registered',
    action: 'suspect',
    recognisedBy: 'the registry knows no schema of its id',
    matches: (error) => error instanceof UnknownSchemaError,
  },
  {
    failure: 'The record cannot be decoded',
    action: 'park',
    recognisedBy: 'no Avro, another schema, another key, headers that are missing',
    matches: (error) => error instanceof UndecodableError,
  },
  {
    failure: 'The record does not fit into the database',
    action: 'park',
    recognisedBy: 'SQLSTATE 22, 23 and P0001: a value, a constraint, a rule of a trigger',
    matches: (_, state) => /^(22|23|P0001)/.test(state),
  },
  {
    failure: 'Too much at once',
    action: 'halve',
    recognisedBy:
      'SQLSTATE 57014, 25P04, 53200, 53400 and 54: time, memory or size; a query that is not answered in time',
    matches: ({ message }, state) =>
      /^(57014|25P04|53200|53400|54)/.test(state) || (state === '' && /Query read timeout/i.test(message)),
  },
  {
    failure: 'Something is away or busy',
    action: 'again',
    recognisedBy:
      'TransientError; SQLSTATE 08, 40, 53, 57, 55P03, 25P02 and 25P03; network; broker; registry with 429 or 5xx',
    matches: (error, state) =>
      error instanceof TransientError ||
      error.name.startsWith('KafkaJS') ||
      unreachable.has(state) ||
      /^(08|40|53|57|55P03|25P0[23])/.test(state) ||
      closedDatabase.test(error.message) ||
      (state === '' && lostSession.test(error.message)),
  },
  {
    failure: 'The database refuses what is asked',
    action: 'stop',
    recognisedBy:
      'SQLSTATE 0A, 28, 3D, 3F and 42: rights, tables or columns that are missing, statements it does not know',
    matches: (_, state) => /^(0A|28|3D|3F|42)/.test(state),
  },
  {
    failure: 'Not explained',
    action: 'suspect',
    recognisedBy: 'anything else that a handler throws, such as a TypeError',
    matches: () => true,
  },
];

const unexplained = failurePolicy[failurePolicy.length - 1] as FailureRule;

/** The row of the policy for what was thrown: its own, or else that of what it wraps. */
export function ruleOf(error: unknown): FailureRule {
  if (!(error instanceof Error)) return unexplained;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const own = failurePolicy.find((rule) => rule.matches(error, code)) ?? unexplained;
  if (own !== unexplained) return own;
  const wrapped = [
    'driverError' in error ? error.driverError : undefined,
    ...(error instanceof AggregateError ? error.errors : []),
    error.cause,
  ].map(ruleOf);
  return (
    wrapped.find(({ action }) => passes(action)) ??
    wrapped.find((rule) => rule !== unexplained) ??
    unexplained
  );
}

/** What the policy does about what was thrown. */
export function actionOn(error: unknown): Action {
  return ruleOf(error).action;
}

/** Whether an error is a failure of the database, the broker, the registry or the network that passes by itself. */
export function isTransient(error: unknown): boolean {
  return passes(actionOn(error));
}

function passes(action: Action): boolean {
  return action === 'again' || action === 'halve';
}
