import { createDataSource, migrate, transaction } from '@throughline/persistence';
import { createDatabase, testStores, uniqueNamespace, until } from '@throughline/testing';
import { GroupConsumer } from '../src/consumer/group-consumer.ts';
import { ClusterGuard } from '../src/kafka/cluster-guard.ts';
import { Kafka } from '../src/kafka/kafka.ts';
import { kernelMigrations } from '../src/migrations/kernel-migrations.ts';
import { ensureTopics } from '../src/operations/topics.ts';
import { Outbox } from '../src/outbox/outbox.ts';
import { RelayNotifier } from '../src/outbox/relay-notifier.ts';
import { Relay } from '../src/outbox/relay.ts';
import { SentArchive } from '../src/outbox/sent-archive.ts';
import { applier } from '../src/processing/apply.ts';
import type { Handler } from '../src/processing/apply.ts';
import { Bisection } from '../src/processing/bisect-failures.ts';
import { measuring } from '../src/processing/measure.ts';
import { retrying } from '../src/processing/retry.ts';
import { tracing } from '../src/processing/trace.ts';
import { upsertNewest } from '../src/projection/upsert-newest.ts';
import { Registry, registerSchemas } from '../src/records/registry.ts';
import { SchemaStore } from '../src/records/schema-store.ts';

/** One figure of a benchmark. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const topic = 'inventory.availability';
const group = 'bench.availability';
const table = {
  table: 'availability',
  key: ['sku'],
  columns: { sku: 'text', units: 'integer', as_of: 'timestamptz' },
} as const;

class BenchTables1800000000000 {
  name = 'BenchTables1800000000000';

  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query(`CREATE TABLE availability (
      sku text PRIMARY KEY, units integer, as_of timestamptz,
      version bigint NOT NULL, deleted boolean NOT NULL DEFAULT false)`);
  }

  async down(): Promise<void> {}
}

/**
 * Measures the kernel by itself, everything on this machine: rows through the outbox while they are written, rows
 * into a projection (distinct keys), and the time from the insert to the consumer's commit.
 */
export async function benchKernel({ rows = 200_000, changes = 1_000 } = {}): Promise<Figure[]> {
  const { kafka: broker, registry: registryUrl } = testStores();
  const database = await createDatabase('bench');
  const settings = { brokers: [broker], namespace: uniqueNamespace('bench') };
  const dataSource = createDataSource({
    url: database.url,
    name: 'bench',
    poolSize: 20,
    migrations: [...kernelMigrations, BenchTables1800000000000],
  });
  await dataSource.initialize();
  await migrate(dataSource, database.url);
  await Promise.all([ensureTopics(settings, { only: [topic] }), registerSchemas(registryUrl)]);
  const kafka = new Kafka(settings, 'bench');
  const cluster = new ClusterGuard(dataSource, kafka, settings.namespace);
  const schemas = new SchemaStore(dataSource, new Registry(registryUrl));
  const relay = new Relay({
    service: 'bench',
    instance: 'bench',
    databaseUrl: database.url,
    kafka,
    cluster,
    archive: new SentArchive(3_600_000),
    own: [topic],
    requireAgreement: async () => [],
    connected: () => undefined,
  });
  const notifier = new RelayNotifier(relay, database.url);
  const outbox = new Outbox(schemas, () => notifier.notify());
  const arrived = new Map<string, number>();
  const handler: Handler = async ({ records, tx }) => {
    await upsertNewest(
      tx,
      table,
      records.map(({ key, sequence, value }) => {
        const { availableToSell, asOf } = value as { availableToSell: number; asOf: Date };
        return { sku: key, units: availableToSell, as_of: asOf, version: sequence, deleted: false };
      }),
    );
    if (records.length < 100)
      tx.afterCommit(() => {
        for (const { key } of records) arrived.set(key, performance.now());
      });
  };
  const apply = tracing(
    group,
    kafka,
    measuring(group, applier({ dataSource, group, handlers: new Map([[topic, handler]]) })),
  );
  const bisection = new Bisection();
  const consumer = new GroupConsumer({
    group,
    topics: [topic],
    dataSource,
    kafka,
    cluster,
    schemas,
    mixed: false,
    lingerMs: 0,
    apply: (batches, signal) =>
      bisection.apply(batches, (part) => retrying(group, [topic], () => apply(part), signal)),
  });
  const write = (keys: readonly string[], version: number): Promise<void> =>
    transaction(dataSource, (tx) =>
      outbox.add(
        tx,
        topic,
        keys.map((sku) => ({
          type: 'Availability' as const,
          key: sku,
          sequence: version,
          time: new Date(),
          value: {
            sku,
            availableToSell: version,
            atZero: 'show',
            backOrderable: 0,
            nextIncoming: null,
            incoming: null,
            estimated: false,
            asOf: new Date(),
          },
        })),
      ),
    );
  const empty = () =>
    until(async () => (await dataSource.query('SELECT FROM kernel.outbox LIMIT 1')).length === 0, {
      timeoutMs: 300_000,
    });
  const figures: Figure[] = [];
  try {
    relay.start();
    await write(['warm'], 1);
    await empty();

    let cpu = process.cpuUsage();
    const cpuPerRow = (): number => {
      const { user, system } = process.cpuUsage(cpu);
      cpu = process.cpuUsage();
      return Number(((user + system) / rows).toFixed(1));
    };
    let started = performance.now();
    let next = 0;
    const perWrite = 100;
    const writer = async (): Promise<void> => {
      while (next < rows) {
        const first = next;
        next += perWrite;
        await write(
          Array.from({ length: perWrite }, (_, i) => `SKU-${first + i}`),
          1,
        );
      }
    };
    await Promise.all(Array.from({ length: 4 }, writer));
    const written = performance.now();
    await empty();
    figures.push(
      {
        name: 'outbox rows while written',
        value: Math.round(rows / ((performance.now() - started) / 1000)),
        unit: 'rows/s',
      },
      { name: 'outbox rows written', value: Math.round(rows / ((written - started) / 1000)), unit: 'rows/s' },
    );

    figures.push({ name: 'outbox, CPU of this process', value: cpuPerRow(), unit: 'µs/row' });
    started = performance.now();
    consumer.start();
    const total = async (): Promise<number> => {
      const [row] = await dataSource.query<{ n: number }[]>(
        'SELECT sum(next_offset) AS n FROM kernel.consumer_positions',
      );
      return Number(row?.n ?? 0);
    };
    await until(async () => (await total()) > 0, { everyMs: 2, timeoutMs: 300_000 });
    const joined = performance.now();
    await until(async () => (await total()) >= rows + 1, { timeoutMs: 300_000 });
    figures.push(
      {
        name: 'projection rows (distinct keys)',
        value: Math.round(rows / ((performance.now() - joined) / 1000)),
        unit: 'rows/s',
      },
      { name: 'projection, CPU of this process', value: cpuPerRow(), unit: 'µs/row' },
      { name: 'first rows after start', value: Math.round(joined - started), unit: 'ms' },
    );

    const times: number[] = [];
    for (let i = 0; i < changes; i++) {
      const sku = `L-${i}`;
      const begun = performance.now();
      await write([sku], 2);
      await until(() => arrived.has(sku), { everyMs: 1, timeoutMs: 300_000 });
      times.push((arrived.get(sku) as number) - begun);
    }
    times.sort((a, b) => a - b);
    const at = (share: number): number =>
      Number((times[Math.floor(times.length * share)] as number).toFixed(1));
    figures.push(
      { name: 'insert to consumer commit, median', value: at(0.5), unit: 'ms' },
      { name: 'insert to consumer commit, p99', value: at(0.99), unit: 'ms' },
    );
    return figures;
  } finally {
    await consumer.stop();
    await relay.stop();
    await notifier.close();
    await kafka.close();
    await dataSource.destroy();
    await database.drop();
  }
}

if (import.meta.main) console.table(await benchKernel());
