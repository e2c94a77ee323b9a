import { withoutErasedKeys } from './landed-erasures.tables.ts';
import type { RawTree } from '@throughline/connector';
import type { Tx } from '@throughline/persistence';
import { type Feed, type LandedReader, type LandedRecord, type Referring, refOf } from './landed-record.ts';
import { endRepairs } from './repairs.tables.ts';

/** Channel in our own database on which it is announced that a source has changes. */
export const landedChannel = 'erp_adapter_landed';

/** When it was so by the source, and who made it so. */
export interface Told {
  asOf: Date;
  traceparent: string | null;
  /** When a key was changed, where that is known more closely. */
  changedAt?: ReadonlyMap<string, Date>;
}

/** What is told of some keys; of `changes`, that they were mentioned counts too, for what comes late. */
export interface Statement extends Told {
  says: 'everything' | 'changes';
}

/** What a record was and is, for those that hang on it. */
export interface Changed {
  sourceKey: string;
  joinKey: string | null;
  formerJoinKey: string | null;
}

/**
 * Keeps what a reader says of some keys, and notes what has changed by that, in the caller's transaction. What is older
 * than what is known of a key is passed over; saying the same again changes nothing.
 * @returns how many have changed
 */
export async function land(
  tx: Tx,
  reader: LandedReader,
  told: Statement,
  received: readonly LandedRecord[],
): Promise<number> {
  const records = await withoutErasedKeys(tx, reader, received);
  if (records.length === 0) return 0;
  // Of a key that is named twice the last counts: an upsert takes each row once.
  const newest = [...new Map(records.map((record) => [record.sourceKey, record])).values()];
  const changed = await tx.query<Changed>(
    `with given as (
       select u.*, r.hash is distinct from u.hash as differs, r.join_key as former
       from unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $11::bigint[],
                   $12::bigint[], $13::bigint[])
         as u (source_key, hash, "values", position, join_key, refs, key_range, sum_high, sum_low)
       left join landed_records r on r.source = $1 and r.reader = $2 and r.source_key = u.source_key
       where (r.as_of is null or r.as_of <= $9) and ($10 or r.hash is distinct from u.hash)
     ), landed as (
       insert into landed_records (source, reader, source_key, hash, "values", position, join_key, refs, as_of,
         key_range, sum_high, sum_low)
       select $1, $2, source_key, hash, "values"::jsonb, position, join_key, refs::text[], $9, key_range, sum_high,
         sum_low from given
       on conflict (source, reader, source_key) do update
         set hash = excluded.hash, "values" = excluded."values", position = excluded.position,
             join_key = excluded.join_key, refs = excluded.refs, as_of = excluded.as_of,
             key_range = excluded.key_range, sum_high = excluded.sum_high, sum_low = excluded.sum_low
     )
     select source_key as "sourceKey", join_key as "joinKey", former as "formerJoinKey" from given where differs`,
    [
      reader.source,
      reader.reader,
      newest.map(({ sourceKey }) => sourceKey),
      newest.map(({ hash }) => hash),
      newest.map(({ values }) => JSON.stringify(values)),
      newest.map(({ position }) => position),
      newest.map(({ joinKey }) => joinKey),
      newest.map(({ refs }) => arrayText(refs)),
      told.asOf,
      told.says === 'changes',
      newest.map(({ sum }) => sum?.range ?? null),
      newest.map(({ sum }) => sum?.high ?? null),
      newest.map(({ sum }) => sum?.low ?? null),
    ],
  );
  await noteChanged(tx, reader, changed, told);
  return changed.length;
}

/**
 * Takes keys away that are gone in the source; they are kept as gone, so that an older record brings nothing back.
 * @returns how many were there
 */
export async function withdraw(
  tx: Tx,
  reader: LandedReader,
  told: Told,
  sourceKeys: readonly string[],
): Promise<number> {
  if (sourceKeys.length === 0) return 0;
  const gone = await tx.query<Changed>(
    `with gone as (
       select r.source_key, r.join_key from unnest($3::text[]) k
       join landed_records r on r.source = $1 and r.reader = $2 and r.source_key = k
       where r."values" is not null and r.as_of <= $4
       for update of r
     )
     update landed_records r set "values" = null, hash = '', join_key = null, refs = '{}', as_of = $4,
       key_range = null, sum_high = null, sum_low = null from gone g
     where r.source = $1 and r.reader = $2 and r.source_key = g.source_key
     returning g.source_key as "sourceKey", null as "joinKey", g.join_key as "formerJoinKey"`,
    [reader.source, reader.reader, sourceKeys, told.asOf],
  );
  await noteChanged(tx, reader, gone, told);
  return gone.length;
}

/** Ends what was laid over what was there before, and has what has changed read again. */
async function noteChanged(
  tx: Tx,
  reader: LandedReader,
  changed: readonly Changed[],
  told: Told,
): Promise<void> {
  if (changed.length === 0) return;
  await endRepairs(
    tx,
    reader,
    changed.map(({ sourceKey }) => sourceKey),
  );
  await noteAgain(tx, reader, changed, told);
}

/** A row as the source said it last. */
export interface KeptRow {
  values: RawTree;
  position: number;
  asOf: Date;
  refs: string[];
  joinKey: string | null;
}

/** A row of a reader; null of one that is gone. @param locked so that nothing lands over it before the transaction ends */
export async function landedRow(
  tx: Tx,
  { source, reader, sourceKey }: { source: string; reader: string; sourceKey: string },
  locked = false,
): Promise<KeptRow | null> {
  const [row] = await tx.query<KeptRow>(
    `select "values", position, as_of as "asOf", refs, join_key as "joinKey" from landed_records
     where source = $1 and reader = $2 and source_key = $3 and "values" is not null ${locked ? 'for update' : ''}`,
    [source, reader, sourceKey],
  );
  return row ?? null;
}

/** Has rows read again, and all that they are laid into, however many readers lie between. */
export async function noteAgain(
  tx: Tx,
  { source, reader, feeds, referredBy }: LandedReader,
  changed: readonly Changed[],
  told: Told,
): Promise<void> {
  const keys = changed.map(({ sourceKey }) => sourceKey);
  for (const feed of feeds) await noteChanges(tx, source, feed, keys, told);
  if (referredBy.length === 0) return;
  const joinKeys = changed.flatMap(({ joinKey, formerJoinKey }) =>
    [joinKey ?? [], formerJoinKey ?? []].flat(),
  );
  const refs = [...new Set(joinKeys)].map((key) => refOf(reader, key));
  if (refs.length === 0) return;
  for (const way of waysFrom(referredBy)) await noteReferring(tx, source, way, refs, told);
}

/** The readers on the way from one whose records have changed to one that feeds a flow, the nearest first. */
interface Way {
  readonly readers: readonly string[];
  readonly feeds: readonly Feed[];
}

function waysFrom(referredBy: readonly Referring[], before: readonly string[] = []): Way[] {
  return referredBy.flatMap(({ reader, feeds, referredBy: next }) => {
    const readers = [...before, reader];
    return [...(feeds.length > 0 ? [{ readers, feeds }] : []), ...waysFrom(next, readers)];
  });
}

/** Has what refers to some records read again: in one statement, since there may be as many as there are records. */
async function noteReferring(
  tx: Tx,
  source: string,
  { readers, feeds }: Way,
  refs: readonly string[],
  { asOf, traceparent }: Told,
): Promise<void> {
  const params: unknown[] = [
    ...[source, refs, feeds.map(({ flow }) => flow), feeds.map(({ prefix }) => prefix), asOf, traceparent],
  ];
  const param = (text: string) => `$${params.push(text)}::text`;
  const levels = readers.map((reader, index) => {
    const before = readers[index - 1];
    const named =
      before === undefined
        ? 'unnest($2::text[]) ref'
        : `(select distinct ${param(refOf(before, ''))} || join_key as ref
            from level${index - 1} where join_key is not null) named`;
    return `level${index} as (
       select distinct r.source_key, r.join_key from ${named}
       join landed_records r on r.source = $1 and r.reader = ${param(reader)} and r.refs @> array[ref]
         and r.refs <> '{}')`;
  });
  await tx.query(
    `with ${levels.join(', ')}
     insert into landed_changes (source, flow, source_key, at, traceparent)
     select $1, flow, prefix || source_key, $5, $6 from level${readers.length - 1}
     cross join unnest($3::text[], $4::text[]) as feeds (flow, prefix)`,
    params,
  );
  tx.notify(landedChannel, source);
}

/** Has records of a flow read again in the next round of capture. */
export async function noteChanges(
  tx: Tx,
  source: string,
  { flow, prefix }: Feed,
  sourceKeys: readonly string[],
  { asOf, traceparent, changedAt }: Told,
): Promise<void> {
  if (sourceKeys.length === 0) return;
  await tx.query(
    `insert into landed_changes (source, flow, source_key, at, traceparent)
     select $1, $2, $3 || key, at, $6 from unnest($4::text[], $5::timestamptz[]) as u (key, at)`,
    [source, flow, prefix, sourceKeys, sourceKeys.map((key) => changedAt?.get(key) ?? asOf), traceparent],
  );
  tx.notify(landedChannel, source);
}

/** An array as PostgreSQL reads it: several arrays of different lengths are no matrix. */
function arrayText(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

/** Removes keys that were gone before an instant: nothing that old comes any more. */
export async function removeGoneRecords(tx: Tx, before: Date): Promise<void> {
  await tx.query('delete from landed_records where "values" is null and as_of < $1', [before]);
}
