import type { ExecutionContext } from '@nestjs/common';
import { expect, it } from 'vitest';
import { Problem } from '../problems/problem.ts';
import { RestoredGuard } from './restored.guard.ts';

const asked = (method: string, url: string) =>
  ({ switchToHttp: () => ({ getRequest: () => ({ method, url }) }) }) as unknown as ExecutionContext;
const lets = (isBehind: boolean, method: string, url: string, requireNoneAhead: () => Promise<void>) =>
  new RestoredGuard({ isBehind, requireNoneAhead })
    .canActivate(asked(method, url))
    .catch((error: unknown) => (error as Problem).getStatus());
const still = () => Promise.reject(new Error('still behind'));

it.each([
  [false, 'POST', '/api/orders', true],
  [true, 'POST', '/api/orders', 503],
  [true, 'PATCH', '/products/A', 503],
  [true, 'GET', '/api/orders/W1', true],
  [true, 'HEAD', '/products', true],
  [true, 'POST', '/ops/doctor/raise-versions', true],
  [true, 'POST', '/opsy', 503],
])('with a database that is behind (%s), %s %s is %s', async (isBehind, method, url, outcome) => {
  expect(await lets(isBehind, method, url, still)).toBe(outcome);
});

it('lets changes through as soon as the database is mended', async () => {
  expect(await lets(true, 'POST', '/api/orders', () => Promise.resolve())).toBe(true);
});
