import { describe, expect, it } from 'vitest';
import {
  LogMismatchError,
  OffsetMovedError,
  PermanentError,
  RefusedError,
  SystemError,
  TransientError,
  UnknownSchemaError,
  isBrokerStarting,
} from './errors.ts';

function failure(properties: object): Error {
  return Object.assign(new Error('failed'), properties);
}

describe('an error of the kernel', () => {
  it('has the name of its class, which parked records and spans show', () => {
    const errors = [
      new PermanentError('m'),
      new TransientError('m'),
      new OffsetMovedError('m'),
      new LogMismatchError('m', 'r'),
      new RefusedError('m'),
      new SystemError('m'),
      new UnknownSchemaError('m'),
    ];
    expect(errors.map(String)).toEqual([
      'PermanentError: m',
      'TransientError: m',
      'OffsetMovedError: m',
      'LogMismatchError: m. r',
      'RefusedError: m',
      'SystemError: m',
      'UnknownSchemaError: m',
    ]);
  });

  it('about database and log says what an operator can do', () => {
    const error = new LogMismatchError('The log begins at 7', 'Run the doctor');
    expect([error.message, error.remedy]).toEqual(['The log begins at 7. Run the doctor', 'Run the doctor']);
  });
});

describe('a broker', () => {
  const loading = failure({ type: 'GROUP_LOAD_IN_PROGRESS' });

  it('is known to be starting, also by the cause of an error', () => {
    expect([loading, new Error('retried', { cause: loading })].map(isBrokerStarting)).toEqual([true, true]);
  });

  it('is not when it says something else', () => {
    const rebalancing = failure({ type: 'REBALANCE_IN_PROGRESS' });
    expect(
      [rebalancing, failure({}), new Error('retried', { cause: rebalancing })].map(isBrokerStarting),
    ).toEqual([false, false, false]);
  });
});
