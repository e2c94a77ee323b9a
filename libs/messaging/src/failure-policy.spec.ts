import { UndecodableError } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import {
  LogMismatchError,
  OffsetMovedError,
  PermanentError,
  SystemError,
  TransientError,
  UnknownSchemaError,
} from './errors.ts';
import { type Action, actionOn, failurePolicy, isTransient, ruleOf } from './failure-policy.ts';

function failure(properties: object, message = 'failed'): Error {
  return Object.assign(new Error(message), properties);
}
const refused = failure({ code: 'ECONNREFUSED' });
const duplicate = failure({ code: '23505' });

describe('the failure policy', () => {
  const sql = (code: string, message?: string) => failure({ code }, message);

  it.each<[string, Action, Error[]]>([
    ['The stored offset was moved', 'reload', [new OffsetMovedError('m')]],
    ['Database and log disagree', 'stop', [new LogMismatchError('m', 'r')]],
    ['No record is at fault', 'stop', [new SystemError('m')]],
    ['The record breaks a rule', 'park', [new PermanentError('m')]],
    ['The schema of a record is not registered', 'suspect', [new UnknownSchemaError('m')]],
    ['The record cannot be decoded', 'park', [new UndecodableError('m')]],
    [
      'The record does not fit into the database',
      'park',
      [sql('22003'), sql('22P02'), sql('23502'), sql('23505'), sql('P0001')],
    ],
    [
      'Too much at once',
      'halve',
      [
        ...[sql('57014'), sql('25P04'), sql('53200'), sql('53400'), sql('54000'), sql('54023')],
        new Error('Query read timeout'),
      ],
    ],
    [
      'Something is away or busy',
      'again',
      [
        ...[new TransientError('m'), failure({ name: 'KafkaJSConnectionError' }), sql('ECONNRESET')],
        ...[sql('08006'), sql('40P01'), sql('53100'), sql('57P03'), sql('55P03'), sql('25P02'), sql('25P03')],
        ...[sql('55000', closed('"shop"')), new Error('Client was closed and is going away')],
      ],
    ],
    [
      'The database refuses what is asked',
      'stop',
      [
        ...[sql('0A000'), sql('28P01'), sql('28000'), sql('3D000'), sql('3F000')],
        ...[sql('42P01'), sql('42703'), sql('42501'), sql('42601')],
      ],
    ],
    [
      'Not explained',
      'suspect',
      [new TypeError('m'), new RangeError('m'), new Error('m'), sql('XX000'), sql('55006'), sql('P0002')],
    ],
  ])('%s: %s', (name, action, errors) => {
    for (const error of errors) {
      const found = ruleOf(error);
      expect([error.message, found.failure, found.action]).toEqual([error.message, name, action]);
    }
    const row = failurePolicy.find(({ failure: its }) => its === name);
    expect(row?.recognisedBy).toMatch(/../);
  });

  it('has a row for each of these, and no other', () => {
    expect(failurePolicy.map(({ failure: name, action }) => [name, action])).toEqual([
      ['The stored offset was moved', 'reload'],
      ['Database and log disagree', 'stop'],
      ['No record is at fault', 'stop'],
      ['The record breaks a rule', 'park'],
      ['The schema of a record is not registered', 'suspect'],
      ['The record cannot be decoded', 'park'],
      ['The record does not fit into the database', 'park'],
      ['Too much at once', 'halve'],
      ['Something is away or busy', 'again'],
      ['The database refuses what is asked', 'stop'],
      ['Not explained', 'suspect'],
    ]);
  });

  it.each<[string, unknown, Action]>([
    ['wrapped by the ORM', failure({ driverError: sql('42P01') }), 'stop'],
    ['the cause of another', new Error('no', { cause: sql('22003') }), 'park'],
    ['among several, of which one passes', new AggregateError([sql('42P01'), sql('08006')]), 'again'],
    ['among several that stay', new AggregateError([new RangeError('m'), sql('42P01')]), 'stop'],
    ['no error at all', 'bad', 'suspect'],
  ])('goes by what an error wraps: %s', (_, error, action) => {
    expect(actionOn(error)).toBe(action);
  });

  it('goes by an error itself before what it wraps', () => {
    expect(actionOn(new PermanentError('m', { cause: sql('08006') }))).toBe('park');
  });
});

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

function closed(database: string): string {
  return `database ${database} is not currently accepting connections`;
}
