import { tailAll } from '../system/tail.ts';
import { ask } from '../system/staff.ts';
import { sql } from '../system/sql.ts';
import type { Installation } from './installation.ts';

/** Flows of which nobody in this installation ever takes anything away. */
const lasting = ['locations', 'taxes', 'items', 'customers', 'orders', 'invoices'];
/** The adapter's tables that hold something for a source. */
const tables: [table: string, flow: string][] = [
  ['source_records', 'flow'],
  ['quarantine', 'flow'],
  ['reconciliation_differences d join reconciliations r on r.id = d.reconciliation', 'd.flow'],
  ['exports', `'orders'`],
  ['export_lines', `'orders'`],
];

interface Topic {
  topic: string;
  owner: string;
  partitions: { partition: number; first: number; end: number }[];
}

/** What a source is found to have said or been given, though it is another one's. */
export async function saidForAnother({ system, sources }: Installation): Promise<unknown[]> {
  const saysIt = (source: string, flow: string) =>
    sources.all.some(({ name, flows }) => name === source && flows.includes(flow));
  const isGivenOrders = (source: string) => source === sources.head.name;
  const topics = await ask<Topic[]>(system, ['erp-adapter', 'integrator'], '/ops/topics');
  // What the log still has of each topic, from its first record on.
  const ends = topics
    .filter(({ owner }) => owner === 'erp-adapter')
    .flatMap(({ topic, partitions }) =>
      partitions
        .filter(({ first, end }) => end > first)
        .map(({ partition, end }) => ({ topic, partition, offset: end - 1 })),
    );
  const records = await tailAll(system, ends);
  const said = records.filter((record) => {
    const { topic, key, value } = record;
    if (topic === 'erp.exports') return !isGivenOrders(sourceIn(value));
    const [source = '', flow = ''] = key.split('|');
    if (topic === 'integration.flows')
      return flow === 'exports' ? !isGivenOrders(source) : !saysIt(source, flow);
    if (topic === 'integration.exceptions') return !saysIt(source, flow);
    const own = topic.slice('erp.'.length);
    if (value === null) return lasting.includes(own) || !saysIt(source, own);
    return !saysIt(source, own) || sourceIn(value) !== source;
  });
  const kept = await Promise.all(
    tables.map(async ([table, flow]) => {
      const rows = await sql<{ source: string; flow: string }>(
        system,
        'erp-adapter',
        `select distinct source, ${flow} as flow from ${table}`,
      );
      return rows
        .filter((row) =>
          table.startsWith('export') ? !isGivenOrders(row.source) : !saysIt(row.source, row.flow),
        )
        .map((row) => ({ table, ...row }));
    }),
  );
  return [...said.map(({ topic, key, value }) => ({ topic, key, value })), ...kept.flat()];
}

function sourceIn(value: unknown): string {
  return String((value as { source?: unknown } | null | undefined)?.source);
}
