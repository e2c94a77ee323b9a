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

/** What a check is about: whether the service can serve, or whether what it serves is current. */
export type HealthQuestion = 'ready' | 'current';

/**
 * What must work before a service gets traffic, and, beyond that, for what it answers to be current. Modules add their
 * own: `checks.add('key', () => { if (!key) throw new NotReady('the key has not been read'); })`.
 */
export class HealthChecks {
  private readonly checks = new Map<string, { check: () => unknown; question: HealthQuestion }>();

  /**
   * `check` throws (or rejects) when the part is not ready; it has two seconds.
   * @param question `current` for what a service can serve without, such as the broker
   */
  add(name: string, check: () => unknown, question: HealthQuestion = 'ready'): void {
    this.checks.set(name, { check, question });
  }

  /** What is current is also ready. */
  async run(
    question: HealthQuestion,
  ): Promise<{ status: 'up' | 'down'; checks: Record<string, CheckResult> }> {
    const asked = [...this.checks].filter(([, { question: its }]) => its === 'ready' || its === question);
    const results = await Promise.all(
      asked.map(async ([name, { check }]) => [name, await runCheck(name, check)]),
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
