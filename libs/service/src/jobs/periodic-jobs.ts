import type { OnModuleDestroy } from '@nestjs/common';
import { LeaderLock } from './leader-lock.ts';
import { PeriodicJob } from './periodic-job.ts';
import type { PeriodicJobSettings } from './periodic-job.ts';

/** What runs every so often in a service, injectable. It starts and stops with the service. */
export class PeriodicJobs implements OnModuleDestroy {
  readonly #databaseUrl: string | undefined;
  readonly #restored: { readonly isBehind: boolean } | undefined;
  readonly #jobs = new Map<string, PeriodicJob>();
  #started = false;

  /**
   * @param databaseUrl absent for a service without a database, in which no replica can lead
   * @param restored absent for a service without messaging, in which nothing can be ahead of the database
   */
  constructor(databaseUrl: string | undefined, restored: { readonly isBehind: boolean } | undefined) {
    this.#databaseUrl = databaseUrl;
    this.#restored = restored;
  }

  /** @throws Error when there is a job of that name already, or a leader is wanted without a database */
  add(settings: PeriodicJobSettings): PeriodicJob {
    const { name, runBy } = settings;
    if (this.#jobs.has(name)) throw new Error(`There is a periodic job ${name} already`);
    const job = new PeriodicJob(settings, {
      isBehind: () => this.#restored?.isBehind === true,
      leader: runBy === 'leader' ? this.#leaderOf(name) : undefined,
    });
    this.#jobs.set(name, job);
    if (this.#started) job.start();
    return job;
  }

  start(): void {
    this.#started = true;
    for (const job of this.#jobs.values()) job.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(Array.from(this.#jobs.values(), (job) => job.stop()));
  }

  #leaderOf(name: string): LeaderLock {
    if (this.#databaseUrl === undefined)
      throw new Error(`The job ${name} has no database to find its leader by`);
    return new LeaderLock(this.#databaseUrl, name);
  }
}
