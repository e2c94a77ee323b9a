import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type Batch,
  BatchConsumer,
  MessagingModule,
  type MessagingSettings,
  OnBatch,
  Outbox,
  ensureTopics,
  isTransient,
  kernelMigrations,
  upsertNewest,
  projection,
  registerSchemas,
} from '@throughline/messaging';
import { Kafka } from '../../../libs/messaging/src/kafka/kafka.ts';
import { createDataSource, migrate, transaction } from '@throughline/persistence';

/**
 * A service of the kernel and nothing else, told what to do by the process that started it. Its one group keeps the
 * newest availability of each SKU.
 */
const topic = 'inventory.availability';
const group = projection('bench.availability', { tables: ['availability'] });
const table = {
  table: 'availability',
  key: ['sku'],
  columns: {
    sku: 'text',
    available_to_sell: 'bigint',
    at_zero: 'text',
    back_orderable: 'bigint',
    estimated: 'boolean',
    as_of: 'timestamptz',
  },
} as const;

@Controller()
class Availabilities {
  @OnBatch(group, topic)
  async onAvailability({ records, tx }: Batch<typeof topic>): Promise<void> {
    await upsertNewest(
      tx,
      table,
      records.map(({ key, sequence, value }) => ({
        sku: key,
        available_to_sell: value?.availableToSell,
        at_zero: value?.atZero,
        back_orderable: value?.backOrderable,
        estimated: value?.estimated,
        as_of: value?.asOf,
        version: sequence,
        deleted: value === null,
      })),
    );
  }
}

class BenchTables1800000000000 {
  name = 'BenchTables1800000000000';

  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query(`CREATE TABLE availability (
      sku text PRIMARY KEY, available_to_sell bigint, at_zero text, back_orderable bigint, estimated boolean,
      as_of timestamptz, version bigint NOT NULL, deleted boolean NOT NULL DEFAULT false)`);
  }

  async down(): Promise<void> {}
}

const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is missing`);
  return value;
};
const databaseUrl = required('DATABASE_URL');
const instance = required('INSTANCE_ID');
const kafka = { brokers: [required('KAFKA_BROKERS')] };
const dataSource = createDataSource({
  url: databaseUrl,
  name: instance,
  migrations: [...kernelMigrations, BenchTables1800000000000],
});
await dataSource.initialize();
const broker = new Kafka(kafka, `${instance}-looks`);
const settings: MessagingSettings = {
  service: 'bench',
  instance,
  dataSource,
  databaseUrl,
  kafka,
  registryUrl: required('REGISTRY_URL'),
};

@Module({
  imports: [MessagingModule.forService(settings)],
  controllers: process.env['CONSUMES'] ? [Availabilities] : [],
})
class BenchModule {}

const app = await NestFactory.createMicroservice(BenchModule, {
  logger: ['error', 'fatal'],
  inject: [BatchConsumer],
  useFactory: (strategy: BatchConsumer) => ({ strategy }),
});

export interface WriteOrder {
  /** Number of rows, each of a SKU of its own. */
  rows: number;
  /** Rows per transaction. */
  batch: number;
  /** Transactions at the same time. */
  writers: number;
}

/** A registry that has just started may be slow to answer on a busy machine. */
async function registerWithPatience(attempts = 5): Promise<void> {
  await registerSchemas(settings.registryUrl).catch((error: unknown) => {
    if (!isTransient(error) || attempts === 1) throw error;
    return registerWithPatience(attempts - 1);
  });
}

const commands = {
  /** Makes the tables, the topic and its schema. */
  async prepare(): Promise<void> {
    await migrate(dataSource, databaseUrl);
    await ensureTopics(kafka, { only: [topic] });
    await registerWithPatience();
  },

  /** Begins to relay, or to stand by when another process does, and to consume when it should. */
  async start(): Promise<void> {
    await app.listen();
  },

  /** Commits rows to the outbox. */
  async write({ rows, batch, writers }: WriteOrder): Promise<void> {
    const outbox = app.get(Outbox);
    let next = 0;
    const writer = async (): Promise<void> => {
      while (next < rows) {
        const first = next;
        next += batch;
        const skus = Array.from({ length: Math.min(batch, rows - first) }, (_, n) => `SKU-${first + n}`);
        await transaction(dataSource, (tx) => outbox.add(tx, topic, skus.map(availabilityOf)));
      }
    };
    await Promise.all(Array.from({ length: writers }, writer));
  },

  /** Records that the broker has taken so far. */
  async logEnd(): Promise<number> {
    const ranges = await broker.ranges([topic]);
    return ranges.reduce((sum, { high }) => sum + high, 0);
  },

  async stop(): Promise<void> {
    await broker.close();
    await app.close();
    await dataSource.destroy();
    process.disconnect();
  },
};

function availabilityOf(sku: string) {
  const time = new Date();
  return {
    type: 'Availability' as const,
    key: sku,
    sequence: 1,
    time,
    value: {
      sku,
      availableToSell: 12,
      atZero: 'show',
      backOrderable: 0,
      nextIncoming: null,
      incoming: null,
      estimated: false,
      asOf: time,
    },
  };
}

export type Commands = typeof commands;
type Order = { id: number; command: keyof Commands; given: never };

process.on('message', ({ id, command, given }: Order) => {
  commands[command](given).then(
    (result: unknown) => process.connected && process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.({ id: 0 });
