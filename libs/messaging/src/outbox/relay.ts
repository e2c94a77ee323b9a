import { logger } from '@throughline/telemetry';
import type { TopicName } from '@throughline/events';
import { connect } from '@throughline/persistence';
import type { Connection } from '@throughline/persistence';
import { backOff } from '../back-off.ts';
import { LogMismatchError } from '../errors.ts';
import type { ClusterGuard } from '../kafka/cluster-guard.ts';
import type { Kafka } from '../kafka/kafka.ts';
import { requestTimeoutMs } from '../kafka/producer.ts';
import type { Producer } from '../kafka/producer.ts';
import { Signal } from '../signal.ts';
import { ForeignRecords } from './foreign-records.ts';
import { HeldRows } from './held-rows.ts';
import { OutboxReader } from './outbox-reader.ts';
import { deleteOldLogEnds } from './published-offsets.ts';
import { takeRelayLock } from './relay-lock.ts';
import type { RelayLock } from './relay-lock.ts';
import { RelayRounds, type RoundsSettings } from './relay-rounds.ts';

export interface RelaySettings extends RoundsSettings {
  readonly instance: string;
  readonly databaseUrl: string;
  readonly kafka: Kafka;
  readonly cluster: ClusterGuard;
  /** Topics of the service. */
  readonly own: readonly TopicName[];
  /** Called whenever a session with the database was opened: the previous one may have ended in a crash. */
  connected(): void;
}

/** Channel on which other replicas notify the holder of the lock of new rows. */
export const outboxChannel = 'kernel_outbox';
const sweepMs = 1_000;
/** A process that hangs keeps its connection; the database closes it, so that another can take the lock. */
const idleSessionTimeoutMs = 20_000;

/**
 * Sends the rows of the outbox to the broker, urgent ones before others and each oldest first, with one request in flight,
 * and deletes those that were acknowledged; meanwhile it reads the next ones. One relay per service is active at a time;
 * the others stand by. What cannot be sent is held, with all of its key behind it, or of its partition if that takes
 * nothing; and the rest goes its way.
 */
export class Relay {
  readonly #settings: RelaySettings;
  readonly #newRows = new Signal();
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #holds = false;
  #refuses = false;

  constructor(settings: RelaySettings) {
    this.#settings = settings;
  }

  /** Whether this process holds the lock; if not, another one has to be notified of new rows. */
  get holdsLock(): boolean {
    return this.#holds;
  }

  /** Whether it refuses to send because database and log disagree; see the doctor. */
  get refuses(): boolean {
    return this.#refuses;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** There are new rows. */
  notify(): void {
    this.#newRows.set();
  }

  /** Finishes the present round and releases the lock. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#newRows.set();
    await this.#running;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      try {
        await this.#standBy();
        failures = 0;
      } catch (error) {
        this.#report(error, failures);
        await backOff(failures++, this.#stop.signal);
      }
    }
  }

  async #standBy(): Promise<void> {
    const { databaseUrl: url, instance } = this.#settings;
    const session = await connect({ url, name: `${instance} relay`, statementTimeoutMs: 10_000 });
    try {
      await session.query(`SET idle_session_timeout = ${idleSessionTimeoutMs}`);
      // The outbox is empty or full, whatever its statistics say.
      await session.query('SET enable_seqscan = off');
      this.#settings.connected();
      while (!this.#stop.signal.aborted) {
        const lock = await takeRelayLock(session, instance);
        if (lock !== undefined) return await this.#hold(session, lock);
        await this.#newRows.wait(sweepMs, this.#stop.signal);
      }
    } finally {
      await session.close();
    }
  }

  async #hold(session: Connection, lock: RelayLock): Promise<void> {
    this.#holds = true;
    let producer: Producer | undefined;
    let rounds: RelayRounds | undefined;
    try {
      await session.listen(outboxChannel, () => this.#newRows.set());
      if (lock.unclean) await this.#pause(requestTimeoutMs);
      await deleteOldLogEnds(session);
      const outbox = {
        session,
        reader: new OutboxReader(session),
        held: new HeldRows(session),
        foreign: new ForeignRecords(session, this.#settings, () => this.#newRows.set()),
      };
      await outbox.held.takeOver();
      let failures = 0;
      while (!this.#stop.signal.aborted) {
        try {
          await this.#settings.cluster.check();
          if (producer?.disconnected.aborted) {
            await producer.close();
            producer = undefined;
          }
          if (producer === undefined || rounds === undefined) {
            producer = await this.#settings.kafka.producer();
            rounds = new RelayRounds(outbox, producer, this.#settings, this.#stop.signal);
            // A restored database would send versions older than those in the log, which readers ignore; in a restored
            // log, new records would fill the gap, so that readers would not notice it.
            await rounds.requireAgreement();
            this.#refuses = false;
          }
          await rounds.tryAgain();
          // What had failed as a whole.
          if (failures > 0) await rounds.sendApart();
          const pause = await rounds.drain();
          failures = 0;
          await this.#settings.archive.removeExpired(session);
          if (lock.unclean) await outbox.foreign.look(this.#settings.own);
          if (!outbox.held.areDue) await this.#newRows.wait(pause ?? sweepMs, this.#stop.signal);
        } catch (error) {
          // A session that still responds still holds the lock: only the broker failed.
          await session.query('SELECT 1');
          this.#refuses = error instanceof LogMismatchError;
          this.#report(error, failures);
          await producer?.close().catch(() => undefined);
          producer = undefined;
          await backOff(failures++, this.#stop.signal);
        }
      }
      await producer?.close();
      producer = undefined;
      await lock.release();
    } finally {
      this.#holds = false;
      this.#refuses = false;
      await producer?.close().catch(() => undefined);
    }
  }

  async #pause(ms: number): Promise<void> {
    const end = performance.now() + ms;
    while (!this.#stop.signal.aborted && performance.now() < end)
      await this.#newRows.wait(end - performance.now(), this.#stop.signal);
  }

  #report(error: unknown, failures: number): void {
    const level = error instanceof LogMismatchError ? 'error' : 'warn';
    if (failures === 0 || failures % 20 === 0)
      logger[level]({ err: error, failures }, 'The relay cannot send; the outbox keeps the records');
  }
}
