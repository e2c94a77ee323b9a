import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { pause } from '@throughline/messaging';
import { connect } from '@throughline/persistence';
import { Lifetime, PeriodicJobs, ServiceConfig } from '@throughline/service';
import { logger } from '@throughline/telemetry';
import { type Change, changesChannel, decodeChanges, unnamedChanges } from './changes.ts';

/** Is told what changed, or that changes may have been missed, so that everything has to be read again. */
export interface ChangesSubscriber {
  onChanges(changes: readonly Change[]): void;
  onMissed(): void;
}

const backOffMs = { first: 100, longest: 5_000 };
/** A regular sweep makes up for notifications that were lost unnoticed. */
const sweepMs = 30_000;

/** Listens to what projections of any replica changed, on a database session of its own that is reopened when lost. */
@Injectable()
export class ChangesListener implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #subscribers = new Set<ChangesSubscriber>();
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(
    private readonly config: ServiceConfig,
    private readonly lifetime: Lifetime,
    jobs: PeriodicJobs,
  ) {
    jobs.add({
      name: 'storefront.changes-sweep',
      everyMs: sweepMs,
      runBy: 'every-replica',
      decides: false,
      run: async () => this.#missed(),
    });
  }

  subscribe(subscriber: ChangesSubscriber): void {
    this.#subscribers.add(subscriber);
  }

  onApplicationBootstrap(): void {
    this.#running = this.#run(AbortSignal.any([this.#stopping.signal, this.lifetime.ending]));
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(stop: AbortSignal): Promise<void> {
    for (let wait = backOffMs.first; !stop.aborted; wait = Math.min(wait * 2, backOffMs.longest)) {
      try {
        await this.#listen(stop);
        wait = backOffMs.first;
      } catch (error) {
        logger.warn({ err: error }, 'Changes cannot be listened to; trying again');
      }
      await pause(wait, stop);
    }
  }

  async #listen(stop: AbortSignal): Promise<void> {
    const { DATABASE_URL: url } = this.config.database;
    const connection = await connect({ url, name: `${this.config.name} changes` });
    const close = () => void connection.close();
    stop.addEventListener('abort', close);
    try {
      await connection.listen(changesChannel, (payload) => {
        if (payload === unnamedChanges) return this.#missed();
        const changes = decodeChanges(payload);
        for (const subscriber of this.#subscribers) subscriber.onChanges(changes);
      });
      this.#missed();
      if (stop.aborted) return;
      await connection.lost;
    } finally {
      stop.removeEventListener('abort', close);
      await connection.close();
    }
  }

  #missed(): void {
    for (const subscriber of this.#subscribers) subscriber.onMissed();
  }
}
