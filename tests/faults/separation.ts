import { type Seen, type TopicStatus, tail } from '../../libs/messaging/src/index.ts';
import { ask } from '../system/staff.ts';
import { sql } from '../system/sql.ts';
import type { System } from '../system/system.ts';
import type { Installation } from './installation.ts';

const readAtOnce = 3;
const longestMs = 60_000;
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

/** What a source is found to have said or been given, though it is another one's. */
export async function saidForAnother({ system, sources }: Installation): Promise<unknown[]> {
  const saysIt = (source: string, flow: string) =>
    sources.all.some(({ name, flows }) => name === source && flows.includes(flow));
  const isGivenOrders = (source: string) => source === sources.head.name;
  const records = await everyRecord(system);
  const said = records.filter((record) => {
    const { topic, key, value } = record;
    if (topic === 'erp.exports') return !isGivenOrders(sourceIn(value));
    const [source = '', flow = ''] = key.split('|');
    if (topic === 'integration.flows')
      return flow === 'exports' ? !isGivenOrders(source) : !saysIt(source, flow);
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

/** Everything that the adapter has published, from the first record that the log still has. */
async function everyRecord(system: System): Promise<Seen[]> {
  const all = await ask<TopicStatus[]>(system, ['erp-adapter', 'integrator'], '/ops/topics');
  const waiting = all.filter(({ owner }) => owner === 'erp-adapter');
  const records: Seen[] = [];
  await Promise.all(
    Array.from({ length: readAtOnce }, async () => {
      for (let next = waiting.pop(); next; next = waiting.pop())
        records.push(...(await recordsOf(system, next)));
    }),
  );
  return records;
}

async function recordsOf(system: System, { topic, partitions }: TopicStatus): Promise<Seen[]> {
  const missing = new Map(
    partitions.filter(({ first, end }) => end > first).map(({ partition, end }) => [partition, end]),
  );
  const records: Seen[] = [];
  if (missing.size === 0) return records;
  const { kafka, registry } = system.endpoints();
  const settings = { kafka: { brokers: kafka.split(',') }, registryUrl: registry, fromBeginning: true };
  const enough = new AbortController();
  const late = setTimeout(() => enough.abort(), longestMs);
  await tail(topic, settings, enough.signal, (record) => {
    records.push(record);
    if (record.offset >= (missing.get(record.partition) ?? Infinity) - 1) missing.delete(record.partition);
    if (missing.size === 0) enough.abort();
  });
  clearTimeout(late);
  if (missing.size > 0) throw new Error(`${topic} could not be read to its end in ${longestMs / 1_000} s`);
  return records;
}
