import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type TopicName, topics } from '../../libs/events/src/index.ts';
import { Kafka } from '../../libs/messaging/src/kafka/kafka.ts';
import { readLog } from '../../libs/messaging/src/kafka/log-reader.ts';
import type { RawRecord } from '../../libs/messaging/src/kafka/types.ts';
import type { System } from './system.ts';

/** A record in which a text was found. */
export interface FoundRecord {
  topic: TopicName;
  partition: number;
  offset: number;
  key: string;
  /** Whether there is a tombstone of its key behind it, with which compaction takes it away. */
  erased: boolean;
}

/**
 * Tables of all databases but the back office's that hold one of the texts in any column, and statistics of theirs that do.
 * Bytes are looked through as well, as the UTF-8 of the text.
 * @returns `database schema.table`, sorted
 */
export async function tablesWith(system: System, texts: readonly string[]): Promise<string[]> {
  const server = system.endpoints().postgresAdmin ?? '';
  const databases = await withClient(server, (ask) =>
    ask<{ datname: string }>('select datname from pg_database where datallowconn and not datistemplate'),
  );
  const found: string[] = [];
  for (const { datname } of databases) {
    if (/erp/.test(datname) && !/adapter/.test(datname)) continue;
    const url = new URL(server);
    url.pathname = `/${datname}`;
    await withClient(url.href, async (ask) => {
      for (const { name } of await ask<{ name: string }>(tables))
        if ((await ask<object>(rowWith(name), [texts])).length > 0) found.push(`${datname} ${name}`);
    });
  }
  return found.toSorted();
}

const tables = `
  select format('%I.%I', nspname, relname) as name
  from pg_class c join pg_namespace n on n.oid = relnamespace
  where relkind in ('r', 'm') and nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
  union all select 'pg_catalog.pg_stats'`;

/** A row as text has bytes in hexadecimal digits. */
function rowWith(table: string): string {
  return `select from ${table} t, unnest($1::text[]) w
    where position(w in t::text) > 0 or position(encode(convert_to(w, 'UTF8'), 'hex') in t::text) > 0 limit 1`;
}

/** Records of all topics that hold one of the texts in their value, their key or a header, as UTF-8. */
export async function recordsWith(system: System, texts: readonly string[]): Promise<FoundRecord[]> {
  const wanted = texts.map((text) => Buffer.from(text));
  const holds = ({ key, value, headers }: RawRecord) =>
    [value, Buffer.from(key), Buffer.from(JSON.stringify(headers))].some((bytes) =>
      wanted.some((text) => bytes?.includes(text)),
    );
  const kafka = new Kafka({ brokers: system.endpoints().kafka.split(',') }, 'traces-of-person');
  try {
    const found: FoundRecord[] = [];
    for (const topic of Object.keys(topics) as TopicName[]) {
      const ranges = await kafka.ranges([topic]);
      const held: Omit<FoundRecord, 'erased'>[] = [];
      const tombstones = new Map<string, number>();
      await readLog(
        kafka,
        topic,
        new Map(ranges.map(({ partition, low }) => [partition, low])),
        (partition, records) => {
          for (const record of records) {
            const { key, offset } = record;
            if (record.value === null) tombstones.set(`${partition} ${key}`, offset);
            if (holds(record)) held.push({ topic, partition, offset, key });
          }
        },
      );
      for (const one of held)
        found.push({ ...one, erased: (tombstones.get(`${one.partition} ${one.key}`) ?? -1) > one.offset });
    }
    return found;
  } finally {
    await kafka.close();
  }
}

/** Logs of the installation's processes that hold one of the texts, by their names. */
export function logsWith(system: System, texts: readonly string[]): string[] {
  const folder = join(system.home, 'logs');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .filter((entry) => {
      const content = readFileSync(join(entry.parentPath, entry.name));
      return texts.some((text) => content.includes(text));
    })
    .map(({ name }) => name);
}

type Ask = <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>;

async function withClient<T>(url: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(async <Row extends object>(text: string, values: unknown[] = []) => {
      return (await client.query<Row>(text, values)).rows;
    });
  } finally {
    await client.end();
  }
}
