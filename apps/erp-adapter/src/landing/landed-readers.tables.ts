import type { MappedRecord, RawRecord, RawTree, Reader, Snapshot } from '@throughline/connector';
import { type Column, type LandedReader, keyOf, refOf, refSeparator, refsOf } from './landed-record.ts';
import { landedSnapshot } from './landed-snapshot.ts';
import { withRepairs } from './repairs.tables.ts';

/** Records of another reader that are laid into those of this one. */
export interface Join {
  /** Name under which they are laid in. */
  readonly as: string;
  readonly reader: string;
  /** A list of all of them, or the one there is. */
  readonly many: boolean;
  /** What is laid into them before. */
  readonly joins: readonly Join[];
  /** How its records are found and refer to others, where that is not as landing keeps it: looks at all of them. */
  readonly by?: { readonly columns: readonly Column[]; readonly refers: LandedReader['refers'] };
}

/** A reader of a source as it feeds a flow. */
export interface Feeding<T> {
  readonly source: string;
  readonly reader: string;
  /** What its source keys begin with in the flow. */
  readonly prefix: string;
  readonly joins: readonly Join[];
  /** What a record comes to; `faults` is what is wrong with what was laid in. */
  map(record: LaidRecord): MappedRecord<T>[];
}

export interface LaidRecord extends RawRecord {
  /** As the flow knows it. */
  readonly sourceKey: string;
  readonly asOf: Date;
  readonly faults: readonly { field: string; reason: string }[];
}

/** A record before anything was laid into it. */
export interface Row {
  readonly sourceKey: string;
  readonly values: RawTree;
  readonly position: number;
  readonly asOf: Date;
  readonly refs: readonly string[];
}

/** Reads a flow out of what has landed of the readers that feed it. */
export function landedFlow<T>(feedings: readonly Feeding<T>[]): Reader<T> {
  return {
    sourceKeys: async (snapshot, after, limit) => {
      const pages = await inTurn(feedings, (feeding) => keysAfter(snapshot, feeding, after, limit));
      return pages.flat().toSorted(byCodePoint).slice(0, limit);
    },
    read: async (snapshot, sourceKeys) => {
      const pages = await inTurn(feedings, async (feeding) => {
        const { prefix } = feeding;
        const others = feedings.filter((other) => other.prefix.startsWith(prefix) && other !== feeding);
        const its = sourceKeys.filter(
          (key) => key.startsWith(prefix) && !others.some((other) => key.startsWith(other.prefix)),
        );
        const laid = await laidRecords(snapshot, feeding, its);
        return laid.flatMap((record) => feeding.map(record));
      });
      return pages.flat();
    },
  };
}

/** One after the other: a snapshot is one session. */
async function inTurn<A, B>(list: readonly A[], work: (one: A) => Promise<B>): Promise<B[]> {
  const made: B[] = [];
  for (const one of list) made.push(await work(one));
  return made;
}

async function keysAfter(
  snapshot: Snapshot,
  { source, reader, prefix }: Feeding<unknown>,
  after: string,
  limit: number,
): Promise<string[]> {
  const isBefore = byCodePoint(after, prefix) < 0;
  if (!isBefore && !after.startsWith(prefix)) return [];
  const rows = await landedSnapshot(snapshot).query<{ sourceKey: string }>(
    `select $3 || source_key as "sourceKey" from landed_records
     where source = $1 and reader = $2 and source_key > $4 and "values" is not null order by source_key limit $5`,
    [source, reader, prefix, isBefore ? '' : after.slice(prefix.length), limit],
  );
  return rows.map(({ sourceKey }) => sourceKey);
}

async function laidRecords(
  snapshot: Snapshot,
  { source, reader, prefix, joins }: Feeding<unknown>,
  sourceKeys: readonly string[],
): Promise<LaidRecord[]> {
  if (sourceKeys.length === 0) return [];
  const rows = await landedSnapshot(snapshot).query<Row>(
    `select r.source_key as "sourceKey", r."values", r.position, r.as_of as "asOf", r.refs from unnest($3::text[]) k
     join landed_records r on r.source = $1 and r.reader = $2 and r.source_key = k and r."values" is not null`,
    [source, reader, sourceKeys.map((key) => key.slice(prefix.length))],
  );
  return layIn(snapshot, { source, reader, prefix, joins }, rows);
}

/**
 * Lays over the records of this reader what people have repaired, and into them the records of other readers, after those
 * that are laid into them.
 */
export async function layIn(
  snapshot: Snapshot,
  { source, reader, prefix, joins }: Pick<Feeding<unknown>, 'source' | 'reader' | 'prefix' | 'joins'>,
  received: readonly Row[],
): Promise<LaidRecord[]> {
  const rows = await withRepairs(landedSnapshot(snapshot), { source, reader }, received);
  const laid = await laidTrees(snapshot, source, joins, rows);
  return rows.map(({ sourceKey, position, asOf }, index) => {
    const { values = {}, faults = [] } = laid[index] ?? {};
    return { sourceKey: `${prefix}${sourceKey}`, values, position, asOf, faults };
  });
}

/** A record with what was laid into it, and what is wrong with that. */
interface LaidTree {
  readonly values: RawTree;
  readonly faults: readonly { field: string; reason: string }[];
}

async function laidTrees(
  snapshot: Snapshot,
  source: string,
  joins: readonly Join[],
  rows: readonly Pick<Row, 'values' | 'refs'>[],
): Promise<LaidTree[]> {
  const laid = await inTurn(joins, (join) => joined(snapshot, source, join, rows));
  return rows.map((row) => {
    const faults: { field: string; reason: string }[] = [];
    const values: Record<string, RawTree[string]> = { ...row.values };
    for (const [index, { as, reader: other, many }] of joins.entries()) {
      const found = row.refs.flatMap((ref) => laid[index]?.get(ref) ?? []);
      if (!many && found.length > 1)
        faults.push({ field: as, reason: `${found.length} records of ${other}` });
      for (const inner of found)
        for (const { field, reason } of inner.faults) faults.push({ field: `${as}.${field}`, reason });
      values[as] = many ? found.map((inner) => inner.values) : (found[0]?.values ?? null);
    }
    return { values, faults };
  });
}

/** The records of the other reader, by how those of this one refer to them. */
async function joined(
  snapshot: Snapshot,
  source: string,
  { reader, joins, by }: Join,
  rows: readonly Pick<Row, 'refs'>[],
): Promise<Map<string, LaidTree[]>> {
  const start = refOf(reader, '');
  const refs = new Set(rows.flatMap((row) => row.refs.filter((ref) => ref.startsWith(start))));
  if (refs.size === 0) return new Map();
  const keys = [...refs].map((ref) => ref.slice(start.length));
  const found = await (by === undefined
    ? recordsJoined(snapshot, source, reader, keys)
    : recordsJoinedBy(snapshot, source, reader, by, keys));
  const repaired = await withRepairs(landedSnapshot(snapshot), { source, reader }, found);
  const laid = await laidTrees(snapshot, source, joins, repaired);
  const byRef = new Map<string, LaidTree[]>();
  for (const [index, { joinKey }] of found.entries()) {
    const tree = laid[index];
    if (tree === undefined) continue;
    const ref = refOf(reader, joinKey);
    const list = byRef.get(ref);
    if (list === undefined) byRef.set(ref, [tree]);
    else list.push(tree);
  }
  return byRef;
}

type JoinedRow = Pick<Row, 'sourceKey' | 'values' | 'refs'> & { joinKey: string };

function recordsJoined(
  snapshot: Snapshot,
  source: string,
  reader: string,
  keys: readonly string[],
): Promise<JoinedRow[]> {
  return landedSnapshot(snapshot).query<JoinedRow>(
    `select r.join_key as "joinKey", r.source_key as "sourceKey", r."values", r.refs from unnest($3::text[]) k
     join landed_records r on r.source = $1 and r.reader = $2 and r.join_key = k order by r.source_key`,
    [source, reader, keys],
  );
}

/** By columns that are no join key, so that all records of the reader are looked at. */
async function recordsJoinedBy(
  snapshot: Snapshot,
  source: string,
  reader: string,
  { columns, refers }: NonNullable<Join['by']>,
  keys: readonly string[],
): Promise<JoinedRow[]> {
  const parts = columns.map((_, index) => `r."values" #>> $${index + 5}::text[]`);
  const found = await landedSnapshot(snapshot).query<Pick<Row, 'sourceKey' | 'values'>>(
    `select r.source_key as "sourceKey", r."values" from landed_records r where r.source = $1 and r.reader = $2 and r."values" is not null
       and concat_ws($3, ${parts.join(', ')}) = any($4::text[]) order by r.source_key`,
    [source, reader, refSeparator, keys, ...columns.map((column) => [column].flat())],
  );
  const wanted = new Set(keys);
  return found.flatMap(({ sourceKey, values }) => {
    const joinKey = keyOf(values, columns);
    return joinKey === null || !wanted.has(joinKey)
      ? []
      : { joinKey, sourceKey, values, refs: refsOf(values, refers) };
  });
}

/** UTF-16 order differs from that of databases beyond the basic plane. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
