import type { RawTree } from '@throughline/connector';
import type { DataSource, Tx } from '@throughline/persistence';
import type { LandedRecord } from './landed-record.ts';

/** A record of a document, as received. */
export interface LandedRow {
  /** Which of its document it is, from 1. */
  ordinal: number;
  sourceKey: string;
  position: number;
  values: RawTree;
}

/** Makes sure that what is received on a day has where to go. @param day `2026-11-30` */
export async function addPartition(tx: Tx, day: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('landed_rows'))`);
  const name = partitionOf(day);
  const [there] = await tx.query('select from pg_class where oid = to_regclass($1)', [name]);
  if (there !== undefined) return;
  await tx.query(
    `create table ${name} partition of landed_rows for values from ('${day}') to (date '${day}' + 1)`,
  );
}

/** Adds records of a document behind those that are there. @param first ordinal of the first of them */
export async function saveRows(
  tx: Tx,
  { document, landedOn }: { document: number; landedOn: string },
  first: number,
  records: readonly Pick<LandedRecord, 'sourceKey' | 'position' | 'hash' | 'values'>[],
): Promise<void> {
  await tx.query(
    `insert into landed_rows (document, landed_on, ordinal, source_key, position, hash, "values")
     select $1, $2, $3 + n - 1, source_key, position, hash, "values"::jsonb
     from unnest($4::text[], $5::bigint[], $6::text[], $7::text[]) with ordinality as u (source_key, position, hash, "values", n)`,
    [
      document,
      landedOn,
      first,
      records.map(({ sourceKey }) => sourceKey),
      records.map(({ position }) => position),
      records.map(({ hash }) => hash),
      records.map(({ values }) => JSON.stringify(values)),
    ],
  );
}

/** Records of a document behind an ordinal, in their order. */
export async function rowsAfter(
  tx: Tx,
  { document, landedOn }: { document: number; landedOn: string },
  after: number,
  limit: number,
): Promise<LandedRow[]> {
  return tx.query<LandedRow>(
    `select ordinal, source_key as "sourceKey", position, "values" from landed_rows
     where document = $1 and landed_on = $2 and ordinal > $3 order by ordinal limit $4`,
    [document, landedOn, after, limit],
  );
}

/** Keys that a document names more than once, at most so many, with the places where they stand. */
export async function repeatedKeys(
  tx: Tx,
  { document, landedOn }: { document: number; landedOn: string },
  limit: number,
): Promise<{ sourceKey: string; positions: number[] }[]> {
  return tx.query(
    `select source_key as "sourceKey", array_agg(position::integer order by ordinal) as positions from landed_rows
     where document = $1 and landed_on = $2 group by source_key having count(*) > 1 order by source_key limit $3`,
    [document, landedOn, limit],
  );
}

/** The days on which something was received that is kept, the oldest first, with the bytes that each takes. */
export async function landedDays(dataSource: DataSource): Promise<{ day: string; bytes: number }[]> {
  const rows = await dataSource.query<{ name: string; bytes: number }[]>(
    `select c.relname as name, pg_total_relation_size(c.oid) as bytes from pg_inherits i
     join pg_class c on c.oid = i.inhrelid where i.inhparent = 'landed_rows'::regclass order by c.relname`,
  );
  return rows.map(({ name, bytes }) => {
    return { day: name.slice(-10).replaceAll('_', '-'), bytes: Number(bytes) };
  });
}

/** Drops all that was received on a day. */
export async function dropDay(tx: Tx, day: string): Promise<void> {
  await tx.query(`drop table if exists ${partitionOf(day)}`);
}

/** @throws RangeError for what is no day: it becomes a part of a statement */
function partitionOf(day: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new RangeError(`${JSON.stringify(day)} is no day`);
  return `landed_rows_${day.replaceAll('-', '_')}`;
}
