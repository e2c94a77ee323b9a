import { Signal } from '@throughline/messaging';
import { attributes, counter, histogram, logger, metrics } from '@throughline/telemetry';
import type { LeaderLock } from './leader-lock.ts';

export interface PeriodicJobSettings {
  /** `<service>.<purpose>`: in metrics and the log, and of the lock by which one replica leads. */
  readonly name: string;
  /** Milliseconds from the end of a run to the next, a tenth more or less, so that replicas do not run in step. */
  readonly everyMs: number;
  /**
   * `leader`: one replica at a time. When that one hangs, two runs may overlap until the database has ended its session,
   * so what they do must bear it.
   */
  readonly runBy: 'leader' | 'every-replica';
  /** Whether it decides, or publishes: then it rests while the database was restored and does not know what it had said. */
  readonly decides: boolean;
  /** @param ending aborts when the service stops or another replica may lead: a run of many steps leaves then */
  run(ending: AbortSignal): Promise<unknown>;
}

/** What a job asks before it runs. */
export interface JobConditions {
  /** Whether decisions have to rest. */
  isBehind(): boolean;
  /** Which replica runs it; absent: every one does. */
  leader?: Pick<LeaderLock, 'lead' | 'release'> | undefined;
}

/** By how much a pause may be shorter or longer, as a share of it. */
const jitter = 0.1;

/** Something that runs every so often, one run at a time, as long as the service lives. */
export class PeriodicJob {
  readonly #settings: PeriodicJobSettings;
  readonly #conditions: JobConditions;
  readonly #due = new Signal();
  readonly #stop = new AbortController();
  readonly #duration = histogram(metrics.jobDuration);
  readonly #failures = counter(metrics.jobFailures);
  #running: Promise<void> | undefined;

  constructor(settings: PeriodicJobSettings, conditions: JobConditions) {
    this.#settings = settings;
    this.#conditions = conditions;
  }

  /** The first run follows after the usual pause, or when it is woken. */
  start(): void {
    this.#running ??= this.#loop();
  }

  /**
   * Has it run as soon as the present run is over: one run, however often it is called until that begins. It is heard by this
   * replica alone, and does nothing where another one leads.
   */
  wake(): void {
    this.#due.set();
  }

  /** Waits for the run that is on, and leaves the next to another replica. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#conditions.leader?.release();
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#due.wait(this.#settings.everyMs * (1 + jitter * (2 * Math.random() - 1)), signal);
      if (!signal.aborted) await this.#run(signal);
    }
  }

  async #run(stop: AbortSignal): Promise<void> {
    const { name, decides, run } = this.#settings;
    const { leader } = this.#conditions;
    if (decides && this.#conditions.isBehind()) return;
    const labels = { [attributes.job]: name };
    try {
      const ending = leader ? await leader.lead(stop) : stop;
      if (ending === undefined) return;
      const begun = performance.now();
      try {
        await run(ending);
      } finally {
        this.#duration.record((performance.now() - begun) / 1000, labels);
      }
    } catch (error) {
      this.#failures.add(1, labels);
      logger.warn({ err: error, job: name }, 'A periodic job failed, its next run tries again');
    }
  }
}
