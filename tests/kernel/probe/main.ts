import 'reflect-metadata';
import { type INestMicroservice, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  BatchConsumer,
  MessagingHealth,
  MessagingModule,
  OperatorApi,
  Outbox,
  RefusedError,
  groupToRebuild,
  kernelMigrations,
  runRebuild,
} from '@throughline/messaging';
import { connect, createDataSource, migrate, transaction } from '@throughline/persistence';
import { until } from '@throughline/testing';
import type { Answer, Change, Commands, ProbeSettings, Question } from './commands.ts';
import { change, publish } from './publishing.ts';
import { SinkController } from './sink.controller.ts';
import { SinkTables1800000000001, SourceTables1800000000000 } from './tables.ts';

/**
 * A service of its own process around the kernel's public surface, led by the test that started it. As `inventory` it
 * publishes, as `orders` it reads.
 */
const settings = JSON.parse(process.env.PROBE ?? '{}') as ProbeSettings;
const { service, instance, databaseUrl, broker, namespace, registryUrl } = settings;
const isSource = service === 'inventory';

const group = groupToRebuild();
const dataSource = createDataSource({
  url: databaseUrl,
  name: group === undefined ? instance : `${instance} rebuild`,
  migrations: [...kernelMigrations, isSource ? SourceTables1800000000000 : SinkTables1800000000001],
});
await dataSource.initialize();
if (group !== undefined) await runRebuild(group, async () => ({ module: probeModule(), dataSource }));
await migrate(dataSource, databaseUrl);

let app: INestMicroservice | undefined;
/** A transaction that has written to the outbox waits here for its commit. */
const gateKey = 1;
const waitingAtGate = `SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
  WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.objid = $1 AND NOT l.granted`;
let opened: { commit: () => Promise<void>; ended: Promise<void> } | undefined;

function probeModule(): Type {
  @Module({
    imports: [
      MessagingModule.forService({
        service,
        instance,
        dataSource,
        databaseUrl,
        kafka: { brokers: broker.split(','), namespace },
        registryUrl,
        rebuildProgram: process.argv[1],
      }),
    ],
    controllers: isSource ? [] : [SinkController],
  })
  class ProbeModule {}
  return ProbeModule;
}

async function join(): Promise<void> {
  app = await NestFactory.createMicroservice(probeModule(), {
    logger: ['error', 'fatal'],
    inject: [BatchConsumer],
    useFactory: (strategy: BatchConsumer) => ({ strategy }),
  });
  await app.listen();
}

function running(): INestMicroservice {
  if (app === undefined) throw new Error('The service has left');
  return app;
}
const operatorApi = (): OperatorApi => running().get(OperatorApi);
const outbox = (): Outbox => running().get(Outbox);

const commands: Commands = {
  change: (wanted) => transaction(dataSource, (tx) => change(tx, outbox(), wanted)),
  open: async (wanted) => {
    const gate = await connect({ url: databaseUrl, name: 'gate' });
    await gate.query('SELECT pg_advisory_lock($1)', [gateKey]);
    const changed = Promise.withResolvers<Change>();
    const ended = transaction(dataSource, async (tx) => {
      await tx.query('SET LOCAL statement_timeout = 0');
      changed.resolve(await change(tx, outbox(), wanted));
      // Runs behind the insertion into the outbox.
      tx.beforeCommit(() => tx.query('SELECT pg_advisory_xact_lock($1)', [gateKey]));
    });
    ended.catch(changed.reject);
    const made = await changed.promise;
    await until(async () => (await gate.query(waitingAtGate, [gateKey])).length > 0);
    opened = { commit: () => gate.close(), ended };
    return made;
  },
  commit: async () => {
    await opened?.commit();
    await opened?.ended;
  },
  publish: (told) => transaction(dataSource, (tx) => publish(tx, outbox(), told)),
  join,
  leave: async () => {
    await running().close();
    app = undefined;
  },
  groups: () => operatorApi().groups(),
  ends: async (name) => {
    const found = (await operatorApi().topics()).find(({ topic }) => topic === name);
    return (found?.partitions ?? []).reduce((sum, { first, end }) => sum + end - first, 0);
  },
  parked: (filter) => operatorApi().parked(filter),
  retry: (which) => operatorApi().retry(which),
  skip: async (which, reason) => {
    try {
      await operatorApi().skip(which, reason);
      return null;
    } catch (error) {
      if (error instanceof RefusedError) return error.message;
      throw error;
    }
  },
  startRebuild: (group, mode) => operatorApi().startRebuild(group, mode),
  rebuild: (group) => operatorApi().rebuild(group),
  doctor: () => operatorApi().doctor(),
  adopt: () => operatorApi().adopt(),
  sendAgain: () => operatorApi().sendAgain(),
  raiseVersions: () => operatorApi().raiseVersions(),
  keepVersions: () => operatorApi().keepVersions(),
  problems: () => running().get(MessagingHealth).problems(),
};

process.on('message', ({ id, name, args }: Question) => {
  const send = (answer: Answer) => process.connected && process.send?.(answer);
  (commands[name] as (...args: unknown[]) => Promise<unknown>)(...args).then(
    (result) => send({ id, result }),
    (error: unknown) =>
      send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
process.on('disconnect', () => process.exit(1));

await join();
process.send?.({ id: 0, result: 'ready' } satisfies Answer);
