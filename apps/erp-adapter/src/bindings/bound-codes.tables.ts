import type { Tx } from '@throughline/persistence';

/** The codes that people have given items of a source, by source key; rows that go by their own keys have none. */
export async function boundItems(
  tx: { query(sql: string, params: unknown[]): ReturnType<Tx['query']> },
  source: string,
  sourceKeys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (sourceKeys.length === 0) return new Map();
  const rows = (await tx.query(
    `select b.source_key as "sourceKey", b.code from unnest($2::text[]) k
     join bound_codes b on b.source = $1 and b.kind = 'items' and b.source_key = k`,
    [source, sourceKeys],
  )) as { sourceKey: string; code: string }[];
  return new Map(rows.map(({ sourceKey, code }) => [sourceKey, code]));
}
