import { withConnect } from '../peers/connect/connect.ts';
import { outboxRouter } from '../peers/connect/connectors.ts';
import type { Bench } from '../measuring/figure.ts';
import type { KernelProcess } from '../kernel/child.ts';
import { type KernelInstallation, reached, withKernelInstallation } from '../kernel/installation.ts';
import { watching } from '../kernel/measure.ts';
import { type Measured, sideBySide } from '../measuring/side-by-side.ts';

const warmUp = 10_000;

/** One process writes, another one relays, as with two replicas of a service. */
export const outbox: Bench = {
  name: 'outbox',
  what: `Rows through the outbox while they are written: four writers commit batches of 100 rows in one process, another process relays: ours, or Kafka Connect with Debezium's outbox router, which reads the change log and leaves the rows in the table. From the first insert until the broker has acknowledged the last row; ${warmUp} rows before, to warm up. Debezium sends uncompressed, as is its default, and five headers, ours eight.`,
  run: (circumstances) =>
    withKernelInstallation((installation) =>
      installation.withProcess({ name: 'writer' }, async (writer) => {
        await writer.tell('prepare');
        const rows = circumstances.quick ? 20_000 : 100_000;
        return sideBySide(circumstances, {
          during: 'outbox',
          figures: [
            {
              of: 'rate',
              name: 'outbox rows while written',
              unit: 'rows/s',
              aim: { atLeast: 22_000 },
              ratioAim: { atLeast: 2 },
            },
            { of: 'written', name: 'outbox rows committed', unit: 'rows/s' },
            {
              of: 'memory',
              name: 'outbox: memory of what relays',
              unit: 'MiB',
              ratioAim: { atMost: 0.5 },
            },
            { of: 'cpu', name: 'outbox: CPU of what relays', unit: 's' },
          ],
          ours: () =>
            installation.withProcess({ name: 'relay' }, async (relay) => {
              await relay.tell('start');
              return measure(installation, writer, { name: 'relay', pid: relay.pid }, rows);
            }),
          peers: [{ name: 'Debezium', run: () => routed(installation, writer, rows) }],
        });
      }),
    ),
};

async function measure(
  { running }: KernelInstallation,
  writer: KernelProcess,
  relay: { name: string; pid: number },
  rows: number,
): Promise<Measured> {
  const before = await writer.tell('logEnd');
  const end = () => writer.tell('logEnd');
  await writer.tell('write', { rows: warmUp, batch: 100, writers: 4 });
  await reached(end, before + warmUp, 0);
  return watching(running, { ...relay, others: { writer: writer.pid } }, async () => {
    const started = performance.now();
    await writer.tell('write', { rows, batch: 100, writers: 4 });
    const written = (performance.now() - started) / 1_000;
    const seconds = await reached(end, before + warmUp + rows, started);
    return { rate: rows / seconds, written: rows / written };
  });
}

async function routed(
  installation: KernelInstallation,
  writer: KernelProcess,
  rows: number,
): Promise<Measured> {
  const { client, databaseUrl, running } = installation;
  const slot = 'bench_outbox';
  try {
    return await withConnect(running.endpoints.kafka, outboxRouter(databaseUrl, slot), async ({ pid }) => {
      const isActive = async () =>
        (await client.query('SELECT FROM pg_replication_slots WHERE slot_name = $1 AND active', [slot]))
          .rowCount ?? 0;
      await reached(isActive, 1, 0);
      return measure(installation, writer, { name: 'connect', pid }, rows);
    });
  } finally {
    await client.query(
      'SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1',
      [slot],
    );
    await client.query(`DROP PUBLICATION IF EXISTS ${slot}`);
    await client.query('TRUNCATE kernel.outbox');
  }
}
