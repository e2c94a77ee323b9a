import type { Tx } from '@throughline/persistence';
import type { LandedDocument } from './landed-documents.tables.ts';

/** A document against what is known of its reader's keys. */
export interface Comparison {
  added: number;
  changed: number;
  /** Known and not mentioned; 0 of a document that says changes only. */
  gone: number;
  known: number;
}

type Compared = Pick<LandedDocument, 'id' | 'source' | 'reader' | 'says' | 'asOf' | 'landedOn'>;

/** What would change if the document counted. */
export async function compareDocument(tx: Tx, document: Compared): Promise<Comparison> {
  const [compared] = await tx.query<Comparison>(
    `with said as (
       select distinct on (source_key) source_key, hash from landed_rows
       where document = $3 and landed_on = $4 order by source_key, ordinal desc
     ), known as (
       select source_key, hash, as_of from landed_records where source = $1 and reader = $2 and "values" is not null
     )
     select count(*) filter (where k.source_key is null)::integer as added,
       count(*) filter (where k.hash <> s.hash and k.as_of <= $5)::integer as changed,
       count(*) filter (where s.source_key is null and $6 and k.as_of <= $5)::integer as gone,
       count(k.source_key)::integer as known
     from said s full join known k using (source_key)`,
    [
      document.source,
      document.reader,
      document.id,
      document.landedOn,
      document.asOf,
      document.says === 'everything',
    ],
  );
  return compared ?? { added: 0, changed: 0, gone: 0, known: 0 };
}

/** Keys after one that are known and that a document which says everything does not mention, in their order. */
export async function goneKeys(
  tx: Tx,
  { source, reader, id, landedOn, asOf }: Compared,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ sourceKey: string }>(
    `select source_key as "sourceKey" from landed_records r
     where source = $1 and reader = $2 and "values" is not null and as_of <= $5 and source_key > $6
       and not exists (
         select from landed_rows s where s.document = $3 and s.landed_on = $4 and s.source_key = r.source_key)
     order by source_key limit $7`,
    [source, reader, id, landedOn, asOf, after, limit],
  );
  return rows.map(({ sourceKey }) => sourceKey);
}
