import { topics } from '@throughline/events';
import type { RecordName, TopicName } from '@throughline/events';
import { transaction } from '@throughline/persistence';
import type { DataSource, TransactionOptions, Tx } from '@throughline/persistence';
import type { AnyRecord } from '../records/record.ts';
import { handledVersions, recordHandledVersions } from './idempotency.ts';
import { errorText } from '../records/error-text.ts';
import { sequenceOf } from '../records/headers.ts';
import { parkRecords, parkedKeys, supersede } from './parking.ts';
import type { ToPark } from './parking.ts';
import type { PartitionBatch } from './partition-batch.ts';
import { type MovedOffsets, moveOffsets } from './stored-offsets.ts';

/** A batch handler as the kernel calls it. */
export type Handler = (batch: { records: readonly AnyRecord[]; tx: Tx }) => Promise<unknown>;

/** The types that are read, for topics of which not all are. */
export type TypesRead = ReadonlyMap<TopicName, ReadonlySet<RecordName>>;

/** What batches are applied to: the group whose stored offsets move, its handlers, and the database of their effects. */
export interface Target {
  readonly dataSource: DataSource;
  readonly group: string;
  readonly handlers: ReadonlyMap<TopicName, Handler>;
  readonly types?: TypesRead;
  readonly transaction?: TransactionOptions;
  /**
   * Whether records of several topics may be applied in one transaction. Decisions about one topic should not wait for
   * those about another, nor lock rows in another order.
   */
  readonly mixed?: boolean;
  /** Shortest time from one read to the next, in milliseconds; see groups.ts. */
  readonly lingerMs?: number;
}

/** Applies batches of different partitions, or throws and has no effect. */
export type Apply = (batches: readonly PartitionBatch[]) => Promise<void>;

/**
 * Applies batches in one transaction: moves the stored offsets, parks what cannot be decoded (on a log topic also what is
 * behind a parked record of its key), passes the rest to the handler, and records the handled versions.
 */
export function applier(target: Target): Apply {
  const { dataSource, group } = target;
  return async (batches) => {
    if (batches.some(({ entries }) => entries.some(({ record, error }) => record ?? error)))
      await transaction(dataSource, (tx) => applyIn(tx, target, batches), target.transaction);
    // Should a crash undo it, the records are only skipped once more.
    else await transaction(dataSource, (tx) => moveOffsets(tx, group, batches), { repeatable: true });
  };
}

async function applyIn(tx: Tx, target: Target, batches: readonly PartitionBatch[]): Promise<void> {
  const moved = moveOffsets(tx, target.group, batches);
  const byTopic = Map.groupBy(batches, ({ topic }) => topic);
  // Always in the same order, so that replicas lock rows in the same order.
  for (const topic of target.handlers.keys()) {
    const its = byTopic.get(topic);
    if (its) await applyTopic(tx, target, { topic, batches: its, moved });
  }
}

async function applyTopic(
  tx: Tx,
  { group, handlers }: Target,
  {
    topic,
    batches,
    moved,
  }: { topic: TopicName; batches: readonly PartitionBatch[]; moved: Promise<MovedOffsets> },
): Promise<void> {
  const keys = [...new Set(batches.flatMap(({ entries }) => entries.map(({ raw }) => raw.key)))];
  const log = topics[topic].kind === 'log';
  const [{ withParked }, handled] = await Promise.all([
    moved,
    log ? handledVersions(tx, group, topic, keys) : new Map<string, number>(),
  ]);
  const parked = withParked.has(topic);
  const blocked = log && parked ? await parkedKeys(tx, group, topic, keys) : new Set<string>();
  const { records, toPark } = divide(batches, log, handled, blocked);
  await parkRecords(tx, group, topic, toPark);
  if (records.length > 0) await handlers.get(topic)?.({ records, tx });
  if (log) tx.beforeCommit(() => recordHandledVersions(tx, group, topic, newestVersions(records)));
  else if (parked || toPark.length > 0) await supersede(tx, group, topic, records);
}

/** Divides records, in order, into those to handle and those to park; drops what was handled before. */
function divide(
  batches: readonly PartitionBatch[],
  log: boolean,
  handled: ReadonlyMap<string, number>,
  blocked: ReadonlySet<string>,
): { records: AnyRecord[]; toPark: ToPark[] } {
  const versions = new Map(handled);
  const parkedNow = new Set(blocked);
  const records: AnyRecord[] = [];
  const toPark: ToPark[] = [];
  for (const { partition, entries } of batches)
    for (const { raw, record, error } of entries) {
      if (record === undefined && error === undefined) continue;
      const { key } = raw;
      const sequence = record?.sequence ?? sequenceOf(raw);
      if (log && sequence !== undefined && sequence <= (versions.get(key) ?? Number.NEGATIVE_INFINITY))
        continue;
      if (log && parkedNow.has(key))
        toPark.push({ partition, raw, error: 'An earlier record of its key is parked', behind: true });
      else if (error !== undefined) {
        toPark.push({ partition, raw, error: errorText(error), behind: false });
        parkedNow.add(key);
      } else if (record !== undefined) {
        records.push(record);
        versions.set(key, record.sequence);
      }
    }
  return { records, toPark };
}

/** Highest version of each key. */
export function newestVersions(records: readonly AnyRecord[]): Map<string, number> {
  const newest = new Map<string, number>();
  for (const { key, sequence } of records)
    if (sequence > (newest.get(key) ?? Number.NEGATIVE_INFINITY)) newest.set(key, sequence);
  return newest;
}
