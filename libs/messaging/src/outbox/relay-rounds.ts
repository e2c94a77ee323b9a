import { counter, histogram, metrics, attributes } from '@throughline/telemetry';
import type { Connection } from '@throughline/persistence';
import type { Producer } from '../kafka/producer.ts';
import type { Leaderless, RecordPosition, SendRecord } from '../kafka/types.ts';
import { errorText } from '../records/error-text.ts';
import { eventHeaders } from '../records/headers.ts';
import { BulkPace } from './bulk-pace.ts';
import type { ForeignRecords } from './foreign-records.ts';
import type { HeldPartition, HeldRows } from './held-rows.ts';
import { type Isolated, asError, isAway, keyOf, sendApart } from './isolate.ts';
import type { OutboxRead, OutboxReader } from './outbox-reader.ts';
import { type OutboxRow, withPositions, withoutSuperseded } from './outbox-rows.ts';
import type { SentArchive, SentRow } from './sent-archive.ts';

/** A check of the lock older than this is repeated: the process may have been suspended in between. */
const lockCheckValidMs = 250;

/** What the holder of the lock works with. */
export interface RelayParts {
  readonly session: Connection;
  readonly reader: OutboxReader;
  readonly held: HeldRows;
  readonly foreign: ForeignRecords;
}

export interface RoundsSettings {
  readonly service: string;
  readonly archive: SentArchive;
  /**
   * Throws while the log has records of ours that the database does not know, or lacks some that were acknowledged;
   * called before the first send over a connection, and before the first to a partition that took nothing for a while.
   * Returns the partitions that have no leader, of which it cannot be said.
   */
  requireAgreement(): Promise<readonly Leaderless[]>;
}

const nothing: OutboxRead = { rows: [], more: false, urgent: 0, at: Number.NEGATIVE_INFINITY };

/** The rounds of a relay that holds the lock, over one producer: they move rows from the outbox to the broker. */
export class RelayRounds {
  readonly #parts: RelayParts;
  readonly #producer: Producer;
  readonly #settings: RoundsSettings;
  readonly #stop: AbortSignal;
  readonly #pace = new BulkPace();
  readonly #sent = counter(metrics.outboxSent);
  readonly #duration = histogram(metrics.relayBatchDuration);

  constructor(parts: RelayParts, producer: Producer, settings: RoundsSettings, stop: AbortSignal) {
    this.#parts = parts;
    this.#producer = producer;
    this.#settings = settings;
    this.#stop = stop;
  }

  /**
   * Has nothing sent to partitions of which it cannot be said that database and log agree.
   * @throws LogMismatchError when they do not.
   */
  async requireAgreement(): Promise<void> {
    this.#parts.held.holdLeaderless(await this.#settings.requireAgreement());
  }

  /**
   * Sends what there is, but for bulk that makes way. While a request is under way, the one before is settled and the next
   * rows are read.
   * @returns milliseconds until bulk that made way may be sent; undefined when none did
   */
  async drain(): Promise<number | undefined> {
    const { held } = this.#parts;
    let next: OutboxRead = await this.#read([]);
    let isLeft = next.more;
    let sending: Promise<SentRow[]> | undefined;
    while (next.rows.length > 0 || sending) {
      const sent: SentRow[] | undefined = await sending;
      const rows = await held.free(next.rows);
      sending = rows.length > 0 ? this.#send(rows, next) : undefined;
      // Whoever would wait for it may fail before it does.
      sending?.catch(() => undefined);
      if (sent) await this.#settle(sent);
      // Few rows are not read ahead: what comes while a request is under way goes together in the next. Nor is bulk that
      // makes way: how long it has to, the request will tell.
      const goesOn = next.rows.length > 0 && (next.rows.length === next.urgent || !this.#pace.isYielding());
      isLeft = next.more;
      const isMore = next.more && goesOn && !this.#stop.aborted && !held.areDue;
      next = isMore ? await this.#read(next.rows.map(({ id }) => id)) : nothing;
    }
    return isLeft ? this.#pace.pause() : undefined;
  }

  async #read(inFlight: readonly number[]): Promise<OutboxRead> {
    const read = await this.#parts.reader.next(inFlight, this.#pace.rows());
    if (read.urgent > 0) this.#pace.sawUrgent();
    return read;
  }

  /** Sends the oldest rows partition by partition, and holds those that cannot be sent. */
  async sendApart(): Promise<void> {
    const { reader, held } = this.#parts;
    await this.#sendEach(await held.free((await reader.next([])).rows));
  }

  /** Tries again what has been held for long enough. */
  async tryAgain(): Promise<void> {
    const { reader, held } = this.#parts;
    if (held.areKeysDue) {
      await held.releaseKeys();
      reader.again();
    }
    // What a partition has lost while it was away has to be noticed before it goes on.
    if (held.areSomeShut) await this.requireAgreement();
    for (const one of held.duePartitions()) await this.#sendHeld(one);
  }

  /** Sends the oldest rows that wait for a partition: as many as go into one request, so that the others go on too. */
  async #sendHeld(partition: HeldPartition): Promise<void> {
    const { held } = this.#parts;
    const rows = await held.oldest(partition);
    if (rows.length === 0) return;
    try {
      const failed = await this.#sendEach(rows);
      if (!failed.some(({ whole }) => whole)) held.opens(partition);
    } catch (error) {
      if (isAway(error)) throw error;
      held.shut(partition, errorText(asError(error)));
    }
  }

  /** Sends rows partition by partition. @returns what could not be sent, and is held */
  async #sendEach(rows: readonly OutboxRow[]): Promise<Isolated['failed']> {
    const { sent, failed } = await sendApart(withoutSuperseded(rows), (some) => this.#sendAll(some));
    const waiting = new Set(failed.map(({ row }) => keyOf(row)));
    const positions = new Map(sent.map(({ row, position }) => [row, position]));
    // What was superseded by something that waits, waits with it.
    const gone = rows.filter((row) => positions.has(row) || !waiting.has(keyOf(row)));
    await this.#settle(
      withPositions(
        gone,
        sent.map(({ row }) => row),
        sent.map(({ position }) => position),
      ),
    );
    await this.#parts.held.hold(failed);
    return failed;
  }

  /** Sends rows that were read in one request. @returns the rows with their positions */
  async #send(rows: readonly OutboxRow[], read: OutboxRead): Promise<SentRow[]> {
    const current = withoutSuperseded(rows);
    const began = performance.now();
    const positions = await this.#sendAll(current, read.at);
    if (read.rows.length > read.urgent) this.#pace.sent(began, performance.now());
    return withPositions(rows, current, positions);
  }

  /** Sends rows in one request, once it is sure that the lock is still held. */
  async #sendAll(rows: readonly OutboxRow[], checked = Number.NEGATIVE_INFINITY): Promise<RecordPosition[]> {
    const records = rows.map((row) => this.#recordOf(row));
    let since = checked;
    while (performance.now() - since > lockCheckValidMs) {
      since = performance.now();
      await this.#parts.session.query('SELECT 1');
    }
    const positions = await this.#producer.send(records);
    this.#duration.record((performance.now() - since) / 1000);
    for (const [topic, group] of Map.groupBy(rows, (row) => row.topic))
      this.#sent.add(group.length, { [attributes.topic]: topic });
    return positions;
  }

  /** Deletes what was acknowledged. */
  async #settle(rows: readonly SentRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#settings.archive.acknowledge(this.#parts.session, rows);
    this.#parts.foreign.acknowledged(rows);
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
}
