import { topics } from '@throughline/events';
import type { TopicName } from '@throughline/events';
import type { DataSource } from '@throughline/persistence';
import type { BatchConsumer } from '../consumer/batch-consumer.ts';
import { LogMismatchError } from '../errors.ts';
import type { Kafka } from '../kafka/kafka.ts';
import { readLog } from '../kafka/log-reader.ts';
import type { RawRecord } from '../kafka/types.ts';
import { removeMarkers } from '../projection/markers.ts';
import type { RebuildMode, RebuildStatus, Rebuilds } from '../projection/rebuild.ts';
import { decodeOne } from '../records/decode.ts';
import type { SchemaStore } from '../records/schema-store.ts';
import type { Doctor, Finding } from '../recovery/doctor.ts';
import type { ParkedFilter, ParkedRecord, ParkedRecords } from '../recovery/parked-records.ts';
import type { RestoredDatabase } from '../recovery/restored-database.ts';

const mendAndWait =
  'Mend the cause; it tries again by itself. What was parked before, apply again: `throughline parked retry`';

/** A topic of the catalogue as it stands on the cluster. */
export interface TopicStatus {
  readonly topic: TopicName;
  readonly owner: string;
  readonly kind: 'state' | 'log';
  readonly partitions: readonly { partition: number; first: number; end: number }[];
}

/** Stored offsets and lag of a group of this service. */
export interface GroupStatus {
  readonly group: string;
  readonly kind: 'projection' | 'decision';
  /** Why it has stopped, or null. */
  readonly problem: string | null;
  readonly positions: readonly { topic: string; partition: number; next: number; end: number; lag: number }[];
}

/** Rows that wait to be sent. */
export interface OutboxStatus {
  readonly rows: number;
  /** Age of the oldest row in seconds, 0 when there is none. */
  readonly oldestSeconds: number;
  /** The instance that relays, or the last one that did if it died. */
  readonly relay: string | null;
}

/** A record in the log; `value` is undefined when it cannot be decoded. */
export interface TailRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value?: unknown;
}

/** What the {@link OperatorApi} works with. */
export interface OperatorApiParts {
  readonly dataSource: DataSource;
  readonly kafka: Kafka;
  readonly schemas: SchemaStore;
  readonly consumer: BatchConsumer;
  readonly parked: ParkedRecords;
  readonly rebuilds: Rebuilds;
  readonly doctor: Doctor;
  readonly restored: RestoredDatabase;
}

/**
 * What operators see and do, for one service. Reading is for integrators and auditors, commands are for integrators and
 * admins; the caller checks that. Commands throw RefusedError when the present state does not allow them.
 */
export class OperatorApi {
  readonly #parts: OperatorApiParts;

  constructor(parts: OperatorApiParts) {
    this.#parts = parts;
  }

  /** Topics that this service publishes or reads, with the partitions that have a leader. */
  async topics(): Promise<TopicStatus[]> {
    const { kafka, consumer } = this.#parts;
    const read = new Set([...consumer.groups.values()].flatMap(({ handlers }) => [...handlers.keys()]));
    const names = Object.values(topics).filter(
      ({ name, owner }) => owner === consumer.service || read.has(name),
    );
    const { ranges } = await kafka.reachable(names.map(({ name }) => name));
    return names.map(({ name, owner, kind }) => ({
      topic: name,
      owner,
      kind,
      partitions: ranges
        .filter(({ topic }) => topic === name)
        .map(({ partition, low, high }) => ({ partition, first: low, end: high }))
        .sort((a, b) => a.partition - b.partition),
    }));
  }

  /** Groups with their stored offsets and lag in the partitions that have a leader. */
  async groups(): Promise<GroupStatus[]> {
    const { dataSource, kafka, consumer } = this.#parts;
    const read = [...new Set([...consumer.groups.values()].flatMap(({ handlers }) => [...handlers.keys()]))];
    const { ranges } = await kafka.reachable(read);
    const rows = await dataSource.query<
      { group_id: string; topic: string; partition: number; next_offset: number }[]
    >(
      'SELECT group_id, topic, partition, next_offset FROM kernel.consumer_positions ORDER BY topic, partition',
    );
    return [...consumer.groups.values()].map(({ group, handlers }) => ({
      group: group.id,
      kind: group.kind,
      problem: consumer.consumers.get(group.id)?.problem?.message ?? null,
      positions: ranges
        .filter(({ topic }) => handlers.has(topic as TopicName))
        .map(({ topic, partition, low, high }) => {
          const row = rows.find(
            (r) => r.group_id === group.id && r.topic === topic && r.partition === partition,
          );
          const next = row?.next_offset ?? low;
          return { topic, partition, next, end: high, lag: Math.max(0, high - next) };
        })
        .sort((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition),
    }));
  }

  async outbox(): Promise<OutboxStatus> {
    const [row] = await this.#parts.dataSource.query<OutboxStatus[]>(
      `SELECT (SELECT count(*) FROM kernel.outbox) AS rows,
         coalesce((SELECT extract(epoch FROM clock_timestamp() - created_at)
                   FROM kernel.outbox ORDER BY id LIMIT 1), 0)::double precision AS "oldestSeconds",
         (SELECT holder FROM kernel.relay) AS relay`,
    );
    return row ?? { rows: 0, oldestSeconds: 0, relay: null };
  }

  /** The newest records of a topic, at most `count` of each partition, decoded where possible, oldest first. */
  async tail(topic: TopicName, count = 10): Promise<TailRecord[]> {
    const { kafka, schemas } = this.#parts;
    const { ranges } = await kafka.reachable([topic]);
    const from = new Map(ranges.map(({ partition, low, high }) => [partition, Math.max(low, high - count)]));
    const raws: { partition: number; raw: RawRecord }[] = [];
    await readLog(kafka, topic, from, (partition, records) => {
      for (const raw of records) raws.push({ partition, raw });
    });
    const found: TailRecord[] = [];
    for (const { partition, raw } of raws.sort((a, b) => a.raw.timestamp - b.raw.timestamp)) {
      const entry = await decodeOne(topic, partition, raw, schemas);
      found.push({
        partition,
        offset: raw.offset,
        key: raw.key,
        headers: raw.headers,
        ...(entry?.record && { value: entry.record.value }),
      });
    }
    return found;
  }

  /** Parked records in log order, decoded where possible. */
  parked(filter: ParkedFilter = {}): Promise<ParkedRecord[]> {
    return this.#parts.parked.list(filter);
  }

  /** Applies parked records again, each key in order. */
  retry(which: { group: string; topic?: string | undefined; key?: string | undefined }) {
    return this.#parts.parked.retry(which);
  }

  /** Skips a parked record; the reason is stored. */
  skip(which: Pick<ParkedRecord, 'group' | 'topic' | 'partition' | 'offset'>, reason: string): Promise<void> {
    return this.#parts.parked.skip(which, reason);
  }

  /** Starts a rebuild that replaces a projection (`swap`), or is compared with it (`verify`). */
  startRebuild(group: string, mode: RebuildMode): Promise<void> {
    return this.#parts.rebuilds.start(group, mode);
  }

  /** The rebuild under way or the last one, or undefined. */
  rebuild(group: string): Promise<RebuildStatus | undefined> {
    return this.#parts.rebuilds.status(group);
  }

  /** Deletes parked records that have ended before an instant; see {@link ParkedRecords.removeEnded}. */
  removeEndedParked(before: Date): Promise<void> {
    return this.#parts.parked.removeEnded(before);
  }

  /**
   * Deletes the rows that tombstones left in expiring tables so many days ago; see {@link removeMarkers}.
   * @param ending aborts between transactions
   */
  async removeMarkers(days: number, ending?: AbortSignal): Promise<void> {
    const { dataSource, consumer } = this.#parts;
    for (const { group } of consumer.groups.values())
      await removeMarkers(dataSource, group.expiring, days, ending);
  }

  /** Where database and log disagree, and what stands still, and what to do about it; empty when all is well. */
  async doctor(): Promise<Finding[]> {
    const stopped = [...this.#parts.consumer.consumers].flatMap(([group, { problem }]): Finding[] =>
      // What disagrees is among the others.
      problem === undefined || problem instanceof LogMismatchError
        ? []
        : [{ problem: 'stopped', text: `${group} has stopped: ${problem.message}`, remedy: mendAndWait }],
    );
    return [...(await this.#parts.doctor.examine()), ...stopped];
  }

  /** Continues with the log as it is; see {@link Doctor.adopt}. */
  adopt(): Promise<void> {
    return this.#parts.doctor.adopt();
  }

  /** Sends again what the log has lost; see {@link Doctor.sendAgain}. */
  sendAgain(): Promise<{ again: number; missing: number }> {
    return this.#parts.doctor.sendAgain();
  }

  /** After a restore of the database; see {@link RestoredDatabase.keepVersions}. */
  keepVersions(): Promise<void> {
    return this.#parts.restored.keepVersions();
  }

  /** After a restore of the database; see {@link RestoredDatabase.raiseVersions}. */
  raiseVersions(): Promise<void> {
    const { restored, consumer } = this.#parts;
    return restored.raiseVersions(consumer.restoreHandlers);
  }
}
