import { randomUUID } from 'node:crypto';
import { AdvisoryLock, connect, transaction } from '@throughline/persistence';
import type { Connection, DataSource } from '@throughline/persistence';
import { logger } from '@throughline/telemetry';
import { backOff } from '../back-off.ts';
import type { BatchConsumer, DeclaredGroup } from '../consumer/batch-consumer.ts';
import type { Projection } from '../consumer/groups.ts';
import { RefusedError } from '../errors.ts';
import { isTransient } from '../failure-policy.ts';
import type { Kafka } from '../kafka/kafka.ts';
import { loadOffsets, storedOffset } from '../processing/stored-offsets.ts';
import { deleteGroupState, equalWithin, promoteShadow, shadowOf } from './rebuild-state.ts';
import {
  addIndexes,
  compareTables,
  createTables,
  dropTables,
  rebuildSchema,
  swapTables,
} from './rebuild-tables.ts';
import type { TableComparison } from './rebuild-tables.ts';

/** `swap` puts the rebuilt tables in place; `verify` only compares them with the live ones. */
export type RebuildMode = 'swap' | 'verify';

/** The running rebuild of a group, or the last one. */
export interface RebuildStatus {
  readonly group: string;
  readonly mode: RebuildMode;
  readonly status: 'running' | 'done' | 'failed';
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** Records still to be read; 0 when ended. */
  readonly behind: number;
  readonly outcome: { tables?: TableComparison[]; equal?: boolean; error?: string } | null;
}

interface Task {
  readonly group: Projection;
  readonly handlers: DeclaredGroup['handlers'];
  readonly types: DeclaredGroup['types'];
  readonly mode: RebuildMode;
  /** Distinguishes this rebuild from later ones of the group. */
  readonly run: string;
  /** Offsets that operators skipped, as `topic partition offset`. */
  readonly skipped: ReadonlySet<string>;
}

/** The swap is tried when no more than this many records are missing. */
const nearlyCaughtUp = 5_000;

export interface RebuildSettings {
  readonly dataSource: DataSource;
  readonly databaseUrl: string;
  readonly kafka: Kafka;
  readonly consumer: BatchConsumer;
}

/**
 * Rebuilds projections from the first offset, beside the live ones and with stored offsets of their own, while the
 * service goes on.
 */
export class Rebuilds {
  readonly #settings: RebuildSettings;
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(settings: RebuildSettings) {
    this.#settings = settings;
  }

  /**
   * Starts a rebuild; see `status` for its progress.
   * @throws RefusedError when the group is unknown, decides, or is being rebuilt already.
   */
  async start(groupId: string, mode: RebuildMode): Promise<void> {
    const declared = this.#settings.consumer.groups.get(groupId);
    if (declared === undefined) throw new RefusedError(`There is no group ${groupId} here`);
    if (declared.group.kind !== 'projection')
      throw new RefusedError(`${groupId} decides; decisions are taken once and never rebuilt`);
    const session = await this.#lock(groupId);
    try {
      const task = await this.#prepare(declared, declared.group, mode);
      const work = this.#run(task, session).finally(() => this.#running.delete(work));
      this.#running.add(work);
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  async status(groupId: string): Promise<RebuildStatus | undefined> {
    const [row] = await this.#settings.dataSource.query<RebuildStatus[]>(
      `SELECT r.group_id AS "group", mode, status, started_at AS "startedAt", ended_at AS "endedAt", outcome,
         CASE status WHEN 'running' THEN coalesce((
           SELECT sum(l.next_offset - b.next_offset) FROM kernel.consumer_positions l
           JOIN kernel.consumer_positions b USING (topic, partition)
           WHERE l.group_id = r.group_id AND b.group_id = r.group_id || '.rebuild'), 0) ELSE 0 END::bigint AS behind
       FROM kernel.rebuilds r WHERE r.group_id = $1`,
      [groupId],
    );
    return row;
  }

  /** Aborts running rebuilds; when started again, they begin from the first offset. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
  }

  async #lock(groupId: string): Promise<Connection> {
    const session = await connect({ url: this.#settings.databaseUrl, name: `rebuild of ${groupId}` });
    if (await AdvisoryLock.try(session, { text: `throughline.rebuild ${groupId}` })) return session;
    await session.close();
    throw new RefusedError(`${groupId} is being rebuilt already`);
  }

  async #run(task: Task, session: Connection): Promise<void> {
    let outcome: RebuildStatus['outcome'];
    let status: 'done' | 'failed' = 'done';
    try {
      const tables = await this.#catchUp(task, session);
      outcome = task.mode === 'verify' ? { tables, equal: tables.every(({ equal }) => equal) } : {};
    } catch (error) {
      logger.error({ err: error, group: task.group.id }, 'A rebuild failed');
      status = 'failed';
      outcome = { error: String(error) };
    }
    await session.close();
    await this.#settings.dataSource
      .query(`UPDATE kernel.rebuilds SET status = $2, outcome = $3::jsonb, ended_at = now() WHERE run = $1`, [
        task.run,
        status,
        JSON.stringify(outcome),
      ])
      .catch((error: unknown) => logger.error({ err: error }, 'The rebuild outcome could not be stored'));
  }

  async #catchUp(task: Task, session: Connection): Promise<TableComparison[]> {
    const { dataSource, consumer: batchConsumer } = this.#settings;
    const { group, handlers, types, skipped } = task;
    const consumer = batchConsumer.consumer(
      {
        dataSource,
        group: shadowOf(group.id),
        handlers,
        types,
        transaction: { searchPath: [rebuildSchema, 'public'], muted: true, repeatable: true },
        mixed: true,
      },
      { rebuild: { skipped, limit: (...at) => storedOffset(dataSource, group.id, ...at) } },
    );
    // A comparison needs no other indexes.
    let indexed = task.mode === 'verify';
    consumer.start();
    try {
      for (let tries = 0; !this.#stop.signal.aborted; tries++) {
        await session.query('SELECT 1');
        if (consumer.problem) throw consumer.problem;
        const { behind } = (await this.status(group.id)) ?? { behind: Infinity };
        if (behind <= nearlyCaughtUp && !indexed) {
          await transaction(dataSource, (tx) => addIndexes(tx, group));
          indexed = true;
          continue;
        }
        const tables = behind <= nearlyCaughtUp ? await this.#finish(task) : undefined;
        if (tables !== undefined) return tables;
        await backOff(Math.min(tries, 2), this.#stop.signal);
      }
      throw new Error('The service was stopped');
    } finally {
      await consumer.stop();
    }
  }

  /** Creates empty tables, and stored offsets at the beginning of the log. */
  async #prepare({ handlers, types }: DeclaredGroup, group: Projection, mode: RebuildMode): Promise<Task> {
    const { dataSource, kafka } = this.#settings;
    const run = randomUUID();
    const shadow = shadowOf(group.id);
    const ranges = await kafka.ranges([...handlers.keys()]);
    await loadOffsets(dataSource, group.id, ranges);
    return transaction(dataSource, async (tx) => {
      await tx.query(
        `INSERT INTO kernel.rebuilds (group_id, run, mode, status) VALUES ($1, $2, $3, 'running')
         ON CONFLICT (group_id) DO UPDATE SET run = excluded.run, mode = excluded.mode, status = 'running',
           started_at = now(), ended_at = NULL, outcome = NULL`,
        [group.id, run, mode],
      );
      await deleteGroupState(tx, shadow);
      await createTables(tx, group);
      await tx.query(
        `INSERT INTO kernel.consumer_positions (group_id, topic, partition, next_offset)
         SELECT $1, topic, partition, least(u.low, p.next_offset)
         FROM unnest($2::text[], $3::integer[], $4::bigint[]) AS u (topic, partition, low)
         JOIN kernel.consumer_positions p USING (topic, partition) WHERE p.group_id = $5`,
        [
          shadow,
          ranges.map((r) => r.topic),
          ranges.map((r) => r.partition),
          ranges.map((r) => r.low),
          group.id,
        ],
      );
      const skipped = await tx.query<{ at: string }>(
        `SELECT topic || ' ' || partition || ' ' || "offset" AS at FROM kernel.parked_records
         WHERE group_id = $1 AND status = 'skipped'`,
        [group.id],
      );
      return { group, handlers, types, mode, run, skipped: new Set(skipped.map(({ at }) => at)) };
    });
  }

  /** Locks the live offsets, waits for the rest, and compares or swaps. @returns undefined when it took too long. */
  async #finish({ group, handlers, mode, run }: Task): Promise<TableComparison[] | undefined> {
    const shadow = shadowOf(group.id);
    try {
      return await transaction(this.#settings.dataSource, async (tx) => {
        await tx.query(`SET LOCAL lock_timeout = '2s'`);
        const [mine] = await tx.query(
          `SELECT FROM kernel.rebuilds WHERE group_id = $1 AND run = $2 FOR UPDATE`,
          [group.id, run],
        );
        if (mine === undefined) throw new RefusedError('Another rebuild has taken over');
        await tx.query(
          `SELECT FROM kernel.consumer_positions WHERE group_id = $1 ORDER BY topic, partition FOR UPDATE`,
          [group.id],
        );
        if (!(await equalWithin(tx, [...handlers.keys()], group.id, shadow, this.#stop.signal)))
          return undefined;
        if (mode === 'verify') {
          const tables = await compareTables(tx, group);
          await dropTables(tx, group);
          await deleteGroupState(tx, shadow);
          return tables;
        }
        await swapTables(tx, group);
        await promoteShadow(tx, group.id, shadow);
        return [];
      });
    } catch (error) {
      if (isTransient(error)) return undefined;
      throw error;
    }
  }
}
