import { expect, it } from 'vitest';
import { serviceEndpoint } from './endpoints.ts';

it('names the pages that a service has', () => {
  expect(serviceEndpoint('orders', 'http://127.0.0.1:4', ['http://127.0.0.1:5'], [7])).toEqual({
    url: 'http://127.0.0.1:4',
    openapi: 'http://127.0.0.1:4/openapi',
    health: 'http://127.0.0.1:4/health/ready',
    metrics: 'http://127.0.0.1:4/metrics',
    replicas: ['http://127.0.0.1:5'],
    pids: [7],
  });
});

it('names no page of an interface that the back office does not have', () => {
  expect(serviceEndpoint('demo-erp', 'http://127.0.0.1:4', [], [])).not.toHaveProperty('openapi');
});
