import { topics } from '@throughline/events';
import type { TopicName } from '@throughline/events';
import { transaction } from '@throughline/persistence';
import type { DataSource, Tx } from '@throughline/persistence';
import { RefusedError } from '../errors.ts';
import { isTransient } from '../failure-policy.ts';
import type { Handler } from '../processing/apply.ts';
import { handledVersions, recordHandledVersions } from '../processing/idempotency.ts';
import { endedError } from '../processing/parking.ts';
import { errorText } from '../records/error-text.ts';
import { lockOffset } from '../processing/stored-offsets.ts';
import { decodeOne } from '../records/decode.ts';
import type { SchemaStore } from '../records/schema-store.ts';

/** A parked record, as operators see it. */
export interface ParkedRecord {
  readonly group: string;
  readonly topic: TopicName;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  /** `ce_type`. */
  readonly type: string;
  readonly sequence: number | null;
  readonly error: string;
  /** Parked only because an earlier record of its key is. */
  readonly behind: boolean;
  readonly attempts: number;
  readonly status: 'parked' | 'applied' | 'skipped' | 'superseded';
  readonly reason: string | null;
  readonly parkedAt: Date;
  /** The decoded value, null for a tombstone; undefined when it cannot be decoded, or has ended. */
  readonly value?: unknown;
}

export interface ParkedFilter {
  readonly group?: string | undefined;
  readonly topic?: string | undefined;
  readonly key?: string | undefined;
  /** Default `parked`. */
  readonly status?: ParkedRecord['status'] | undefined;
  /** Default 100. */
  readonly limit?: number | undefined;
}

type Row = ParkedRecord & { headers: Record<string, string>; raw: Buffer | null };

/** Parked records that are in memory at once. */
const pageSize = 200;

const columns = `group_id AS "group", topic, partition, "offset", key, type, sequence, error, behind, attempts, status,
  reason, parked_at AS "parkedAt", headers, value AS raw`;

/** Lists, retries and skips the parked records of a service. */
export class ParkedRecords {
  readonly #dataSource: DataSource;
  readonly #schemas: SchemaStore;
  readonly #handler: (group: string, topic: TopicName) => Handler | undefined;

  constructor(
    dataSource: DataSource,
    schemas: SchemaStore,
    handler: (group: string, topic: TopicName) => Handler | undefined,
  ) {
    this.#dataSource = dataSource;
    this.#schemas = schemas;
    this.#handler = handler;
  }

  /** In log order, decoded where possible. */
  async list({ group, topic, key, status = 'parked', limit = 100 }: ParkedFilter): Promise<ParkedRecord[]> {
    const rows = await this.#dataSource.query<Row[]>(
      `SELECT ${columns} FROM kernel.parked_records
       WHERE ($1::text IS NULL OR group_id = $1) AND ($2::text IS NULL OR topic = $2)
         AND ($3::text IS NULL OR key = $3) AND status = $4
       ORDER BY group_id, topic, partition, "offset" LIMIT $5`,
      [group ?? null, topic ?? null, key ?? null, status, limit],
    );
    const found: ParkedRecord[] = [];
    for (const row of rows) {
      const { headers: _, raw: __, ...shown } = row;
      // Of what has ended the body is not kept.
      const entry = row.status === 'parked' ? await this.#decode(row).catch(() => undefined) : undefined;
      found.push(entry?.record === undefined ? shown : { ...shown, value: entry.record.value });
    }
    return found;
  }

  /**
   * Applies parked records again, each key in order; on a log topic a key stops at its first failure.
   * @returns how many were applied, and how many failed again (with their new error).
   * @throws transient errors; what was applied before stays applied.
   */
  async retry({
    group,
    topic,
    key,
  }: {
    group: string;
    topic?: string | undefined;
    key?: string | undefined;
  }): Promise<{
    applied: number;
    failed: number;
  }> {
    const stuck = new Set<string>();
    let applied = 0;
    let failed = 0;
    for await (const row of this.#waiting({ group, topic, key })) {
      const of = `${row.topic} ${row.key}`;
      if (stuck.has(of)) continue;
      if (await this.#retryOne(row)) applied++;
      else {
        failed++;
        if (topics[row.topic].kind === 'log') stuck.add(of);
      }
    }
    return { applied, failed };
  }

  /** In log order, a page at a time: there may be as many as a topic has records. */
  async *#waiting({
    group,
    topic,
    key,
  }: Pick<ParkedFilter, 'topic' | 'key'> & { group: string }): AsyncGenerator<Row> {
    let after: Pick<Row, 'topic' | 'partition' | 'offset'> | undefined;
    for (;;) {
      const rows: Row[] = await this.#dataSource.query(
        `SELECT ${columns} FROM kernel.parked_records
         WHERE group_id = $1 AND ($2::text IS NULL OR topic = $2) AND ($3::text IS NULL OR key = $3)
           AND status = 'parked' AND (topic, partition, "offset") > ($4, $5, $6)
         ORDER BY topic, partition, "offset" LIMIT ${pageSize}`,
        [group, topic ?? null, key ?? null, after?.topic ?? '', after?.partition ?? 0, after?.offset ?? -1],
      );
      yield* rows;
      after = rows.at(-1);
      if (rows.length < pageSize) return;
    }
  }

  /**
   * Skips a record; the reason is stored.
   * @throws RefusedError when it is not parked, or on a log topic an earlier one of its key is.
   */
  async skip(
    { group, topic, partition, offset }: Pick<ParkedRecord, 'group' | 'topic' | 'partition' | 'offset'>,
    reason: string,
  ): Promise<void> {
    await transaction(this.#dataSource, async (tx) => {
      await lockOffset(tx, group, topic, partition);
      const row = await this.#parked(tx, { group, topic, partition, offset });
      if (row === undefined) throw new RefusedError('This record is not parked');
      const log = topics[topic].kind === 'log';
      if (log && (await hasEarlier(tx, row)))
        throw new RefusedError('An earlier record of its key is parked; end that one first');
      await end(tx, row, 'skipped', reason);
      if (log && row.sequence !== null)
        await recordHandledVersions(tx, group, topic, new Map([[row.key, row.sequence]]));
    });
  }

  /** Deletes what was applied or superseded before an instant. What was skipped stays: a rebuild has to skip it too. */
  async removeEnded(before: Date): Promise<void> {
    await this.#dataSource.query(
      `DELETE FROM kernel.parked_records WHERE status IN ('applied', 'superseded') AND ended_at < $1`,
      [before],
    );
  }

  async #retryOne(row: Row): Promise<boolean> {
    const { group, topic, partition } = row;
    const handler = this.#handler(group, topic);
    if (handler === undefined) throw new RefusedError(`${group} has no handler of ${topic}`);
    try {
      await transaction(this.#dataSource, async (tx) => {
        await lockOffset(tx, group, topic, partition);
        const current = await this.#parked(tx, row);
        if (current === undefined) return;
        const entry = await this.#decode(current);
        if (entry?.error) throw entry.error;
        const record = entry?.record;
        if (record !== undefined && topics[topic].kind === 'log') {
          const handled = (await handledVersions(tx, group, topic, [row.key])).get(row.key);
          if (handled === undefined || record.sequence > handled) {
            await handler({ records: [record], tx });
            await recordHandledVersions(tx, group, topic, new Map([[record.key, record.sequence]]));
          }
        } else if (record !== undefined) await handler({ records: [record], tx });
        await end(tx, row, 'applied', null);
      });
      return true;
    } catch (error) {
      if (isTransient(error)) throw error;
      await this.#dataSource.query(
        `UPDATE kernel.parked_records SET attempts = attempts + 1, error = $5
         WHERE group_id = $1 AND topic = $2 AND partition = $3 AND "offset" = $4 AND status = 'parked'`,
        [
          group,
          topic,
          partition,
          row.offset,
          errorText(error instanceof Error ? error : new Error(String(error))),
        ],
      );
      return false;
    }
  }

  async #parked(
    tx: Tx,
    row: Pick<Row, 'group' | 'topic' | 'partition' | 'offset'>,
  ): Promise<Row | undefined> {
    const [found] = await tx.query<Row>(
      `SELECT ${columns} FROM kernel.parked_records
       WHERE group_id = $1 AND topic = $2 AND partition = $3 AND "offset" = $4 AND status = 'parked' FOR UPDATE`,
      [row.group, row.topic, row.partition, row.offset],
    );
    return found;
  }

  async #decode({ topic, partition, offset, key, raw, headers }: Row) {
    return decodeOne(topic, partition, { offset, key, value: raw, headers, timestamp: 0 }, this.#schemas);
  }
}

async function hasEarlier(tx: Tx, row: Row): Promise<boolean> {
  const earlier = await tx.query(
    `SELECT FROM kernel.parked_records
     WHERE group_id = $1 AND topic = $2 AND key = $3 AND partition = $4 AND "offset" < $5 AND status = 'parked' LIMIT 1`,
    [row.group, row.topic, row.key, row.partition, row.offset],
  );
  return earlier.length > 0;
}

async function end(tx: Tx, row: Row, status: ParkedRecord['status'], reason: string | null): Promise<void> {
  await tx.query(
    `UPDATE kernel.parked_records SET status = $5, reason = $6, ended_at = now(), value = NULL, error = ${endedError(row.topic)}
     WHERE group_id = $1 AND topic = $2 AND partition = $3 AND "offset" = $4`,
    [row.group, row.topic, row.partition, row.offset, status, reason],
  );
}
