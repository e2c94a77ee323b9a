import type { Bench } from './figure.ts';
import { reached, withInstallation } from './kernel/installation.ts';
import { usageOf } from './usage.ts';

/** One process writes, another one relays, as with two replicas of a service. */
export const outbox: Bench = {
  name: 'outbox',
  what: 'Rows through the outbox while they are written: four writers commit batches of 100 rows in one process, another process relays. From the first insert until the broker has acknowledged the last row.',
  run: ({ quick }) =>
    withInstallation(async ({ platform, published, withProcess }) =>
      withProcess({ name: 'relay' }, async (relay) => {
        await relay.tell('prepare');
        await relay.tell('start');
        return withProcess({ name: 'writer' }, async (writer) => {
          await writer.tell('start');
          await writer.tell('write', { rows: 2_000, batch: 100, writers: 4 });
          await reached(published, 2_000, 0);

          const rows = quick ? 20_000 : 100_000;
          const usage = await usageOf({ relay: relay.pid, ...platform.endpoints.pids });
          const started = performance.now();
          await writer.tell('write', { rows, batch: 100, writers: 4 });
          const written = (performance.now() - started) / 1_000;
          const seconds = await reached(published, 2_000 + rows, started);
          const { relay: used } = await usage.since();
          return [
            {
              name: 'outbox rows while written',
              value: Math.round(rows / seconds),
              unit: 'rows/s',
              aim: { atLeast: 22_000 },
            },
            { name: 'outbox rows committed', value: Math.round(rows / written), unit: 'rows/s' },
            { name: 'outbox: memory of the relay', value: used?.peakMiB ?? 0, unit: 'MiB' },
            { name: 'outbox: CPU of the relay', value: used?.cpuSeconds ?? 0, unit: 's' },
          ];
        });
      }),
    ),
};
