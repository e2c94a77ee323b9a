import { describe, expect, it } from 'vitest';
import {
  LogMismatchError,
  PermanentError,
  OffsetMovedError,
  RefusedError,
  TransientError,
  isBrokerStarting,
  isTransient,
} from './errors.ts';

function failure(properties: object, message = 'failed'): Error {
  return Object.assign(new Error(message), properties);
}
const refused = failure({ code: 'ECONNREFUSED' });
const duplicate = failure({ code: '23505' });

describe('a failure passes', () => {
  it.each([
    ['ECONNREFUSED', 'nobody listens'],
    ['ECONNRESET', 'the other end is gone'],
    ['ECONNABORTED', 'the connection was given up'],
    ['EPIPE', 'the other end has closed'],
    ['ETIMEDOUT', 'the other end is silent'],
    ['EAI_AGAIN', 'the name server is busy'],
    ['ENOTFOUND', 'the name is not there yet'],
    ['EHOSTUNREACH', 'the machine cannot be reached'],
    ['ENETUNREACH', 'the network cannot be reached'],
    ['UND_ERR_SOCKET', 'a request lost its socket'],
    ['UND_ERR_CONNECT_TIMEOUT', 'a request found no connection in time'],
  ])('of the network: %s, %s', (code) => {
    expect(isTransient(failure({ code }))).toBe(true);
  });

  it.each([
    ['08006', 'a broken connection'],
    ['40001', 'a transaction that cannot be ordered among others'],
    ['40P01', 'a deadlock'],
    ['53300', 'too many connections'],
    ['53100', 'a full disk'],
    ['57014', 'a statement that took too long'],
    ['57P01', 'a database that shuts down'],
    ['55P03', 'a lock not had in time'],
    ['25P02', 'a transaction that has failed'],
    ['25P03', 'a transaction that idled too long'],
  ])('of the database: %s, %s', (code) => {
    expect(isTransient(failure({ code }))).toBe(true);
  });

  it.each([
    'Connection terminated unexpectedly',
    'Client has encountered a connection error and is not queryable',
    'Client has encountered a connection error',
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'Client was closed and is going away',
    'The session is not queryable',
    'Driver not Connected',
    'connection terminated due to connection timeout',
  ])('of the driver, which has words for it and no code: %s', (message) => {
    expect(isTransient(new Error(message))).toBe(true);
  });

  it.each([
    ['said to', new TransientError('away')],
    ['a database closed for a while', failure({ code: '55000' }, closed('"shop"'))],
    ['the broker', failure({ name: 'KafkaJSConnectionError' })],
    ['wrapped by the ORM', failure({ driverError: failure({ code: '08006' }) })],
    ['the cause of another', new Error('no', { cause: failure({ code: 'ECONNRESET' }) })],
    ['the cause of a cause', new Error('no', { cause: new Error('no', { cause: refused }) })],
    ['one of the addresses that were tried', new AggregateError([duplicate, refused])],
    ['a lost session, whatever number stands beside it', failure({ code: 1 }, 'Query read timeout')],
  ])('when it is %s', (_, error) => {
    expect(isTransient(error)).toBe(true);
  });
});

describe('a failure stays', () => {
  it.each([
    ['22008', 'an instant out of range'],
    ['22P02', 'text that is no number'],
    ['23505', 'a key that is there already'],
    ['25P01', 'no transaction'],
    ['25001', 'a transaction already begun'],
    ['42P01', 'a table that is not there'],
    ['42P08', 'a parameter of an unclear type'],
    ['55006', 'an object in use'],
    ['P0001', 'a rule of a trigger'],
    ['ENOENT', 'a file that is not there'],
  ])('of the code %s, %s', (code) => {
    expect(isTransient(failure({ code }))).toBe(false);
  });

  it.each([
    ['a rule', new RangeError('quantity')],
    ['said to', new PermanentError('no', { cause: refused })],
    ['the value that a message quotes', failure({ code: '22P02' }, 'no number: "Query read timeout"')],
    ['something not in its state', failure({ code: '55000' }, 'currval is not yet defined')],
    ['a rule about closed databases', failure({ code: '55000' }, `no: ${closed('"shop"')}`)],
    ['more words about a closed database', failure({ code: '55000' }, `${closed('"shop"')}, by rule`)],
    ['a number that looks like a class of the database', failure({ code: 57 })],
    ['wrapped by the ORM', failure({ driverError: duplicate })],
    ['on every address', new AggregateError([duplicate, new RangeError('no')])],
    ['the cause of another', new Error('no', { cause: duplicate })],
    ['text', 'Connection terminated'],
    ['an object that is no error', { code: 'ECONNREFUSED' }],
    ['nothing', undefined],
  ])('when it is %s', (_, error) => {
    expect(isTransient(error)).toBe(false);
  });
});

describe('an error of the kernel', () => {
  it('has the name of its class, which parked records and spans show', () => {
    const errors = [
      new PermanentError('m'),
      new TransientError('m'),
      new OffsetMovedError('m'),
      new LogMismatchError('m', 'r'),
      new RefusedError('m'),
    ];
    expect(errors.map(String)).toEqual([
      'PermanentError: m',
      'TransientError: m',
      'OffsetMovedError: m',
      'LogMismatchError: m. r',
      'RefusedError: m',
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

function closed(database: string): string {
  return `database ${database} is not currently accepting connections`;
}
