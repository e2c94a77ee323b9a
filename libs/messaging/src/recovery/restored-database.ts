import type { RecordName, TopicName } from '@throughline/events';
import { transaction } from '@throughline/persistence';
import type { Tx } from '@throughline/persistence';
import type { Handler } from '../processing/apply.ts';
import { pause } from '../back-off.ts';
import { LogMismatchError, RefusedError } from '../errors.ts';
import { setPublishedOffsets, publishedOffsets } from '../outbox/published-offsets.ts';
import type { AnyRecord } from '../records/record.ts';
import type { SchemaStore } from '../records/schema-store.ts';
import { decodeOne } from '../records/decode.ts';
import { type Publishing, type UnknownRecord, unknownRecords } from './records-ahead.ts';

/** What takes over records of one topic, as declared by `OnRestored`. */
export interface Taker {
  readonly handler: Handler;
  readonly types: ReadonlySet<RecordName> | undefined;
}

/** By topic. */
export type Takers = ReadonlyMap<TopicName, Taker>;

const sampled = 5;
const takenAtOnce = 500;
const betweenLooksMs = 1_000;
const remedy =
  'The database was restored from an older state: `throughline doctor --raise-versions`, then publish the present state of these keys again';

/**
 * A database that was put back to an older state: the log has records of its service of which it knows nothing. Until
 * a person has said how to go on, the service neither sends nor decides.
 */
export class RestoredDatabase {
  readonly #publishing: Publishing;
  readonly #schemas: SchemaStore;
  #known: Promise<void> | undefined;
  #isBehind = false;
  /** What was found last, and the ends that the database knew then: as long as they stay, so does what is unknown. */
  #mismatch: { published: string; error: LogMismatchError } | undefined;

  constructor(publishing: Publishing, schemas: SchemaStore) {
    this.#publishing = publishing;
    this.#schemas = schemas;
  }

  /** Whether nothing may be decided, as far as is known. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Looks until it is known that nothing is unknown; a broker that is away keeps nobody from deciding. */
  async watch(signal: AbortSignal): Promise<void> {
    const isKnown = () =>
      this.requireKnown().then(
        () => true,
        () => false,
      );
    while (!signal.aborted && !(await isKnown())) await pause(betweenLooksMs, signal);
  }

  /** What the log has of ours that the database does not know, topic by topic, as sentences; empty when all is known. */
  async found(): Promise<{ text: string; remedy: string }[]> {
    const unknown = await unknownRecords(this.#publishing);
    return [...Map.groupBy(unknown, ({ topic }) => topic)].map(([topic, records]) => ({
      text: `${topic} has ${records.length} records that this database does not know, for example ${records
        .slice(0, sampled)
        .map(({ key, sequence }) => `${key} version ${sequence}`)
        .join(', ')}`,
      remedy,
    }));
  }

  /**
   * Once it was so, it is so: a database is put back while its service is down, or positions are found moved.
   * @param fresh true when there is a doubt.
   * @throws LogMismatchError when the log has records of ours of which the database knows nothing.
   */
  requireKnown({ fresh = false } = {}): Promise<void> {
    if (fresh) this.#known = undefined;
    this.#known ??= this.#require().then(
      () => {
        this.#isBehind = false;
      },
      (error: unknown) => {
        this.#known = undefined;
        this.#isBehind ||= error instanceof LogMismatchError;
        throw error;
      },
    );
    return this.#known;
  }

  /**
   * Goes on with the versions as they are. For a service that says again, word for word, what the log has of it
   * already: what it publishes, versions included, follows from what it reads alone.
   * @throws RefusedError when the log has nothing that this database does not know.
   */
  async keepVersions(): Promise<void> {
    await this.#requireUnknown();
    const own = await this.#publishing.kafka.ranges(this.#publishing.own);
    await transaction(this.#publishing.dataSource, (tx) => setPublishedOffsets(tx, own));
    await this.requireKnown({ fresh: true });
  }

  /**
   * Takes over what was said, and makes every version published from now on higher than those in the log, those that
   * wait in the outbox included.
   * @throws RefusedError when the log has nothing that this database does not know.
   */
  async raiseVersions(takers: Takers): Promise<void> {
    const unknown = await this.#requireUnknown(new Set(takers.keys()));
    const own = await this.#publishing.kafka.ranges(this.#publishing.own);
    await transaction(this.#publishing.dataSource, async (tx) => {
      for (const [topic, taker] of takers) await this.#takeOver(tx, topic, taker, unknown);
      // Whoever is writing ends before, with rows that are raised here, or begins after, with versions that are.
      await tx.query('LOCK TABLE kernel.outbox IN SHARE ROW EXCLUSIVE MODE');
      for (const [topic, records] of Map.groupBy(unknown, (record) => record.topic))
        await tx.query(
          `WITH before AS (SELECT coalesce(max(shift), 0) AS shift FROM kernel.sequence_shifts WHERE topic = $1),
             raised AS (
               INSERT INTO kernel.sequence_shifts AS s (topic, shift) VALUES ($1, $2)
               ON CONFLICT (topic) DO UPDATE SET shift = greatest(s.shift, excluded.shift) RETURNING shift)
           UPDATE kernel.outbox o SET sequence = o.sequence + raised.shift - before.shift
           FROM before, raised WHERE o.topic = $1`,
          [topic, records.reduce((highest, { sequence }) => Math.max(highest, sequence), 1)],
        );
      await setPublishedOffsets(tx, own);
    });
    await this.requireKnown({ fresh: true });
  }

  async #takeOver(
    tx: Tx,
    topic: TopicName,
    { handler, types }: Taker,
    unknown: readonly UnknownRecord[],
  ): Promise<void> {
    const records: AnyRecord[] = [];
    for (const { partition, raw } of unknown.filter((record) => record.topic === topic)) {
      if (raw === undefined) continue;
      const entry = await decodeOne(topic, partition, raw, this.#schemas, types);
      if (entry?.error) throw entry.error;
      if (entry?.record) records.push(entry.record);
    }
    for (let i = 0; i < records.length; i += takenAtOnce)
      await handler({ records: records.slice(i, i + takenAtOnce), tx });
  }

  async #require(): Promise<void> {
    const published = JSON.stringify(await publishedOffsets(this.#publishing.dataSource));
    // A minute's records may be read for every question, a day's may not.
    if (this.#mismatch?.published === published) throw this.#mismatch.error;
    const [finding] = await this.found();
    this.#mismatch = finding && { published, error: new LogMismatchError(finding.text, finding.remedy) };
    if (this.#mismatch) throw this.#mismatch.error;
  }

  async #requireUnknown(whole?: ReadonlySet<TopicName>): Promise<UnknownRecord[]> {
    const unknown = await unknownRecords(this.#publishing, whole);
    if (unknown.length === 0) throw new RefusedError('The log has nothing that this database does not know');
    return unknown;
  }
}
