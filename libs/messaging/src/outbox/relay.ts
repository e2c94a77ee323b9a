import { counter, histogram, logger, metrics, attributes } from '@throughline/telemetry';
import { connect } from '@throughline/persistence';
import type { Connection } from '@throughline/persistence';
import { backOff } from '../back-off.ts';
import { LogMismatchError } from '../errors.ts';
import type { ClusterGuard } from '../kafka/cluster-guard.ts';
import type { Kafka } from '../kafka/kafka.ts';
import { requestTimeoutMs } from '../kafka/producer.ts';
import type { Producer } from '../kafka/producer.ts';
import { eventHeaders } from '../records/headers.ts';
import { type OutboxRow, oldestRows, withPositions, rowsPerRound, withoutSuperseded } from './outbox-rows.ts';
import { takeRelayLock } from './relay-lock.ts';
import type { RelayLock } from './relay-lock.ts';
import type { SentArchive } from './sent-archive.ts';
import { Signal } from '../signal.ts';

export interface RelaySettings {
  readonly service: string;
  readonly instance: string;
  readonly databaseUrl: string;
  readonly kafka: Kafka;
  readonly cluster: ClusterGuard;
  readonly archive: SentArchive;
  /**
   * Throws while the log has records of ours that the database does not know, or lacks some that were acknowledged;
   * called before the first send over a connection.
   */
  requireAgreement(): Promise<void>;
  /** Called whenever a session with the database was opened: the previous one may have ended in a crash. */
  connected(): void;
}

/** Channel on which other replicas notify the holder of the lock of new rows. */
export const outboxChannel = 'kernel_outbox';
const sweepMs = 1_000;
/** A process that hangs keeps its connection; the database closes it, so that another can take the lock. */
const idleSessionTimeoutMs = 20_000;
/** A check of the lock older than this is repeated: the process may have been suspended in between. */
const lockCheckValidMs = 250;

/**
 * Sends the rows of the outbox to the broker, oldest first and with one request in flight, and deletes those that were
 * acknowledged. One relay per service is active at a time; the others stand by.
 */
export class Relay {
  readonly #settings: RelaySettings;
  readonly #newRows = new Signal();
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #holds = false;
  #refuses = false;
  readonly #sent = counter(metrics.outboxSent);
  readonly #duration = histogram(metrics.relayBatchDuration);

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
      this.#settings.connected();
      while (!this.#stop.signal.aborted) {
        const lock = await takeRelayLock(session, instance, 2 * rowsPerRound);
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
    try {
      await session.listen(outboxChannel, () => this.#newRows.set());
      if (lock.unclean) await this.#pause(requestTimeoutMs);
      let failures = 0;
      while (!this.#stop.signal.aborted) {
        try {
          await this.#settings.cluster.check();
          if (producer?.disconnected.aborted) {
            await producer.close();
            producer = undefined;
          }
          if (producer === undefined) {
            producer = await this.#settings.kafka.producer();
            // A restored database would send versions older than those in the log, which readers ignore; in a restored
            // log, new records would fill the gap, so that readers would not notice it.
            await this.#settings.requireAgreement();
            this.#refuses = false;
          }
          const more = await this.#round(session, producer);
          failures = 0;
          if (!more) await this.#newRows.wait(sweepMs, this.#stop.signal);
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

  /** Sends the oldest rows and deletes them. @returns whether there may be more of them. */
  async #round(session: Connection, producer: Producer): Promise<boolean> {
    // Queried on the session that holds the lock, so that a result proves that it is still held.
    let checked = performance.now();
    const rows = await session.query<OutboxRow>(oldestRows);
    if (rows.length === 0) return false;
    const current = withoutSuperseded(rows);
    const records = current.map((row) => ({
      topic: row.topic,
      key: row.key,
      partitionKey: row.partition_key,
      value: row.payload,
      headers: eventHeaders(this.#settings.service, { ...row, id: row.event_id }),
      timestamp: row.created,
    }));
    while (performance.now() - checked > lockCheckValidMs) {
      checked = performance.now();
      await session.query('SELECT 1');
    }
    const positions = await producer.send(records);
    await this.#settings.archive.acknowledge(session, withPositions(rows, current, positions));
    this.#duration.record((performance.now() - checked) / 1000);
    for (const [topic, group] of Map.groupBy(current, (row) => row.topic))
      this.#sent.add(group.length, { [attributes.topic]: topic });
    const found = rows[0]?.found ?? 0;
    return found > rows.length || found === rowsPerRound;
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
