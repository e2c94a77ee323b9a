import { randomUUID } from 'node:crypto';
import { AdvisoryLock, connect, transaction } from '@throughline/persistence';
import type { Connection, DataSource, LockName } from '@throughline/persistence';
import { logger } from '@throughline/telemetry';
import { backOff } from '../back-off.ts';
import type { BatchConsumer, DeclaredGroup } from '../consumer/batch-consumer.ts';
import type { Projection } from '../consumer/groups.ts';
import { RefusedError } from '../errors.ts';
import { isTransient } from '../failure-policy.ts';
import type { Kafka } from '../kafka/kafka.ts';
import { loadOffsets } from '../processing/stored-offsets.ts';
import { RebuildProcess } from './rebuild-process.ts';
import { type RebuildReader, startReader } from './rebuild-reader.ts';
import { beginShadow, deleteGroupState, equalWithin, promoteShadow, shadowOf } from './rebuild-state.ts';
import { addIndexes, compareTables, createTables, dropTables, swapTables } from './rebuild-tables.ts';
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
  readonly mode: RebuildMode;
  /** Distinguishes this rebuild from later ones of the group. */
  readonly run: string;
}

/** Held as long as a process leads a rebuild of the group. */
function lockOf(groupId: string): LockName {
  return { text: `throughline.rebuild ${groupId}` };
}

/** The swap is tried when no more than this many records are missing. */
const nearlyCaughtUp = 5_000;

export interface RebuildSettings {
  readonly dataSource: DataSource;
  readonly databaseUrl: string;
  readonly kafka: Kafka;
  readonly consumer: BatchConsumer;
  /** Name of this replica. */
  readonly instance: string;
  /** The program that reads in a process of its own; without it this process reads. */
  readonly program: string | undefined;
}

/**
 * Rebuilds projections from the first offset, beside the live ones and with stored offsets of their own, while the
 * service goes on. Another process reads and fills the tables; this one makes them, compares and swaps.
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

  /** The running rebuild of a group, or the last one; it has failed when the process that led it is gone. */
  async status(groupId: string): Promise<RebuildStatus | undefined> {
    const { dataSource } = this.#settings;
    const [running] = await dataSource.query<{ run: string }[]>(
      `SELECT run FROM kernel.rebuilds WHERE group_id = $1 AND status = 'running'`,
      [groupId],
    );
    // Who stores an outcome holds the row until it is committed, and gives up the lock meanwhile.
    if (running && !(await AdvisoryLock.isHeld(dataSource.query.bind(dataSource), lockOf(groupId))))
      await dataSource.query(
        `UPDATE kernel.rebuilds SET status = 'failed', outcome = $2::jsonb, ended_at = now()
         WHERE run = $1 AND status = 'running'`,
        [running.run, JSON.stringify({ error: 'The process that led the rebuild is gone' })],
      );
    return this.#stored(groupId);
  }

  async #stored(groupId: string): Promise<RebuildStatus | undefined> {
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
    if (await AdvisoryLock.try(session, lockOf(groupId))) return session;
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
    await transaction(this.#settings.dataSource, async (tx) => {
      await tx.query(
        `UPDATE kernel.rebuilds SET status = $2, outcome = $3::jsonb, ended_at = now() WHERE run = $1`,
        [task.run, status, JSON.stringify(outcome)],
      );
      // Before the commit, so that whoever sees the outcome finds the lock free.
      await session.close();
    }).catch(async (error: unknown) => {
      logger.error({ err: error }, 'The rebuild outcome could not be stored');
      await session.close();
    });
  }

  async #catchUp(task: Task, session: Connection): Promise<TableComparison[]> {
    const { dataSource } = this.#settings;
    const { group } = task;
    const reader = await this.#startReader(group.id);
    // A comparison needs no other indexes.
    let indexed = task.mode === 'verify';
    try {
      for (let tries = 0; !this.#stop.signal.aborted; tries++) {
        await session.query('SELECT 1');
        if (reader.problem) throw reader.problem;
        const { behind } = (await this.#stored(group.id)) ?? { behind: Infinity };
        if (behind <= nearlyCaughtUp && !indexed) {
          await transaction(dataSource, (tx) => addIndexes(tx, group));
          indexed = true;
          continue;
        }
        const tables = behind <= nearlyCaughtUp ? await this.#finish(task, reader) : undefined;
        if (tables !== undefined) return tables;
        await backOff(Math.min(tries, 2), this.#stop.signal);
      }
      throw new Error('The service was stopped');
    } finally {
      await reader.stop();
    }
  }

  async #startReader(groupId: string): Promise<RebuildReader> {
    const { dataSource, consumer, program, instance } = this.#settings;
    if (program === undefined) return startReader(consumer, dataSource, groupId);
    return new RebuildProcess(program, groupId, instance);
  }

  /** Creates empty tables, and stored offsets at the beginning of the log. */
  async #prepare({ handlers }: DeclaredGroup, group: Projection, mode: RebuildMode): Promise<Task> {
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
      await beginShadow(tx, group.id, ranges);
      return { group, handlers, mode, run };
    });
  }

  /** Locks the live offsets, waits for the rest, and compares or swaps. @returns undefined when it took too long. */
  async #finish(
    { group, handlers, mode, run }: Task,
    reader: RebuildReader,
  ): Promise<TableComparison[] | undefined> {
    const shadow = shadowOf(group.id);
    try {
      return await transaction(this.#settings.dataSource, async (tx) => {
        await tx.query(`SET LOCAL lock_timeout = '2s'`);
        const [mine] = await tx.query(
          `SELECT FROM kernel.rebuilds WHERE group_id = $1 AND run = $2 AND status = 'running' FOR UPDATE`,
          [group.id, run],
        );
        if (mine === undefined)
          throw new RefusedError('The rebuild was given up, or another one has taken over');
        await tx.query(
          `SELECT FROM kernel.consumer_positions WHERE group_id = $1 ORDER BY topic, partition FOR UPDATE`,
          [group.id],
        );
        const isRead = () => reader.problem === undefined;
        if (!(await equalWithin(tx, [...handlers.keys()], group.id, shadow, this.#stop.signal, isRead)))
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
