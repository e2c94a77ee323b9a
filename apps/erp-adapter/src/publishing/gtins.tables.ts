import type { FlowRecords, MappedRecord } from '@throughline/connector';
import type { Tx } from '@throughline/persistence';
import { keptKey } from '../mapping/keepable.ts';

/** Keeps which GTIN each row of an item has, also of one whose code another row has: it tells which items are the same. */
export async function saveGtins(
  tx: Tx,
  source: string,
  records: readonly MappedRecord<unknown>[],
): Promise<void> {
  const items = records.flatMap(({ sourceKey, value }) =>
    value === null ? [] : [{ sourceKey, gtin: (value as FlowRecords['items']).gtin }],
  );
  // What no index takes is held back anyway.
  const keepable = items.filter(({ sourceKey, gtin }) =>
    [sourceKey, gtin ?? ''].every((text) => keptKey(text) === text),
  );
  const gtins = new Map(keepable.map(({ sourceKey, gtin }) => [sourceKey, gtin]));
  if (gtins.size === 0) return;
  await tx.query(
    `with said as (
       select * from unnest($2::text[], $3::text[]) as s (source_key, gtin)
     ), gone as (
       delete from item_gtins g using said s where g.source = $1 and g.source_key = s.source_key and s.gtin is null
     )
     insert into item_gtins as g (source, source_key, gtin) select $1, source_key, gtin from said where gtin is not null
     on conflict (source, source_key) do update set gtin = excluded.gtin where g.gtin <> excluded.gtin`,
    [source, [...gtins.keys()], [...gtins.values()]],
  );
}
