import type { Tx } from '@throughline/persistence';

interface PlanNode {
  'Relation Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

/**
 * How many rows of each table PostgreSQL reads for what is queried, whether it finds them by an index or not: what a
 * statement costs, told without a clock.
 * @param work what reads, and only reads: each of its statements is executed twice
 */
export async function rowsRead(
  tx: Pick<Tx, 'query'>,
  work: (reading: Pick<Tx, 'query'>) => Promise<unknown>,
): Promise<Record<string, number>> {
  const read: Record<string, number> = {};
  const query: Tx['query'] = async <R extends object>(sql: string, params?: unknown[]) => {
    const rows = await tx.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
      `explain (analyze, timing off, costs off, format json) ${sql}`,
      params,
    );
    for (const { Plan: plan } of rows.flatMap((row) => row['QUERY PLAN'])) count(plan, read);
    return tx.query<R>(sql, params);
  };
  await work({ query });
  return read;
}

function count(node: PlanNode, read: Record<string, number>): void {
  const { 'Relation Name': table, 'Actual Rows': rows = 0, 'Actual Loops': loops = 1 } = node;
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  if (table !== undefined) read[table] = (read[table] ?? 0) + Math.round((rows + removed) * loops);
  for (const inner of node.Plans ?? []) count(inner, read);
}
