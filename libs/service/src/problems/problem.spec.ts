import { describe, expect, it } from 'vitest';
import { InvalidRequest, Problem } from './problem.ts';

describe('a problem', () => {
  it('of a status alone says what HTTP calls it', () => {
    const problem = new Problem(404);
    expect(problem.body).toEqual({ type: 'about:blank', title: 'Not Found', status: 404 });
    expect([problem.getStatus(), problem.headers, problem.cause]).toEqual([404, {}, undefined]);
  });

  it('of a status that HTTP does not know is an error', () => {
    expect(new Problem(499).body.title).toBe('Error');
  });

  it('without words leaves the detail out', () => {
    expect(new Problem(409, '').body).toEqual({ type: 'about:blank', title: 'Conflict', status: 409 });
  });

  it('says all that callers can act on', () => {
    const cause = new Error('behind it');
    const errors = [
      { field: 'lines[0].sku', message: 'is unknown', in: 'body' as const },
      { field: 'lines[1].sku', message: 'is unknown', in: 'body' as const },
    ];
    const problem = new Problem(422, 'Two lines are unknown', {
      name: 'unknown-lines',
      title: 'The order does not fit',
      errors,
      extensions: { number: '7' },
      headers: { 'retry-after': '5' },
      cause,
    });
    expect(problem.body).toEqual({
      type: 'urn:throughline:problem:unknown-lines',
      title: 'The order does not fit',
      status: 422,
      detail: 'Two lines are unknown',
      errors,
      number: '7',
    });
    expect([problem.getStatus(), problem.headers]).toEqual([422, { 'retry-after': '5' }]);
    expect(problem.cause).toBe(cause);
  });

  it('never lets an extension hide what it is', () => {
    const extensions = { type: 'x', title: 'x', status: 200, detail: 'x' };
    expect(new Problem(409, 'Decided already', { extensions }).body).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'Decided already',
    });
  });
});

describe('a request that does not fit', () => {
  it('names each field once, and the request itself where none is to blame', () => {
    const errors = [
      { field: 'lines[0].sku', message: 'is too short' },
      { field: 'lines[0].sku', message: 'has a space' },
      { field: '', message: 'is no object' },
      { field: 'limit', message: 'is no number', in: 'query' as const },
    ];
    expect(new InvalidRequest(errors).body).toEqual({
      type: 'urn:throughline:problem:invalid-request',
      title: 'The request does not fit its schema',
      status: 400,
      detail: 'These fields do not fit: lines[0].sku, request, limit',
      errors,
    });
  });
});
