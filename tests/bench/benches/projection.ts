import { withConnect } from '../peers/connect/connect.ts';
import { jdbcSink } from '../peers/connect/connectors.ts';
import type { Bench } from '../measuring/figure.ts';
import { type KernelInstallation, reached, withKernelInstallation } from '../kernel/installation.ts';
import { watching } from '../kernel/measure.ts';
import { type Measured, sideBySide } from '../measuring/side-by-side.ts';
import { rateOfGrowth } from '../measuring/table-growth.ts';

const topic = 'inventory.availability';
const peerTable = 'peer_availability';

/** The records lie on the topic before the consumer starts. */
export const projection: Bench = {
  name: 'projection',
  what: `Records into a projection: Avro by the registry, 6 partitions, distinct keys, an empty table, one process that has just started: a consumer of ours, or Kafka Connect with Debezium's JDBC sink (upsert, batches of 2,000, Apicurio's Avro converter). Ours keeps each key's version, its stored offset and a guard against older states in the same transaction; the sink overwrites. From a quarter of the rows to the last.`,
  run: (circumstances) =>
    withKernelInstallation(async (installation) => {
      const rows = circumstances.quick ? 40_000 : 200_000;
      await fill(installation, rows);
      let rounds = 0;
      return sideBySide(circumstances, {
        during: 'projection',
        figures: [
          {
            of: 'rate',
            name: 'projection rows',
            unit: 'rows/s',
            aim: { atLeast: 40_000 },
            ratioAim: { atLeast: 1.5 },
          },
          {
            of: 'memory',
            name: 'projection: memory of what consumes',
            unit: 'MiB',
            ratioAim: { atMost: 0.5 },
          },
          { of: 'cpu', name: 'projection: CPU of what consumes', unit: 's' },
        ],
        ours: () => projected(installation, rows),
        peers: [{ name: 'Debezium', run: () => sunk(installation, rows, ++rounds) }],
      });
    }),
};

async function fill({ client, published, withProcess }: KernelInstallation, rows: number): Promise<void> {
  await withProcess({ name: 'writer' }, async (writer) => {
    await writer.tell('prepare');
    await writer.tell('start');
    await writer.tell('write', { rows, batch: 500, writers: 4 });
    await reached(published, rows, 0);
  });
  await client.query(`CREATE TABLE ${peerTable} (
    sku text PRIMARY KEY, availabletosell bigint, atzero text, backorderable bigint, estimated boolean, asof bigint)`);
}

async function projected(installation: KernelInstallation, rows: number): Promise<Measured> {
  const { client, running, withProcess } = installation;
  await client.query('TRUNCATE availability');
  await client.query('DELETE FROM kernel.consumer_positions');
  return withProcess({ name: 'consumer', consumes: true }, ({ pid, tell }) =>
    watching(running, { name: 'consumer', pid }, async () => {
      await tell('start');
      return { rate: await rateOfGrowth(client, 'availability', rows) };
    }),
  );
}

async function sunk(installation: KernelInstallation, rows: number, round: number): Promise<Measured> {
  const { client, databaseUrl, running } = installation;
  await client.query(`TRUNCATE ${peerTable}`);
  const sink = jdbcSink(`availability-${round}`, {
    databaseUrl,
    registry: running.endpoints.registry.replace('ccompat/v7', 'registry/v2'),
    topic,
    table: peerTable,
    key: 'sku',
    fields: ['sku', 'availableToSell', 'atZero', 'backOrderable', 'estimated', 'asOf'],
  });
  return withConnect(running.endpoints.kafka, sink, ({ pid }) =>
    watching(running, { name: 'connect', pid }, async () => ({
      rate: await rateOfGrowth(client, peerTable, rows),
    })),
  );
}
