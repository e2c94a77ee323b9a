import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure, NotFound } from './failure.ts';
import { Installation } from './installation.ts';

describe('an installation', () => {
  let folder: string;
  let server: Server;
  let installation: Installation;
  let asked: unknown[];
  let answer: { status: number; body: string };
  beforeEach(async () => {
    asked = [];
    answer = { status: 200, body: '{"ok":true}' };
    server = createServer((request, response) => {
      const { method, url, headers } = request;
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.once('end', () => {
        asked.push([method, url, headers.authorization, body]);
        response.writeHead(answer.status).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    folder = mkdtempSync(join(tmpdir(), 'throughline-cli-'));
    const services = { orders: { url: `http://127.0.0.1:${port}` }, gone: { url: 'http://127.0.0.1:1' } };
    const tokens = { integrator: 'i', auditor: 'a', 'customer-care': 'c' };
    writeFileSync(join(folder, 'endpoints.json'), JSON.stringify({ services, tokens }));
    installation = new Installation(join(folder, 'endpoints.json'));
  });
  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  it('is read as an auditor, without what was not asked for', async () => {
    const query = { state: 'a b&c', after: undefined };
    expect(await installation.read('orders', '/orders', query)).toEqual({ ok: true });
    await installation.read('orders', '/orders/1');
    expect(asked).toEqual([
      ['GET', '/orders?state=a+b%26c', 'Bearer a', ''],
      ['GET', '/orders/1', 'Bearer a', ''],
    ]);
  });

  it('is asked and commanded as an integrator', async () => {
    await installation.ask('orders', 'doctor');
    await installation.ask('orders', 'doctor/adopt', {});
    answer = { status: 204, body: '' };
    expect(await installation.command('orders', '/exports/1/retry', { a: 1 })).toBeUndefined();
    await installation.command('orders', '/orders/1/erasure', {}, 'customer-care');
    expect(asked.pop()).toEqual(['POST', '/orders/1/erasure', 'Bearer c', '{}']);
    expect(asked).toEqual([
      ['GET', '/ops/doctor', 'Bearer i', ''],
      ['POST', '/ops/doctor/adopt', 'Bearer i', '{}'],
      ['POST', '/exports/1/retry', 'Bearer i', '{"a":1}'],
    ]);
  });

  it('gives what is no JSON byte for byte, asked as an integrator', async () => {
    answer = { status: 200, body: '%PDF-1.3 ü' };
    expect(await installation.download('orders', '/a.pdf')).toEqual(Buffer.from('%PDF-1.3 ü'));
    expect(asked).toEqual([['GET', '/a.pdf', 'Bearer i', '']]);
    answer = { status: 404, body: '{"detail":"There is no such batch"}' };
    await expect(installation.download('orders', '/a.pdf')).rejects.toThrow(
      new NotFound('There is no such batch'),
    );
  });

  it.each([
    [{ title: 'Bad Request', detail: 'It does not fit' }, 'orders: It does not fit'],
    [{ title: 'Bad Request' }, 'orders: Bad Request'],
    [{ errors: [{ field: 'state', message: 'is none' }] }, 'orders: state: is none'],
  ])('says in the service’s own words why it refuses: %#', async (problem, words) => {
    answer = { status: 400, body: JSON.stringify(problem) };
    await expect(installation.read('orders', '/orders')).rejects.toThrow(words);
  });

  it('says of which fields a service complains', async () => {
    const errors = [{ field: 'document', message: '1:1 source: is missing' }];
    answer = { status: 400, body: JSON.stringify({ errors }) };
    const refused = await installation.command('orders', '/', {}).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'Refusal', status: 400, errors });
    answer = { status: 409, body: '{"detail":"It has version 4"}' };
    const late = await installation.command('orders', '/', {}).catch((error: unknown) => error);
    expect(late).toMatchObject({ status: 409, reason: 'It has version 4', errors: [] });
  });

  it('has the status when nothing else is said', async () => {
    answer = { status: 502, body: '<html>' };
    await expect(installation.read('orders', '/orders')).rejects.toThrow('orders: Bad Gateway');
  });

  it('tells what is not there from what fails', async () => {
    answer = { status: 404, body: '{"detail":"There is no such order"}' };
    const found = await installation.read('orders', '/orders/1').catch((error: unknown) => error);
    expect(found).toBeInstanceOf(NotFound);
    expect(found).toBeInstanceOf(Failure);
    expect((found as Error).message).toBe('There is no such order');
  });

  it('reports a service that does not answer beside those that do', async () => {
    expect(await installation.askAll(['orders', 'gone'], 'findings')).toEqual([
      { service: 'orders', answer: { ok: true } },
      { service: 'gone', failure: 'gone does not answer at http://127.0.0.1:1/ops/findings' },
    ]);
  });
});
