import { topics } from '@throughline/events';
import type { TopicName } from '@throughline/events';
import type { Connection } from '@throughline/persistence';
import { logger } from '@throughline/telemetry';
import { type Leaderless, noLeader, topicPartitionKey } from '../kafka/types.ts';
import { errorText } from '../records/error-text.ts';
import { type Isolated, keyOf, partitionKeyOf, partitionOfRow } from './isolate.ts';
import { oldestHeld } from './outbox-reader.ts';
import type { OutboxRow } from './outbox-rows.ts';

/** How long rows that cannot be sent are left out, before they are tried again. */
const heldForMs = 30_000;
/** Pause before a partition that takes nothing is tried again: doubled each time. */
const firstPauseMs = 1_000;
const longestPauseMs = 10_000;

/** A partition that takes nothing, for now. */
export interface HeldPartition {
  readonly topic: TopicName;
  readonly partition: number;
}

interface Wait extends HeldPartition {
  because: string;
  failures: number;
  dueAt: number;
  /** Whether it takes rows again, and what waits for it is being sent. */
  isOpening: boolean;
}

/**
 * Rows of the outbox that cannot be sent, and those behind them: of the same key, or of a partition that takes nothing.
 * They stay in the outbox, marked, and the reader passes them by. Those held by their key are all tried again after a
 * while. Those of a partition are too many for that: its oldest ones are, and once it takes them, the others follow from
 * where they are, before any of it that is not marked yet.
 */
export class HeldRows {
  readonly #session: Connection;
  readonly #keys = new Map<string, string>();
  readonly #partitions = new Map<string, Wait>();
  #since: number | undefined;

  constructor(session: Connection) {
    this.#session = session;
  }

  /** Goes on with what another relay held: which partitions is in the outbox, and its keys are tried again. */
  async takeOver(): Promise<void> {
    const found = await this.#session.query<HeldPartition & { because: string | null }>(
      `SELECT topic, held_partition AS partition, min(held_because) AS because
       FROM kernel.outbox WHERE held AND held_partition IS NOT NULL GROUP BY 1, 2`,
    );
    for (const { topic, partition, because } of found)
      this.#partitions.set(topicPartitionKey(topic, partition), {
        ...{ topic, partition, because: because ?? 'held by another relay' },
        ...{ failures: 0, dueAt: Number.NEGATIVE_INFINITY, isOpening: false },
      });
    await this.releaseKeys();
  }

  /** Whether something has been left out for long enough. */
  get areDue(): boolean {
    return this.areKeysDue || this.duePartitions().length > 0;
  }

  /** Whether the rows held by their keys have been left out for long enough. */
  get areKeysDue(): boolean {
    return this.#since !== undefined && performance.now() - this.#since > heldForMs;
  }

  /** Whether some of the due partitions are not known to take anything again. */
  get areSomeShut(): boolean {
    return this.#due().some(({ isOpening }) => !isOpening);
  }

  /** Partitions that are to be tried again, or whose rows are being sent. */
  duePartitions(): readonly HeldPartition[] {
    return this.#due();
  }

  /** Has all rows tried again that are held by their keys; since when and why each is held stays with it. */
  async releaseKeys(): Promise<void> {
    this.#keys.clear();
    this.#since = undefined;
    await this.#session.query(
      `UPDATE kernel.outbox SET held = false WHERE held_since IS NOT NULL AND held AND held_partition IS NULL`,
    );
  }

  async hold(failed: Isolated['failed']): Promise<void> {
    if (failed.length === 0) return;
    const shut = new Map<string, [OutboxRow, Error]>();
    for (const { row, error, whole } of failed) {
      if (whole) shut.set(partitionKeyOf(row), [row, error]);
      else if (!this.#keys.has(keyOf(row))) {
        this.#since ??= performance.now();
        this.#keys.set(keyOf(row), errorText(error));
        const { topic, id } = row;
        logger.error({ err: error, topic, id }, 'A row of the outbox cannot be sent; its key waits');
      }
    }
    for (const [{ topic, partition_key: key }, error] of shut.values())
      this.shut({ topic, partition: partitionOfRow(topic, key) }, errorText(error));
    await this.#mark(failed.map(({ row }) => row));
  }

  /** Has nothing sent to these partitions. Of a topic that is divided otherwise than the catalogue says, to none. */
  holdLeaderless(found: readonly Leaderless[]): void {
    for (const one of found) {
      const topic = one.topic as TopicName;
      const { partitions } = topics[topic];
      const all = Array.from({ length: partitions }, (_, partition) => partition);
      for (const partition of one.of === partitions ? [one.partition] : all)
        this.shut({ topic, partition }, noLeader(one));
    }
  }

  /** A partition takes nothing: what is for it waits, longer each time. */
  shut({ topic, partition }: HeldPartition, because: string): void {
    const key = topicPartitionKey(topic, partition);
    const before = this.#partitions.get(key);
    if (before === undefined)
      logger.warn({ topic, partition, because }, 'A partition takes nothing; what is for it waits');
    const failures = before === undefined || before.isOpening ? 0 : before.failures + 1;
    const dueAt = performance.now() + Math.min(longestPauseMs, firstPauseMs * 2 ** failures);
    this.#partitions.set(key, { topic, partition, because, failures, dueAt, isOpening: false });
  }

  /** A partition takes rows again: what waits for it is sent without a pause. */
  opens({ topic, partition }: HeldPartition): void {
    const wait = this.#partitions.get(topicPartitionKey(topic, partition));
    if (wait) Object.assign(wait, { failures: 0, isOpening: true });
  }

  /** The oldest rows that wait for a partition; none when it has all of them and is open again. */
  async oldest({ topic, partition }: HeldPartition): Promise<readonly OutboxRow[]> {
    const key = topicPartitionKey(topic, partition);
    for (;;) {
      const rows = await oldestHeld(this.#session, topic, partition);
      // Held by their key, which was found to be bad only now.
      const bad = rows.filter((row) => this.#keys.has(keyOf(row)));
      await this.#mark(bad);
      if (rows.length > bad.length) return rows.filter((row) => !this.#keys.has(keyOf(row)));
      if (rows.length > 0) continue;
      this.#partitions.delete(key);
      logger.info({ topic, partition }, 'A partition has taken all that waited for it');
      return [];
    }
  }

  /** The rows that may be sent; holds the others. */
  async free(rows: readonly OutboxRow[]): Promise<readonly OutboxRow[]> {
    if (this.#keys.size === 0 && this.#partitions.size === 0) return rows;
    const held = rows.filter((row) => this.#isHeld(row));
    await this.#mark(held);
    return held.length === 0 ? rows : rows.filter((row) => !this.#isHeld(row));
  }

  #due(): Wait[] {
    return [...this.#partitions.values()].filter(({ dueAt }) => dueAt <= performance.now());
  }

  #isHeld(row: OutboxRow): boolean {
    return this.#keys.has(keyOf(row)) || this.#partitions.has(partitionKeyOf(row));
  }

  async #mark(rows: readonly OutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    const reasons = rows.map((row) => {
      const because = this.#keys.get(keyOf(row));
      return because === undefined ? this.#partitions.get(partitionKeyOf(row)) : { because, partition: null };
    });
    await this.#session.query(
      `UPDATE kernel.outbox o
       SET held = true, held_since = coalesce(held_since, now()), held_because = u.because, held_partition = u.partition
       FROM unnest($1::bigint[], $2::text[], $3::integer[]) AS u (id, because, partition) WHERE o.id = u.id`,
      [
        rows.map(({ id }) => id),
        reasons.map((reason) => reason?.because ?? null),
        reasons.map((reason) => reason?.partition ?? null),
      ],
    );
  }
}
