import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SystemError, TransientError, UnknownSchemaError } from '../errors.ts';
import { Registry } from './registry.ts';

/** What the server answers to everything. */
let answer: { status: number; type?: string; body: string };
let server: Server;
let host: string;

beforeEach(async () => {
  server = createServer((_, response) => {
    response.writeHead(answer.status, answer.type === undefined ? {} : { 'content-type': answer.type });
    response.end(answer.body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((closed) => server.close(closed)));

const json = 'application/json';
const schema = () => new Registry(`http://${host}/secret/apis/ccompat/v7`).schema(7);

describe('a registry that answers', () => {
  it('with the schema, gives it', async () => {
    answer = { status: 200, type: json, body: '{"schema":"\\"string\\""}' };
    expect(await schema()).toBe('string');
  });

  it('that there is none, says so of the record', async () => {
    answer = { status: 404, type: json, body: '{"error_code":40403,"message":"No schema"}' };
    await expect(schema()).rejects.toThrow(new UnknownSchemaError('The registry has no schema 7 (404)'));
  });

  it.each([429, 500, 502, 503])('%i, is asked again', async (status) => {
    answer = { status, type: 'text/html', body: '<html>' };
    await expect(schema()).rejects.toThrow(new TransientError(`The schema registry answers ${status}`));
  });

  it.each<[string, typeof answer, string]>([
    [
      'that a login is wanted',
      { status: 401, type: json, body: '{"error_code":401}' },
      '401, application/json',
    ],
    ['that it is forbidden', { status: 403, type: json, body: '{}' }, '403, application/json'],
    [
      'as a proxy does that finds nothing',
      { status: 404, type: json, body: '{"error":"x"}' },
      '404, application/json',
    ],
    ['with a page', { status: 200, type: 'text/html', body: '<html>' }, '200, text/html'],
    ['with a page that is not found', { status: 404, type: 'text/html', body: '<html>' }, '404, text/html'],
    ['with no object', { status: 200, type: json, body: '7' }, '200, application/json'],
    ['with nothing', { status: 200, body: '' }, '200, without a content type'],
  ])('%s, is no fault of the record', async (_, given, said) => {
    answer = given;
    await expect(schema()).rejects.toThrow(new SystemError(`The schema registry at ${host} answers ${said}`));
  });
});
