import { logger } from '@throughline/telemetry';
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

  it('log what nobody foresaw, and only that', async () => {
    const warn = vi.spyOn(logger, 'warn').mockReturnValue(undefined);
    const failure = new Error('password of orders is wrong');
    const checks = new HealthChecks();
    checks.add('database', () => Promise.reject(failure));
    checks.add('lag', () => Promise.reject(new NotReady('is behind')));
    checks.add('broker', () => undefined);
    await checks.run();
    expect(warn.mock.calls).toEqual([[{ check: 'database', err: failure }, 'A health check failed']]);
    warn.mockRestore();
  });

  it('are down when one of several is, and hold the newest check of a name', async () => {
    const checks = new HealthChecks();
    checks.add('lag', () => undefined);
    checks.add('broker', () => {
      throw new NotReady('is away');
    });
    expect(await checks.run()).toEqual({
      status: 'down',
      checks: { lag: { status: 'up' }, broker: { status: 'down', reason: 'is away' } },
    });
    checks.add('broker', () => undefined);
    expect((await checks.run()).status).toBe('up');
  });

  it('without any are up', async () => {
    expect(await new HealthChecks().run()).toEqual({ status: 'up', checks: {} });
  });

  it('do not wait for ever', async () => {
    const checks = new HealthChecks();
    checks.add('broker', () => new Promise(() => undefined));
    const result = checks.run();
    const over = vi.fn();
    void result.then(over);
    await vi.advanceTimersByTimeAsync(1999);
    expect(over).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await result).toEqual({
      status: 'down',
      checks: { broker: { status: 'down', reason: 'does not answer in time' } },
    });
  });

  it('leave no timer behind', async () => {
    const checks = new HealthChecks();
    checks.add('broker', () => undefined);
    checks.add('lag', () => Promise.reject(new NotReady('is behind')));
    await checks.run();
    expect(vi.getTimerCount()).toBe(0);
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
