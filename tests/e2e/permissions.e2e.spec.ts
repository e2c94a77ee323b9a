import { describe, expect, inject, it } from 'vitest';
import type { StaffRole } from '../../deploy/local/installation/identity.ts';
import { services } from '../system/staff.ts';
import { attach } from '../system/system.ts';

const system = attach(inject('home'));

interface Operation {
  security?: object[];
}

/** What the services say of themselves: every route that is not for everybody. */
async function guardedRoutes(): Promise<{ service: string; method: string; path: string; url: string }[]> {
  const all = await Promise.all(
    services.map(async (service) => {
      const { url } = system.endpoints().services[service] ?? { url: '' };
      const response = await fetch(`${url}/openapi.json`);
      const { paths } = (await response.json()) as { paths: Record<string, Record<string, Operation>> };
      return Object.entries(paths).flatMap(([path, operations]) =>
        Object.entries(operations)
          .filter(([, operation]) => (operation.security ?? []).length > 0)
          .map(([method]) => ({ service, method: method.toUpperCase(), path, url })),
      );
    }),
  );
  return all.flat();
}

async function call(route: { method: string; path: string; url: string }, role?: StaffRole | 'nobody') {
  const token = role === 'nobody' ? 'a.b.c' : role && system.endpoints().tokens[role];
  const response = await fetch(`${route.url}${route.path.replaceAll(/\{[^}]+\}/g, 'x')}`, {
    method: route.method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(['GET', 'HEAD'].includes(route.method) ? {} : { 'content-type': 'application/json' }),
    },
    ...(['GET', 'HEAD'].includes(route.method) ? {} : { body: '{}' }),
  });
  return { status: response.status, type: response.headers.get('content-type') ?? '' };
}

describe('the routes of staff', () => {
  it('are refused without a token, and with a false one', async () => {
    const routes = await guardedRoutes();
    expect(routes.length).toBeGreaterThan(40);
    expect(new Set(routes.map(({ service }) => service))).toEqual(new Set(services));
    for (const route of routes)
      for (const role of [undefined, 'nobody'] as const) {
        const { status, type } = await call(route, role);
        expect([status, type], `${route.service} ${route.method} ${route.path}`).toEqual([
          401,
          expect.stringContaining('application/problem+json'),
        ]);
      }
  });

  it('are refused to roles that they are not for', async () => {
    const routes = await guardedRoutes();
    const changing = routes.filter(({ method }) => method !== 'GET');
    expect(changing.length).toBeGreaterThan(10);
    for (const route of changing)
      expect((await call(route, 'auditor')).status, `${route.service} ${route.path}`).toBe(403);
  });

  it('are the only ones that change data beside the cart and the orders of guests', async () => {
    const open: string[] = [];
    for (const service of services) {
      const { url } = system.endpoints().services[service] ?? { url: '' };
      const response = await fetch(`${url}/openapi.json`);
      const { paths } = (await response.json()) as { paths: Record<string, Record<string, Operation>> };
      for (const [path, operations] of Object.entries(paths))
        for (const [method, operation] of Object.entries(operations))
          if (method !== 'get' && (operation.security ?? []).length === 0)
            open.push(`${service} ${method} ${path}`);
    }
    expect(open.toSorted()).toEqual([
      'storefront post /api/cart/acknowledgement',
      'storefront post /api/orders',
      'storefront post /api/orders/lookup',
      'storefront post /api/orders/{order}/cancellation',
      'storefront put /api/cart/lines',
    ]);
  });
});
