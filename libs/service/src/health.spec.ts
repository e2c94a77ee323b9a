import supertest from 'supertest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { HealthChecks, NotReady } from './health.ts';
import { startSample } from './testing-application.ts';

describe('health checks', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are up when each passes', async () => {
    const checks = new HealthChecks();
    checks.add('database', async () => undefined);
    checks.add('broker', () => undefined);
    expect(await checks.run()).toEqual({
      status: 'up',
      checks: { database: { status: 'up' }, broker: { status: 'up' } },
    });
  });

  it('say why a part is not ready, but not the words of an unforeseen error', async () => {
    const checks = new HealthChecks();
    checks.add('lag', () => {
      throw new NotReady('inventory.erp is 90 s behind');
    });
    checks.add('database', () => Promise.reject(new Error('password of orders is wrong')));
    const { status, checks: results } = await checks.run();
    expect(status).toBe('down');
    expect(results['lag']).toEqual({ status: 'down', reason: 'inventory.erp is 90 s behind' });
    expect(results['database']).toEqual({ status: 'down', reason: 'fails, see the log' });
  });

  it('do not wait for ever', async () => {
    const checks = new HealthChecks();
    checks.add('broker', () => new Promise(() => undefined));
    const result = checks.run();
    await vi.advanceTimersByTimeAsync(2000);
    expect(await result).toMatchObject({
      status: 'down',
      checks: { broker: { reason: 'does not answer in time' } },
    });
  });
});

describe('a service', () => {
  let sample: Awaited<ReturnType<typeof startSample>>;
  beforeAll(async () => {
    sample = await startSample();
  });
  afterAll(() => sample.stop());

  it('is alive although it is not ready', async () => {
    await supertest(sample.server).get('/health/ready').expect(200, { status: 'up', checks: {} });
    sample.app.get(HealthChecks).add('broker', () => {
      throw new NotReady('the broker does not answer');
    });
    await supertest(sample.server).get('/health/live').expect(200);
    const { body } = await supertest(sample.server).get('/health/ready').expect(503);
    expect(body.checks.broker).toEqual({ status: 'down', reason: 'the broker does not answer' });
  });
});
