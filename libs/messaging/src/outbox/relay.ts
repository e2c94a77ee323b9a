import { counter, histogram, logger, metrics, attributes } from '@throughline/telemetry';
import type { TopicName } from '@throughline/events';
import { connect } from '@throughline/persistence';
import type { Connection } from '@throughline/persistence';
import { backOff } from '../back-off.ts';
import { LogMismatchError } from '../errors.ts';
import type { ClusterGuard } from '../kafka/cluster-guard.ts';
import type { Kafka } from '../kafka/kafka.ts';
import { requestTimeoutMs } from '../kafka/producer.ts';
import type { Producer } from '../kafka/producer.ts';
import type { RecordPosition, SendRecord } from '../kafka/types.ts';
import { eventHeaders } from '../records/headers.ts';
import { Signal } from '../signal.ts';
import { ForeignRecords } from './foreign-records.ts';
import { HeldRows } from './held-rows.ts';
import { keyOf, sendApart } from './isolate.ts';
import { type OutboxRead, OutboxReader } from './outbox-reader.ts';
import { type OutboxRow, withPositions, withoutSuperseded } from './outbox-rows.ts';
import { deleteOldLogEnds } from './published-offsets.ts';
import { takeRelayLock } from './relay-lock.ts';
import type { RelayLock } from './relay-lock.ts';
import type { SentArchive, SentRow } from './sent-archive.ts';

export interface RelaySettings {
  readonly service: string;
  readonly instance: string;
  readonly databaseUrl: string;
  readonly kafka: Kafka;
  readonly cluster: ClusterGuard;
  readonly archive: SentArchive;
  /** Topics of the service. */
  readonly own: readonly TopicName[];
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

/** What the holder of the lock works with. */
interface Work {
  readonly session: Connection;
  readonly reader: OutboxReader;
  readonly held: HeldRows;
  readonly foreign: ForeignRecords;
}

const nothing: OutboxRead = { rows: [], more: false, at: Number.NEGATIVE_INFINITY };

/**
 * Sends the rows of the outbox to the broker, urgent ones before others and each oldest first, with one request in flight,
 * and deletes those that were acknowledged; meanwhile it reads the next ones. One relay per service is active at a time;
 * the others stand by. What cannot be sent is held, with all of its key behind it, and the rest goes its way.
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
      await outbox.held.release();
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
          if (outbox.held.areDue) {
            await outbox.held.release();
            outbox.reader.again();
          }
          // What had failed as a whole.
          if (failures > 0) await this.#sendApart(outbox, producer);
          await this.#drain(outbox, producer);
          failures = 0;
          await this.#settings.archive.removeExpired(session);
          if (lock.unclean) await outbox.foreign.look(this.#settings.own);
          await this.#newRows.wait(sweepMs, this.#stop.signal);
        } catch (error) {
          // A session that still responds still holds the lock: only the broker failed.
          await session.query('SELECT 1');
          this.#refuses = error instanceof LogMismatchError;
          outbox.foreign.failed();
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

  /** Sends what there is. While a request is under way, the one before is settled and the next rows are read. */
  async #drain(outbox: Work, producer: Producer): Promise<void> {
    let next: OutboxRead = await outbox.reader.next([]);
    let sending: Promise<SentRow[]> | undefined;
    while (next.rows.length > 0 || sending) {
      const sent: SentRow[] | undefined = await sending;
      const rows = await outbox.held.free(next.rows);
      sending = rows.length > 0 ? this.#send(outbox.session, producer, rows, next.at) : undefined;
      // Whoever would wait for it may fail before it does.
      sending?.catch(() => undefined);
      if (sent) await this.#settle(outbox, sent);
      // Few rows are not read ahead: what comes while a request is under way goes together in the next.
      const isMore = next.more && !this.#stop.signal.aborted;
      next = isMore ? await outbox.reader.next(next.rows.map(({ id }) => id)) : nothing;
    }
  }

  /**
   * Sends rows in one request, once it is sure that the lock is still held.
   * @param checked when that was last known
   * @returns the rows with their positions
   */
  async #send(
    session: Connection,
    producer: Producer,
    rows: readonly OutboxRow[],
    checked: number,
  ): Promise<SentRow[]> {
    const current = withoutSuperseded(rows);
    return withPositions(rows, current, await this.#sendAll(session, producer, current, checked));
  }

  async #sendAll(
    session: Connection,
    producer: Producer,
    rows: readonly OutboxRow[],
    checked = Number.NEGATIVE_INFINITY,
  ): Promise<RecordPosition[]> {
    const records = rows.map((row) => this.#recordOf(row));
    let since = checked;
    while (performance.now() - since > lockCheckValidMs) {
      since = performance.now();
      await session.query('SELECT 1');
    }
    const positions = await producer.send(records);
    this.#duration.record((performance.now() - since) / 1000);
    for (const [topic, group] of Map.groupBy(rows, (row) => row.topic))
      this.#sent.add(group.length, { [attributes.topic]: topic });
    return positions;
  }

  /** Sends the oldest rows partition by partition, and holds those that cannot be sent. */
  async #sendApart(outbox: Work, producer: Producer): Promise<void> {
    const rows = await outbox.held.free((await outbox.reader.next([])).rows);
    const current = withoutSuperseded(rows);
    const { sent, failed } = await sendApart(current, (some) =>
      this.#sendAll(outbox.session, producer, some),
    );
    const waiting = new Set(failed.map(({ row }) => keyOf(row)));
    const positions = new Map(sent.map(({ row, position }) => [row, position]));
    // What was superseded by something that waits, waits with it.
    const gone = rows.filter((row) => positions.has(row) || !waiting.has(keyOf(row)));
    await this.#settle(
      outbox,
      withPositions(
        gone,
        sent.map(({ row }) => row),
        sent.map(({ position }) => position),
      ),
    );
    await outbox.held.hold(failed);
  }

  /** Deletes what was acknowledged. */
  async #settle(outbox: Work, rows: readonly SentRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#settings.archive.acknowledge(outbox.session, rows);
    outbox.foreign.acknowledged(rows);
  }

  #recordOf(row: OutboxRow): SendRecord {
    return {
      topic: row.topic,
      key: row.key,
      partitionKey: row.partition_key,
      value: row.payload,
      headers: eventHeaders(this.#settings.service, { ...row, id: row.event_id }),
      timestamp: row.created,
    };
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
