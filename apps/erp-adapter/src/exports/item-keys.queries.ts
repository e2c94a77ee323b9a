import type { Tx } from '@throughline/persistence';

/**
 * Keys of items in the back office by SKU, also of those that were withdrawn since: whatever goes back into the back
 * office goes by its own key.
 */
export async function itemKeysOf(
  tx: Tx,
  source: string,
  skus: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.query<{ sku: string; sourceKey: string }>(
    `select u.sku, r.parent as "sourceKey" from unnest($2::text[]) as u (sku)
     join source_records r on r.source = $1 and r.flow = 'items' and r.key = $1 || '|' || u.sku`,
    [source, [...new Set(skus)]],
  );
  return new Map(rows.map(({ sku, sourceKey }) => [sku, sourceKey]));
}
