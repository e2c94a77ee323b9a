import type { RawTree } from '@throughline/connector';
import { type DataSource, type Tx, transaction } from '@throughline/persistence';
import { type LandedReader, keyOf, refsOf } from './landed-record.ts';
import { type Changed, noteAgain } from './landed-records.tables.ts';
import { linkedBy, saveLinkedBy } from './reader-states.tables.ts';

const chunkSize = 2_000;

/**
 * Has what has landed hang together as the reader says now: another version of the document may join by other columns.
 * What hangs on another record by that is read again.
 * @param leadership by which each transaction is fenced
 */
export async function relink(
  dataSource: DataSource,
  reader: LandedReader,
  leadership: { hold(tx: Tx): Promise<void> },
  ending: AbortSignal,
): Promise<void> {
  const { source, reader: name, joinedBy, refers } = reader;
  const by = JSON.stringify({ joinedBy, refers });
  if ((await transaction(dataSource, (tx) => linkedBy(tx, source, name))) === by) return;
  const isLinked = joinedBy !== null || refers.length > 0;
  for (let after: string | null = ''; isLinked && after !== null;) {
    if (ending.aborted) return;
    const from: string = after;
    after = await transaction(dataSource, async (tx) => {
      await leadership.hold(tx);
      return relinkChunk(tx, reader, from);
    });
  }
  await transaction(dataSource, async (tx) => {
    await leadership.hold(tx);
    await saveLinkedBy(tx, source, name, by);
  });
}

interface Linked {
  sourceKey: string;
  values: RawTree;
  joinKey: string | null;
  refs: string[];
  asOf: Date;
}

/** @returns the last key of the chunk; null when there is no more */
async function relinkChunk(tx: Tx, reader: LandedReader, after: string): Promise<string | null> {
  const rows = await tx.query<Linked>(
    `select source_key as "sourceKey", "values", join_key as "joinKey", refs, as_of as "asOf" from landed_records
     where source = $1 and reader = $2 and source_key > $3 and "values" is not null order by source_key limit $4`,
    [reader.source, reader.reader, after, chunkSize],
  );
  const differing = rows.flatMap((row) => {
    const joinKey = reader.joinedBy && keyOf(row.values, reader.joinedBy);
    const refs = refsOf(row.values, reader.refers);
    const same = joinKey === row.joinKey && JSON.stringify(refs) === JSON.stringify(row.refs);
    return same ? [] : [{ ...row, joinKey, refs, formerJoinKey: row.joinKey }];
  });
  if (differing.length > 0) await relinkRows(tx, reader, differing);
  return rows.length < chunkSize ? null : (rows.at(-1)?.sourceKey ?? null);
}

async function relinkRows(
  tx: Tx,
  reader: LandedReader,
  differing: readonly (Linked & { formerJoinKey: string | null })[],
): Promise<void> {
  await tx.query(
    `update landed_records r set join_key = u.join_key, refs = array(select jsonb_array_elements_text(u.refs::jsonb))
     from unnest($3::text[], $4::text[], $5::text[]) as u (source_key, join_key, refs)
     where r.source = $1 and r.reader = $2 and r.source_key = u.source_key`,
    [
      reader.source,
      reader.reader,
      differing.map(({ sourceKey }) => sourceKey),
      differing.map(({ joinKey }) => joinKey),
      differing.map(({ refs }) => JSON.stringify(refs)),
    ],
  );
  const changed: Changed[] = differing.map(({ sourceKey, joinKey, formerJoinKey }) => {
    return { sourceKey, joinKey, formerJoinKey };
  });
  const asOf = new Date(Math.max(...differing.map((row) => row.asOf.getTime())));
  await noteAgain(tx, reader, changed, { asOf, traceparent: null });
}
