import type { RawTree } from '@throughline/connector';
import type { Tx } from '@throughline/persistence';
import type { LandedSnapshot } from './landed-snapshot.ts';
import { type LaidValue, laidOver } from './repair.ts';

/** A row of a reader. */
export interface RowKey {
  source: string;
  reader: string;
  sourceKey: string;
}

/** A repair as people see it. */
export interface Repair extends RowKey, Omit<LaidValue, 'path'> {
  id: number;
  path: string[];
  reason: string;
  author: string;
  madeAt: Date;
  /** When the source began to say something else; null while it counts. */
  endedAt: Date | null;
  endedBecause: 'changed' | 'gone' | null;
}

const columns = `id, source, reader, source_key as "sourceKey", path, replaced, value, reason, author,
  made_at as "madeAt", ended_at as "endedAt", ended_because as "endedBecause"`;

/** The rows with what people have laid over them. */
export async function withRepairs<Row extends { sourceKey: string; values: RawTree }>(
  snapshot: Pick<LandedSnapshot, 'query'>,
  { source, reader }: Pick<RowKey, 'source' | 'reader'>,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  if (rows.length === 0) return rows;
  const repairs = await snapshot.query<Repair>(
    `select r.source_key as "sourceKey", r.path, r.replaced, r.value from unnest($3::text[]) k
     join repairs r on r.source = $1 and r.reader = $2 and r.source_key = k and r.ended_at is null order by r.id`,
    [source, reader, rows.map(({ sourceKey }) => sourceKey)],
  );
  if (repairs.length === 0) return rows;
  const byKey = Map.groupBy(repairs, ({ sourceKey }) => sourceKey);
  return rows.map((row) => ({ ...row, values: laidOver(row.values, byKey.get(row.sourceKey) ?? []) }));
}

/** Ends repairs of rows that say something else now than what was replaced. */
export async function endRepairs(
  tx: Tx,
  { source, reader }: Pick<RowKey, 'source' | 'reader'>,
  sourceKeys: readonly string[],
): Promise<void> {
  await tx.query(
    `update repairs p set ended_at = now(), ended_because = case when r."values" is null then 'gone' else 'changed' end
     from unnest($3::text[]) k join landed_records r on r.source = $1 and r.reader = $2 and r.source_key = k
     where p.source = $1 and p.reader = $2 and p.source_key = k and p.ended_at is null
       and (r."values" is null or (r."values" #>> p.path) is distinct from p.replaced)`,
    [source, reader, sourceKeys],
  );
}

/** Lays a value over a row, in the place of what was laid there before. */
export async function saveRepair(
  tx: Tx,
  {
    source,
    reader,
    sourceKey,
    path,
    replaced,
    value,
    reason,
    author,
  }: Omit<Repair, 'id' | 'madeAt' | 'endedAt' | 'endedBecause'>,
): Promise<Repair> {
  await tx.query(
    `delete from repairs
     where source = $1 and reader = $2 and source_key = $3 and path = $4::text[]`,
    [source, reader, sourceKey, path],
  );
  const [made] = await tx.query<Repair>(
    `insert into repairs (source, reader, source_key, path, replaced, value, reason, author)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${columns}`,
    [source, reader, sourceKey, path, replaced, value, reason, author],
  );
  if (made === undefined) throw new Error('No repair was made');
  return made;
}

/** Takes a repair away, open or ended. */
export async function removeRepair(tx: Tx, id: number): Promise<Repair | null> {
  const [removed] = await tx.query<Repair>(`delete from repairs where id = $1 returning ${columns}`, [id]);
  return removed ?? null;
}

/** Repairs of a row, the newest first. */
export async function repairsOf(tx: Tx, { source, reader, sourceKey }: RowKey): Promise<Repair[]> {
  return tx.query<Repair>(
    `select ${columns} from repairs where source = $1 and reader = $2 and source_key = $3 order by id desc`,
    [source, reader, sourceKey],
  );
}

export interface RepairsWanted {
  sources: readonly string[];
  /** Those that count, those that have ended, or both. */
  state?: 'open' | 'ended' | undefined;
  /** Id of the repair before which the page begins. */
  after?: number | undefined;
  limit: number;
}

/** Repairs of sources, the newest first. */
export async function listRepairs(
  tx: Tx,
  { sources, state, after, limit }: RepairsWanted,
): Promise<Repair[]> {
  return tx.query<Repair>(
    `select ${columns} from repairs
     where source = any($1) and ($2::boolean is null or (ended_at is not null) = $2) and ($3::bigint is null or id < $3)
     order by id desc limit $4`,
    [sources, state === undefined ? null : state === 'ended', after ?? null, limit],
  );
}

/** Repairs that have ended and that nobody has taken note of, by source and reader. */
export interface EndedRepairs {
  source: string;
  reader: string;
  repairs: number;
  since: Date;
}

export async function endedRepairs(tx: Tx, sources: readonly string[]): Promise<EndedRepairs[]> {
  return tx.query<EndedRepairs>(
    `select source, reader, count(*) as repairs, min(ended_at) as since from repairs
     where source = any($1) and ended_at is not null group by source, reader order by source, reader`,
    [sources],
  );
}

/** Takes away what was laid over rows that are erased. */
export async function eraseRepairs(tx: Tx, { source, reader, sourceKey }: RowKey): Promise<void> {
  await tx.query('delete from repairs where source = $1 and reader = $2 and source_key = $3', [
    source,
    reader,
    sourceKey,
  ]);
}
