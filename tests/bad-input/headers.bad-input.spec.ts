import { describe, expect, inject, it } from 'vitest';
import { services } from '../system/staff.ts';
import { attach } from '../system/system.ts';
import { type Answer, ask } from './answer.ts';
import { allRoutes } from './routes.ts';

const system = attach(inject('home'));
const { storefront, backOffice, services: all } = system.endpoints();
const html = { accept: 'text/html' };

const shopPages = [
  '/',
  '/cart',
  '/checkout',
  '/find-order',
  '/orders/W000000000',
  '/products/none',
  '/nowhere',
];
const officePages = [
  ...['/', '/items', '/stock', '/stock/movements', '/purchases', '/purchases/new', '/orders', '/orders/new'],
  ...[
    '/invoices',
    '/customers',
    '/price-file',
    '/settings',
    '/nowhere',
    '/items/none',
    '/erp.css',
    '/erp.js',
  ],
];

/** Directives of a content security policy, by name. */
function policyOf({ headers }: Answer): Map<string, string[]> {
  const text = headers.get('content-security-policy') ?? '';
  return new Map(
    text.split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}

function expectGuarded(answer: Answer, where: string): void {
  const { headers } = answer;
  expect(headers.get('x-content-type-options'), where).toBe('nosniff');
  expect(headers.get('referrer-policy'), where).toMatch(/^(no-referrer|same-origin)$/);
  expect(headers.get('cross-origin-resource-policy'), where).toBe('same-origin');
  expect(headers.get('cross-origin-opener-policy'), where).toBe('same-origin');
  expect(headers.get('cache-control'), where).not.toBeNull();
  expect(headers.get('access-control-allow-origin'), where).toBeNull();
  for (const teller of ['server', 'x-powered-by']) expect(headers.get(teller), where).toBeNull();
  const policy = policyOf(answer);
  expect(policy.get('default-src'), where).toEqual([`'none'`]);
  expect(policy.get('frame-ancestors'), where).toEqual([`'none'`]);
  const scripts = policy.get('script-src') ?? [];
  expect(
    scripts.every((source) => source === `'self'`),
    where,
  ).toBe(true);
  for (const sources of policy.values())
    for (const source of sources) expect(source, where).not.toMatch(/\*|http:|unsafe-eval/);
}

describe('headers', () => {
  it.each(shopPages)('guard the page %s of the shop', async (path) => {
    const answer = await ask(`${storefront}${path}`, { headers: html });
    expectGuarded(answer, path);
    expect(policyOf(answer).get('base-uri')).toEqual([`'none'`]);
    expect(policyOf(answer).get('form-action')).toEqual([`'self'`]);
    expect(answer.text).not.toMatch(/<script(?![^>]*\bsrc=)|\bon\w+="|style="/);
  });

  it('guard every file of the shop', async () => {
    const { text } = await ask(storefront, { headers: html });
    const files = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path);
    expect(files.length).toBeGreaterThan(1);
    for (const path of files) expectGuarded(await ask(`${storefront}${path}`), `${path}`);
  });

  it.each(officePages)('guard the page %s of the back office', async (path) => {
    const answer = await ask(`${backOffice}${path}`);
    expectGuarded(answer, path);
    expect(answer.text).not.toMatch(/<script(?![^>]*\bsrc=)|\bon(click|load|error)="/);
  });

  it.each(services)('guard what %s tells of itself', async (service) => {
    for (const path of [
      '/openapi',
      '/openapi.json',
      '/metrics',
      '/health/live',
      '/health/ready',
      '/health/current',
      '/ops/none',
    ])
      expectGuarded(await ask(`${all[service]?.url}${path}`), `${service}${path}`);
  });

  it('guard every route, whatever it answers', async () => {
    for (const { url, path, method, name } of await allRoutes(system))
      expectGuarded(await ask(`${url}${path.replaceAll(/\{[^}]+\}/g, 'x')}`, { method }), name);
  });

  it.each([
    '/../../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%2f..%2fpackage.json',
    '/.git/config',
  ])('and addresses like %s lead nowhere', async (path) => {
    for (const base of [storefront, backOffice]) {
      const { status, text } = await ask(`${base}${path}`);
      expect(status, base).toBe(404);
      expect(text).not.toMatch(/root:|workspaces|\[core\]/);
    }
  });
});

describe('a page of another site', () => {
  const origin = 'https://evil.example';

  it('is not let in by any route', async () => {
    for (const { url, path, name } of await allRoutes(system)) {
      const { headers } = await ask(`${url}${path.replaceAll(/\{[^}]+\}/g, 'x')}`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
      expect(headers.get('access-control-allow-origin'), name).toBeNull();
    }
  });

  it('cannot post a form to the shop: only JSON is taken, which no form sends', async () => {
    for (const type of [
      'application/x-www-form-urlencoded',
      'text/plain',
      'multipart/form-data; boundary=x',
    ]) {
      const headers = { origin, 'content-type': type, 'idempotency-key': crypto.randomUUID() };
      const { status } = await ask(`${storefront}/api/orders`, {
        method: 'POST',
        headers,
        body: '{"a":"b"}',
      });
      expect(status, type).toBe(415);
    }
  });

  it('cannot post a form to the back office, nor reach it by another name', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const headers of [{ origin }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }])
      expect(
        (
          await ask(`${backOffice}/settings`, {
            method: 'POST',
            headers: { ...form, ...headers },
            body: 'life=N&rate=1',
          })
        ).status,
      ).toBe(403);
  });

  it('gets no cookie that scripts or other sites could use', async () => {
    const { products } = (await (await fetch(`${storefront}/api/products?limit=1`)).json()) as {
      products: { skus: string[] }[];
    };
    const { status, headers } = await ask(`${storefront}/api/cart/lines`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sku: products[0]?.skus[0], quantity: 1 }),
    });
    expect(status).toBe(200);
    expect(headers.get('set-cookie')).toMatch(
      /^cart=[\w-]{22}; Max-Age=\d+; Path=\/api; HttpOnly; SameSite=Lax$/,
    );
  });
});
