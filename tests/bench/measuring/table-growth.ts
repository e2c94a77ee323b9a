import type pg from 'pg';
import { poll } from '../../../deploy/local/processes/poll.ts';

/**
 * Waits until an empty table has so many rows, all of about one size and written once. It looks at the table's size, which costs
 * nothing, and counts only when it does not grow. @returns rows per second from a quarter of them to the last
 */
export async function rateOfGrowth(client: pg.Client, table: string, rows: number): Promise<number> {
  const looks: { at: number; bytes: number }[] = [];
  await poll(
    `${rows} rows of ${table}`,
    async () => {
      const before = looks.at(-1)?.bytes ?? 0;
      const { rows: sizes } = await client.query<{ bytes: string }>(
        'SELECT pg_relation_size($1::regclass) AS bytes',
        [table],
      );
      const bytes = Number(sizes[0]?.bytes);
      looks.push({ at: performance.now(), bytes });
      if (bytes === 0 || bytes !== before) return false;
      const { rows: counts } = await client.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`);
      return Number(counts[0]?.n) >= rows;
    },
    { everyMs: 20, timeoutMs: 600_000 },
  );
  const size = looks.at(-1)?.bytes ?? 0;
  const quarter = looks.find(({ bytes }) => bytes >= size / 4);
  const last = looks.find(({ bytes }) => bytes === size);
  if (quarter === undefined || last === undefined || last === quarter)
    throw new Error(`${table} grew faster than it was looked at`);
  return (rows * (1 - quarter.bytes / size)) / ((last.at - quarter.at) / 1_000);
}
