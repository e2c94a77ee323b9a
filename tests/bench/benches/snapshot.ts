import pg from 'pg';
import type { Bench } from '../measuring/figure.ts';
import { median, rounded } from '../measuring/figure.ts';
import type { KernelProcess } from '../kernel/child.ts';
import { reached, withKernelInstallation } from '../kernel/installation.ts';
import { closing } from '../installation/parts.ts';

const perSlice = 20_000;

/** What a dump, or a session that was forgotten, costs whoever consumes by deletion. */
export const snapshot: Bench = {
  name: 'snapshot',
  what: 'Rows through the outbox, in slices of 20,000, while a transaction holds the snapshot that it took before the first of them: how long the last slices take by the first ones. Nothing that was sent can be vacuumed meanwhile.',
  run: ({ quick, say }) =>
    withKernelInstallation(({ databaseUrl, withProcess }) =>
      withProcess({ name: 'writer' }, async (writer) => {
        await writer.tell('prepare');
        return withProcess({ name: 'relay' }, async (relay) => {
          await relay.tell('start');
          await slice(writer);
          const holder = new pg.Client({ connectionString: databaseUrl });
          await holder.connect();
          return closing(
            () => holder.end(),
            async () => {
              await holder.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
              await holder.query('SELECT FROM kernel.outbox LIMIT 1');
              const seconds: number[] = [];
              const slices = quick ? 10 : 50;
              while (seconds.length < slices) seconds.push(await slice(writer));
              say(seconds.map((each) => each.toFixed(2)).join(' '));
              const ends = Math.ceil(slices / 5);
              const first = median(seconds.slice(0, ends));
              const last = median(seconds.slice(-ends));
              return [
                {
                  name: `outbox under a held snapshot, after ${(slices * perSlice).toLocaleString('en')} rows by before`,
                  value: rounded(last / first),
                  unit: '×',
                  aim: { atMost: 1.5 },
                },
              ];
            },
          );
        });
      }),
    ),
};

/** @returns how many seconds it takes until the broker has all of a slice */
async function slice(writer: KernelProcess): Promise<number> {
  const before = await writer.tell('logEnd');
  const started = performance.now();
  await writer.tell('write', { rows: perSlice, batch: 100, writers: 4 });
  return reached(() => writer.tell('logEnd'), before + perSlice, started);
}
