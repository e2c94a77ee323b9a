import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { answerClientError, answerFrameworkError } from './protocol-errors.ts';

const headers = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};

/** What the framework's error is answered with. */
function answered(error: Partial<FastifyError>) {
  const answer: { status?: number; headers?: object; type?: string; body?: unknown } = {};
  const reply = {
    status: (status: number) => Object.assign(answer, { status }) && reply,
    headers: (given: object) => Object.assign(answer, { headers: given }) && reply,
    type: (type: string) => Object.assign(answer, { type }) && reply,
    send: (text: string) => Object.assign(answer, { body: JSON.parse(text) as unknown }) && reply,
  };
  answerFrameworkError(error as FastifyError, {} as FastifyRequest, reply as unknown as FastifyReply);
  return answer;
}

describe('what the router refuses', () => {
  const type = 'application/problem+json';

  it('for an address that cannot be decoded is a problem of its own', () => {
    const body = {
      type: 'urn:throughline:problem:invalid-request',
      title: 'The request does not fit its schema',
      status: 400,
      detail: 'These fields do not fit: address',
      errors: [{ field: 'address', message: 'cannot be decoded', in: 'path' }],
    };
    expect(answered({ statusCode: 400 })).toEqual({ status: 400, headers, type, body });
    expect(answered({})).toEqual({ status: 400, headers, type, body });
    expect(answered({ statusCode: 499 }).status).toBe(400);
  });

  it('for too long a part says so', () => {
    const body = {
      type: 'about:blank',
      title: 'URI Too Long',
      status: 414,
      detail: 'A part of the address is too long',
    };
    expect(answered({ statusCode: 414 })).toEqual({ status: 414, headers, type, body });
  });

  it.each([
    [500, 'Internal Server Error'],
    [503, 'Service Unavailable'],
  ])('for a failure of its own (%i) shows nothing of it', (statusCode, title) => {
    const body = { type: 'about:blank', title, status: statusCode };
    expect(answered({ statusCode, message: 'secret' })).toEqual({ status: statusCode, headers, type, body });
  });
});

/** What is written to a socket, and whether it is destroyed. */
function ended(error: { code?: string }, state: { destroyed?: boolean; writable?: boolean } = {}) {
  const seen: { text?: string; destroyed?: true } = {};
  const socket = {
    ...{ destroyed: false, writable: true },
    ...state,
    end: (text: string) => void (seen.text = text),
    destroy: () => void (seen.destroyed = true),
  };
  answerClientError(Object.assign(new Error('x'), error), socket as unknown as Socket);
  return seen;
}

describe('what is no HTTP', () => {
  it.each([
    [undefined, 400, 'Bad Request'],
    ['HPE_INVALID_METHOD', 400, 'Bad Request'],
    ['HPE_HEADER_OVERFLOW', 431, 'Request Header Fields Too Large'],
    ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'Request Timeout'],
  ])('and fails with %s is answered %i, and the connection ends', (code, status, title) => {
    const detail = 'The request cannot be read as HTTP';
    const body = JSON.stringify({ type: 'about:blank', title, status, detail });
    const lines = [
      `HTTP/1.1 ${status} ${title}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      'content-type: application/problem+json',
      `content-length: ${body.length}`,
      'connection: close',
    ];
    expect(ended(code === undefined ? {} : { code })).toEqual({
      text: `${lines.join('\r\n')}\r\n\r\n${body}`,
    });
  });

  it.each([
    ['reset', { code: 'ECONNRESET' }, {}],
    ['gone', {}, { destroyed: true }],
    ['closed to us', {}, { writable: false }],
  ])('gets no answer on a connection that is %s', (_, error, state) => {
    expect(ended(error, state)).toEqual({ destroyed: true });
  });
});
