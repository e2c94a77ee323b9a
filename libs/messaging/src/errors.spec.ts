import { describe, expect, it } from 'vitest';
import { PermanentError, TransientError, isBrokerStarting, isTransient } from './errors.ts';

function failure(properties: object, message = 'failed'): Error {
  return Object.assign(new Error(message), properties);
}

describe('a failure', () => {
  it.each([
    ['said to be', new TransientError('away')],
    ['a refused connection', failure({ code: 'ECONNREFUSED' })],
    ['a refused connection on every address', new AggregateError([failure({ code: 'ECONNREFUSED' })])],
    ['a database that shuts down', failure({ code: '57P01' })],
    ['a deadlock', failure({ code: '40P01' })],
    ['a lock not had in time', failure({ code: '55P03' })],
    ['a database full of connections', failure({ code: '53300' })],
    [
      'a database that is closed for a while',
      failure({ code: '55000' }, 'database "shop" is not currently accepting connections'),
    ],
    ['a lost session', failure({}, 'Connection terminated unexpectedly')],
    ['an exhausted pool', failure({}, 'timeout exceeded when trying to connect')],
    ['the broker', failure({ name: 'KafkaJSConnectionError' })],
    ['wrapped by the ORM', failure({ driverError: failure({ code: '08006' }) })],
    ['the cause of another', new Error('no', { cause: failure({ code: 'ECONNRESET' }) })],
  ])('passes when it is %s', (_, error) => {
    expect(isTransient(error)).toBe(true);
  });

  it.each([
    ['a rule', new RangeError('quantity')],
    ['said to stay', new PermanentError('no', { cause: failure({ code: 'ECONNRESET' }) })],
    ['a constraint', failure({ code: '23505' })],
    ['something not in its state', failure({ code: '55000' }, 'currval is not yet defined')],
    ['a wrong statement', failure({ code: '42P01' })],
    ['no error at all', 'text'],
  ])('stays when it is %s', (_, error) => {
    expect(isTransient(error)).toBe(false);
  });

  it('is known when a broker is still starting, also as the cause of another', () => {
    const loading = failure({ type: 'GROUP_LOAD_IN_PROGRESS' });
    expect([loading, new Error('retried', { cause: loading })].map(isBrokerStarting)).toEqual([true, true]);
    expect(isBrokerStarting(failure({ type: 'REBALANCE_IN_PROGRESS' }))).toBe(false);
  });
});
