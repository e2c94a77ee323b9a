import type { Tx } from '@throughline/persistence';
import type { LandedReader } from './landed-record.ts';
import { eraseRepairs } from './repairs.tables.ts';

/** What the keys of a reader begin with where customers are concerned; null of a reader that says nothing of them. */
function customerPrefix({ feeds }: LandedReader): string | null {
  return feeds.find(({ flow }) => flow === 'customers')?.prefix ?? null;
}

/** Takes what was received of a customer out of everything that has landed. @param number its source key in the flow */
export async function eraseLanded(tx: Tx, readers: Iterable<LandedReader>, number: string): Promise<void> {
  for (const reader of readers) {
    const prefix = customerPrefix(reader);
    if (prefix === null || !number.startsWith(prefix)) continue;
    const key = number.slice(prefix.length);
    await tx.query(
      `delete from landed_rows r using landed_documents d
       where d.source = $1 and d.reader = $2 and r.document = d.id and r.source_key = $3`,
      [reader.source, reader.reader, key],
    );
    await eraseRepairs(tx, { source: reader.source, reader: reader.reader, sourceKey: key });
    await tx.query(
      `update landed_records set "values" = null, hash = '', join_key = null, refs = '{}',
         key_range = null, sum_high = null, sum_low = null
       where source = $1 and reader = $2 and source_key = $3`,
      [reader.source, reader.reader, key],
    );
  }
}

/** The records without those of customers who were erased: what is said of them is not kept. */
export async function withoutErasedKeys<T extends { sourceKey: string }>(
  tx: Tx,
  reader: LandedReader,
  records: readonly T[],
): Promise<readonly T[]> {
  const prefix = customerPrefix(reader);
  if (prefix === null || records.length === 0) return records;
  const rows = await tx.query<{ number: string }>(
    'select number from erased_customers where source = $1 and number = any($2)',
    [reader.source, records.map(({ sourceKey }) => `${prefix}${sourceKey}`)],
  );
  const erased = new Set(rows.map(({ number }) => number));
  return records.filter(({ sourceKey }) => !erased.has(`${prefix}${sourceKey}`));
}
