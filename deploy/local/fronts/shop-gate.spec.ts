import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../ports/ports.ts';
import { ShopGate, mayAsk } from './shop-gate.ts';

describe('who may ask for what', () => {
  it('is everybody for the shop', () => {
    for (const path of ['/', '/api/products?q=metrics', '/p/ops', '/assets/health.js', '/operations'])
      expect(mayAsk(path, '192.0.2.7'), path).toBe(true);
  });

  it('is this machine alone for operators', () => {
    for (const path of [
      '/metrics',
      '/ops/parked',
      '/openapi.json',
      '/health/ready',
      '//x/../metrics',
      '/a/../ops/lag',
    ])
      expect(mayAsk(path, '192.0.2.7'), path).toBe(false);
    expect(mayAsk('/metrics', '127.0.0.1')).toBe(true);
    expect(mayAsk('/metrics', '::ffff:127.0.0.1')).toBe(true);
  });
});

describe('the gate', () => {
  const shop = createServer((request, response) => {
    const visitor = String(request.headers['x-forwarded-for']);
    response.writeHead(201, { 'set-cookie': ['a=1', 'b=2'], 'x-visitor': visitor });
    request.pipe(response);
  });
  let gate: ShopGate;
  let url: string;

  beforeAll(async () => {
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    gate = new ShopGate((shop.address() as AddressInfo).port);
    const port = await freePort();
    await gate.listen(port, '127.0.0.1');
    url = `http://127.0.0.1:${port}`;
  });
  afterAll(async () => {
    await gate.close();
    await new Promise((resolve) => shop.close(resolve));
  });

  it('passes requests and answers on as they are', async () => {
    const answer = await fetch(`${url}/api/cart`, { method: 'POST', body: 'two wheels' });
    expect(answer.status).toBe(201);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await answer.text()).toBe('two wheels');
  });

  it('says who asks, whatever they say of it themselves', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    expect((await fetch(`${url}/`, { headers })).headers.get('x-visitor')).toBe('127.0.0.1');
  });
});
