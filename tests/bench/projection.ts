import type { Bench } from './figure.ts';
import { reached, withInstallation } from './kernel/installation.ts';
import { poll } from '../../deploy/local/poll.ts';
import { usageOf } from './usage.ts';

/** The records lie on the topic before the consumer starts. */
export const projection: Bench = {
  name: 'projection',
  what: 'Records into a projection: Avro, 6 partitions, distinct keys, an empty table, one consumer process. From its first commit to its last.',
  run: ({ quick }) =>
    withInstallation(async ({ platform, published, projected, withProcess }) => {
      const rows = quick ? 40_000 : 200_000;
      await withProcess({ name: 'writer' }, async (writer) => {
        await writer.tell('prepare');
        await writer.tell('start');
        await writer.tell('write', { rows, batch: 500, writers: 4 });
        await reached(published, rows, 0);
      });
      return withProcess({ name: 'consumer', consumes: true }, async (consumer) => {
        const usage = await usageOf({ consumer: consumer.pid, ...platform.endpoints.pids });
        await consumer.tell('start');
        let first = 0;
        await poll('the first commit', async () => (first = await projected()) > 0, { everyMs: 2 });
        const seconds = await reached(projected, rows, performance.now());
        const { consumer: used } = await usage.since();
        return [
          {
            name: 'projection rows',
            value: Math.round((rows - first) / seconds),
            unit: 'rows/s',
            aim: { atLeast: 40_000 },
          },
          { name: 'projection: memory of the consumer', value: used?.peakMiB ?? 0, unit: 'MiB' },
          { name: 'projection: CPU of the consumer', value: used?.cpuSeconds ?? 0, unit: 's' },
        ];
      });
    }),
};
