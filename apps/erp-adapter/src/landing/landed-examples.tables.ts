import type { RawTree } from '@throughline/connector';
import type { Tx } from '@throughline/persistence';
import type { LandedDocument } from './landed-documents.tables.ts';

/** A key that a document would change. */
export interface ChangeExample {
  sourceKey: string;
  kind: 'added' | 'changed' | 'gone';
  /** What is known of it; null when nothing is. */
  before: RawTree | null;
  /** What the document says of it; null when it does not mention it. */
  after: RawTree | null;
}

type Compared = Pick<LandedDocument, 'id' | 'source' | 'reader' | 'says' | 'asOf' | 'landedOn'>;

/** Some of the keys that a document would add, change and take away, with both sides. @param limit of each kind */
export async function changeExamples(tx: Tx, document: Compared, limit: number): Promise<ChangeExample[]> {
  return tx.query<ChangeExample>(
    `with said as (
       select distinct on (source_key) source_key, hash, "values" from landed_rows
       where document = $3 and landed_on = $4 order by source_key, ordinal desc
     ), compared as (
       select coalesce(s.source_key, k.source_key) as source_key, k."values" as before, s."values" as after,
         case when k.source_key is null then 'added' when s.source_key is null then 'gone' else 'changed' end as kind
       from said s
       full join (select * from landed_records where source = $1 and reader = $2 and "values" is not null) k
         using (source_key)
       where k.source_key is null or k.as_of <= $5
         and (s.source_key is null and $6 or s.hash <> k.hash)
     ), numbered as (select *, row_number() over (partition by kind order by source_key) as n from compared)
     select source_key as "sourceKey", kind, before, after from numbered where n <= $7 order by kind, source_key`,
    [
      document.source,
      document.reader,
      document.id,
      document.landedOn,
      document.asOf,
      document.says === 'everything',
      limit,
    ],
  );
}
