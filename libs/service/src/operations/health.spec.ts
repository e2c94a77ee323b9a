import { logger } from '@throughline/telemetry';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HealthChecks, NotReady } from './health.ts';

describe('health checks', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are up when each passes', async () => {
    const checks = new HealthChecks();
    checks.add('database', async () => undefined);
    checks.add('broker', () => undefined);
    expect(await checks.run('ready')).toEqual({
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
    const { status, checks: results } = await checks.run('ready');
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
    await checks.run('ready');
    expect(warn.mock.calls).toEqual([[{ check: 'database', err: failure }, 'A health check failed']]);
    warn.mockRestore();
  });

  it('are down when one of several is, and hold the newest check of a name', async () => {
    const checks = new HealthChecks();
    checks.add('lag', () => undefined);
    checks.add('broker', () => {
      throw new NotReady('is away');
    });
    expect(await checks.run('ready')).toEqual({
      status: 'down',
      checks: { lag: { status: 'up' }, broker: { status: 'down', reason: 'is away' } },
    });
    checks.add('broker', () => undefined);
    expect((await checks.run('ready')).status).toBe('up');
  });

  it('ask of readiness only what nothing can be served without, and of currency all', async () => {
    const checks = new HealthChecks();
    checks.add('database', () => undefined);
    checks.add('messaging', () => Promise.reject(new NotReady('is behind')), 'current');
    expect(await checks.run('ready')).toEqual({ status: 'up', checks: { database: { status: 'up' } } });
    expect(await checks.run('current')).toEqual({
      status: 'down',
      checks: { database: { status: 'up' }, messaging: { status: 'down', reason: 'is behind' } },
    });
  });

  it('are not ready by an error that says so', () => {
    expect(String(new NotReady('is behind'))).toBe('NotReady: is behind');
  });

  it('without any are up', async () => {
    expect(await new HealthChecks().run('ready')).toEqual({ status: 'up', checks: {} });
  });

  it('do not wait for ever', async () => {
    const checks = new HealthChecks();
    checks.add('broker', () => new Promise(() => undefined));
    const result = checks.run('ready');
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
    await checks.run('ready');
    expect(vi.getTimerCount()).toBe(0);
  });
});
