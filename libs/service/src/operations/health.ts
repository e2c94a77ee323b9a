import { logger } from '@throughline/telemetry';

/** Says why a part of the service is not ready, in words that may be shown to anybody. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
}

export interface CheckResult {
  status: 'up' | 'down';
  reason?: string;
}

const timeLimitMilliseconds = 2000;

/**
 * What must work before a service gets traffic. Modules add their own:
 * `checks.add('consumers', () => { if (!running) throw new NotReady('a consumer has stopped'); })`.
 */
export class HealthChecks {
  private readonly checks = new Map<string, () => unknown>();

  /** `check` throws (or rejects) when the part is not ready; it has two seconds. */
  add(name: string, check: () => unknown): void {
    this.checks.set(name, check);
  }

  async run(): Promise<{ status: 'up' | 'down'; checks: Record<string, CheckResult> }> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await runCheck(name, check)]),
    );
    const checks = Object.fromEntries(results) as Record<string, CheckResult>;
    const status = Object.values(checks).every((check) => check.status === 'up') ? 'up' : 'down';
    return { status, checks };
  }
}

async function runCheck(name: string, check: () => unknown): Promise<CheckResult> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new NotReady('does not answer in time')), timeLimitMilliseconds);
  try {
    await Promise.race([(async () => check())(), late]);
    return { status: 'up' };
  } catch (error) {
    if (error instanceof NotReady) return { status: 'down', reason: error.message };
    logger.warn({ check: name, err: error }, 'A health check failed');
    return { status: 'down', reason: 'fails, see the log' };
  } finally {
    clearTimeout(timer);
  }
}
