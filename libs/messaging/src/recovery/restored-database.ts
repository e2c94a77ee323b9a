import type { TopicName } from '@throughline/events';
import { transaction } from '@throughline/persistence';
import type { Tx } from '@throughline/persistence';
import { pause } from '../back-off.ts';
import type { RestoreCheck, RestoreHandler, RestoreHandlers } from '../consumer/on-restore.ts';
import { LogMismatchError, RefusedError } from '../errors.ts';
import type { Leaderless, LogRange } from '../kafka/types.ts';
import { setPublishedOffsets, publishedOffsets } from '../outbox/published-offsets.ts';
import { decodeOne } from '../records/decode.ts';
import type { AnyRecord } from '../records/record.ts';
import type { SchemaStore } from '../records/schema-store.ts';
import { type Publishing, type TopicAhead, readAhead, topicsAhead } from './records-ahead.ts';

const recordsPerCall = 500;
const checkEveryMs = 1_000;
const keepAliveMs = 4_000;
const remedy =
  'The database was restored from an older state: `throughline doctor --raise-versions`, then publish the present state of these keys again';

/** What the log has of a topic that the database does not know, and what to do. */
export interface RecordsAhead {
  readonly text: string;
  readonly remedy: string;
}

/**
 * A database that was restored from an older state: the log has records of its service that it does not know. Until an
 * operator has chosen how to continue, the service neither sends nor decides.
 */
export class RestoredDatabase implements RestoreCheck {
  readonly #publishing: Publishing;
  readonly #schemas: SchemaStore;
  #noneAhead: Promise<void> | undefined;
  #isBehind = false;
  /** The last finding, and the published offsets it was based on: while they stay the same, so does the finding. */
  #mismatch: { published: string; error: LogMismatchError } | undefined;

  constructor(publishing: Publishing, schemas: SchemaStore) {
    this.#publishing = publishing;
    this.#schemas = schemas;
  }

  /** Whether the log was ahead when it was last checked, so that nothing may be decided. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Checks until no records are ahead; while the broker is away, decisions go on. */
  async watch(signal: AbortSignal): Promise<void> {
    const isNoneAhead = () =>
      this.requireNoneAhead().then(
        () => true,
        () => false,
      );
    while (!signal.aborted && !(await isNoneAhead())) await pause(checkEveryMs, signal);
  }

  /** Records ahead of the database, topic by topic, as sentences, and the partitions of which it cannot be said. */
  async found(): Promise<{ ahead: RecordsAhead[]; leaderless: Leaderless[] }> {
    const { ranges, leaderless } = await this.#publishing.kafka.reachable(this.#publishing.own);
    return { ahead: (await topicsAhead(this.#publishing, ranges)).map(sentence), leaderless };
  }

  /**
   * A positive answer is kept: a database is restored while its service is down, or else stored offsets are found moved.
   * @param fresh true to ask anew, as after the latter.
   * @throws LogMismatchError while the log has records of ours that the database does not know.
   */
  requireNoneAhead({ fresh = false } = {}): Promise<void> {
    if (fresh) this.#noneAhead = undefined;
    this.#noneAhead ??= this.#check().then(
      () => {
        this.#isBehind = false;
      },
      (error: unknown) => {
        this.#noneAhead = undefined;
        this.#isBehind ||= error instanceof LogMismatchError;
        throw error;
      },
    );
    return this.#noneAhead;
  }

  /**
   * Continues with the versions as they are. For a service that publishes again exactly what the log already has of it,
   * because its records, versions included, follow from what it reads alone.
   * @throws RefusedError when no records are ahead.
   */
  async keepVersions(): Promise<void> {
    await this.#requireSomeAhead();
    const own = await this.#ranges();
    await transaction(this.#publishing.dataSource, (tx) => setPublishedOffsets(tx, own));
    await this.requireNoneAhead({ fresh: true });
  }

  /**
   * Restores the records ahead, and makes every version published from now on higher than those in the log, including
   * those that wait in the outbox.
   * @throws RefusedError when no records are ahead.
   */
  async raiseVersions(handlers: RestoreHandlers): Promise<void> {
    const ahead = await this.#requireSomeAhead();
    const own = await this.#ranges();
    await transaction(this.#publishing.dataSource, async (tx) => {
      // The database ends a session that is silent in a transaction, and the log may take its time.
      const alive = setInterval(() => void tx.query('SELECT 1').catch(() => undefined), keepAliveMs);
      try {
        for (const [topic, handler] of handlers) await this.#restore(tx, topic, own, handler);
      } finally {
        clearInterval(alive);
      }
      // Concurrent writers either commit before, and their rows are raised here, or begin after, with raised versions.
      await tx.query('LOCK TABLE kernel.outbox IN SHARE ROW EXCLUSIVE MODE');
      for (const { topic, highest } of ahead)
        await tx.query(
          `WITH before AS (SELECT coalesce(max(shift), 0) AS shift FROM kernel.sequence_shifts WHERE topic = $1),
             raised AS (
               INSERT INTO kernel.sequence_shifts AS s (topic, shift) VALUES ($1, $2)
               ON CONFLICT (topic) DO UPDATE SET shift = greatest(s.shift, excluded.shift) RETURNING shift)
           UPDATE kernel.outbox o SET sequence = o.sequence + raised.shift - before.shift
           FROM before, raised WHERE o.topic = $1`,
          [topic, highest],
        );
      await setPublishedOffsets(tx, own);
    });
    await this.requireNoneAhead({ fresh: true });
  }

  async #restore(
    tx: Tx,
    topic: TopicName,
    ranges: readonly LogRange[],
    { handler, types }: RestoreHandler,
  ): Promise<void> {
    await readAhead(this.#publishing, topic, ranges, async (ahead) => {
      const records: AnyRecord[] = [];
      for (const { partition, raw } of ahead) {
        const entry = await decodeOne(topic, partition, raw, this.#schemas, types);
        if (entry?.error) throw entry.error;
        if (entry?.record) records.push(entry.record);
      }
      for (let i = 0; i < records.length; i += recordsPerCall)
        await handler({ records: records.slice(i, i + recordsPerCall), tx });
    });
  }

  async #check(): Promise<void> {
    const published = JSON.stringify(await publishedOffsets(this.#publishing.dataSource));
    // Reading a minute of the log for every check is cheap, reading a day of it is not.
    if (this.#mismatch?.published === published) throw this.#mismatch.error;
    // Of every partition: the answer is kept.
    const [ahead] = await topicsAhead(this.#publishing, await this.#ranges());
    const finding = ahead && sentence(ahead);
    this.#mismatch = finding && { published, error: new LogMismatchError(finding.text, finding.remedy) };
    if (this.#mismatch) throw this.#mismatch.error;
  }

  async #requireSomeAhead(): Promise<TopicAhead[]> {
    const ahead = await topicsAhead(this.#publishing, await this.#ranges());
    if (ahead.length === 0) throw new RefusedError('The log has nothing that this database does not know');
    return ahead;
  }

  #ranges(): Promise<LogRange[]> {
    return this.#publishing.kafka.ranges(this.#publishing.own);
  }
}

function sentence({ topic, records, examples }: TopicAhead): RecordsAhead {
  return {
    text: `${topic} has ${records} records that this database does not know, for example ${examples.join(', ')}`,
    remedy,
  };
}
