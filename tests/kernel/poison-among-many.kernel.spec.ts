import { until } from '@throughline/testing';
import { describe, expect, it } from 'vitest';
import { Model } from './model.ts';
import { inWorld } from './installation.ts';

/** Records, ten of each order; a million of them in `npm run test:all`. */
const records = Number(process.env.THROUGHLINE_POISON_AMONG ?? 20_000);
const perOrder = 10;
const orders = records / perOrder;
const patience = { timeoutMs: 180_000 + records, everyMs: 250 };

describe('poison', () => {
  it(
    `on one key among ${records} good records holds up this key alone`,
    { timeout: 3 * patience.timeoutMs },
    () =>
      inWorld(async (installation) => {
        const [source, sink] = await Promise.all([installation.start('source'), installation.start('sink')]);
        const model = new Model(installation);
        await model.change(source, [], ['sample']);
        await model.arrives();
        // As long as `sample`, so that the name in the body can be put in place of it.
        const poisoned = `O${(orders / 2).toString(16).padStart(5, '0')}`;
        const at = perOrder / 2;
        await installation.query(
          'source',
          `INSERT INTO kernel.outbox (topic, key, partition_key, type, sequence, time, payload)
           SELECT topic, o, o, type, n, time, 
             CASE WHEN o = $1 AND n = $2 THEN 'no Avro'
               ELSE decode(replace(encode(payload, 'hex'), encode('sample', 'hex'), encode(o::bytea, 'hex')), 'hex') END
           FROM (SELECT topic, type, time, payload FROM kernel.sent WHERE key = 'sample') AS sample,
             generate_series(1, $3::integer) AS n,
             (SELECT 'O' || lpad(to_hex(i), 5, '0') AS o FROM generate_series(1, $4::integer) AS i) AS names
           ORDER BY n, o`,
          [poisoned, at, perOrder, orders],
        );
        const applied = async (table: 'facts' | 'echoes', wanted: number) => {
          const ofMany = `FROM ${table} WHERE "order" <> 'sample'`;
          const count = () => installation.query<{ n: number }>('sink', `SELECT count(*) AS n ${ofMany}`);
          await until(async () => Number((await count())[0]?.n) >= wanted, patience);
          expect(Number((await count())[0]?.n)).toBe(wanted);
          const twice = await installation.query('sink', `SELECT * ${ofMany} AND attempts <> 1 LIMIT 10`);
          expect(twice, `${table} that happened twice`).toEqual([]);
          const early = await installation.query(
            'sink',
            `SELECT * FROM (SELECT *, lag(sequence) OVER (PARTITION BY "order" ORDER BY n) AS former ${ofMany}) AS f
             WHERE sequence < former LIMIT 10`,
          );
          expect(early, `${table} out of order`).toEqual([]);
        };
        const held = perOrder - at + 1;
        for (const table of ['facts', 'echoes'] as const) await applied(table, records - held);
        const parked = await sink.ask('parked', { limit: 1_000 });
        expect(parked.map(({ key, sequence, behind }) => ({ key, sequence, behind }))).toEqual(
          Array.from({ length: held }, (_, i) => ({ key: poisoned, sequence: at + i, behind: i > 0 })),
        );

        expect(await sink.ask('skip', parked[0]!, 'no Avro')).toBeNull();
        const retried = await sink.ask('retry', { group: 'orders.facts' });
        expect(retried).toEqual({ applied: held - 1, failed: 0 });
        for (const table of ['facts', 'echoes'] as const) await applied(table, records - 1);
      }),
  );
});
