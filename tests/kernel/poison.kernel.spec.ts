import { until } from '@throughline/testing';
import { describe, expect, it } from 'vitest';
import { Model, names } from './model.ts';
import type { Probe } from './probe.ts';
import { TcpProxy } from './tcp-proxy.ts';
import { type Installation, inWorld } from './installation.ts';

/** Keys of the partition that has most of them, in the order of their records. */
async function keysOfOnePartition(
  installation: Installation,
  topic: 'facts' | 'receipts',
): Promise<string[]> {
  const key = topic === 'facts' ? '"order"' : 'key';
  const rows = await installation.query<{ key: string; partition: number }>(
    'sink',
    `SELECT ${key} AS key, partition FROM ${topic} WHERE sequence = 1 ORDER BY "offset"`,
  );
  const partitions = [...Map.groupBy(rows, ({ partition }) => partition).values()];
  const fullest = partitions.toSorted((a, b) => b.length - a.length)[0] ?? [];
  return fullest.map((row) => row.key);
}

const poison = (installation: Installation, keys: readonly string[], sequence: number) =>
  installation.query('sink', 'INSERT INTO poison SELECT u, $2 FROM unnest($1::text[]) AS u', [
    keys,
    sequence,
  ]);
const mend = (installation: Installation) => installation.query('sink', 'DELETE FROM poison');
const parked = async (sink: Probe) =>
  (await sink.ask('parked', { limit: 1_000 })).map(
    ({ key, sequence, behind }) => `${key} ${sequence} ${behind ? 'behind' : 'itself'}`,
  );

const depths = {
  first: (keys: string[]) => keys.slice(0, 1),
  middle: (keys: string[]) => keys.slice(keys.length >> 1, (keys.length >> 1) + 1),
  last: (keys: string[]) => keys.slice(-1),
  several: (keys: string[]) => [...keys.slice(0, 2), ...keys.slice(-2)],
  every: (keys: string[]) => keys,
};

describe('poison', () => {
  it.concurrent('on a log topic parks with what is behind it, at any depth, and is retried in order', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const [source, sink] = await Promise.all([installation.start('source'), installation.start('sink')]);
      const orders = names('O', 40);
      await model.change(source, [], orders);
      await model.arrives();
      const keys = await keysOfOnePartition(installation, 'facts');
      for (const [i, choose] of Object.values(depths).entries()) {
        const chosen = choose(keys);
        const sequence = 2 + 3 * i;
        await poison(installation, chosen, sequence);
        await sink.ask('leave');
        await model.change(source, [], orders);
        await model.change(source, [], orders);
        await sink.ask('join');
        const wanted = chosen.flatMap((key) => [
          `${key} ${sequence} itself`,
          `${key} ${sequence + 1} behind`,
        ]);
        await until(async () => (await parked(sink)).length >= wanted.length);
        await model.change(source, [], orders);
        wanted.push(...chosen.map((key) => `${key} ${sequence + 2} behind`));
        const others = orders.filter((order) => !chosen.includes(order));
        await until(async () => (await parked(sink)).length >= wanted.length);
        await until(async () => {
          const found = await installation.query('sink', 'SELECT FROM facts WHERE sequence = $1', [
            sequence + 2,
          ]);
          return found.length === others.length;
        });
        expect((await parked(sink)).sort()).toEqual(wanted.sort());
        const early = await installation.query(
          'sink',
          'SELECT FROM facts WHERE "order" = ANY($1::text[]) AND sequence >= $2',
          [chosen, sequence],
        );
        expect(early, 'records behind a parked one, applied before it').toEqual([]);

        const failing = await sink.ask('retry', { group: 'orders.facts' });
        expect(failing).toEqual({ applied: 0, failed: chosen.length });
        await mend(installation);
        const retried = await sink.ask('retry', { group: 'orders.facts' });
        expect(retried).toEqual({ applied: wanted.length, failed: 0 });
      }
      await model.holds(sink);
    }),
  );

  it.concurrent('on a state topic parks alone, at any depth, and gives way to a newer state', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const [source, sink] = await Promise.all([installation.start('source'), installation.start('sink')]);
      const goods = names('G', 40);
      await model.change(source, goods);
      await model.arrives();
      const keys = await keysOfOnePartition(installation, 'receipts');
      for (const [i, choose] of Object.values(depths).entries()) {
        const chosen = choose(keys);
        const version = 2 + 2 * i;
        await poison(installation, chosen, version);
        await sink.ask('leave');
        await model.change(source, goods);
        await sink.ask('join');
        const wanted = chosen.map((key) => `${key} ${version} itself`);
        await until(async () => (await parked(sink)).length >= wanted.length);
        await until(async () => {
          const found = await installation.query('sink', 'SELECT FROM receipts WHERE sequence = $1', [
            version,
          ]);
          return found.length === goods.length - chosen.length;
        });
        expect((await parked(sink)).sort()).toEqual(wanted.sort());
        const [one, ...rest] = chosen;
        await model.change(source, [one!]);
        await model.change(
          source,
          goods.filter((sku) => sku !== one && !rest.includes(sku)),
        );
        const given = await until(async () => {
          const found = await sink.ask('parked', { key: one!, status: 'superseded', limit: 1_000 });
          return found.some(({ sequence }) => sequence === version) && found;
        });
        expect(given.length).toBeGreaterThan(0);
        await mend(installation);
        expect(await sink.ask('retry', { group: 'orders.shelf' })).toEqual({
          applied: rest.length,
          failed: 0,
        });
        if (rest.length > 0) await model.change(source, rest);
        await model.arrives();
      }
      expect(await sink.ask('parked', {})).toEqual([]);
      await model.holds(sink);
    }),
  );

  it.concurrent('is skipped with a reason, in order, and what is behind it goes on', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const [source, sink] = await Promise.all([installation.start('source'), installation.start('sink')]);
      await poison(installation, ['O'], 2);
      for (let i = 0; i < 3; i++) await model.change(source, [], ['O']);
      const found = await until(async () => {
        const rows = await sink.ask('parked', { key: 'O' });
        return rows.length === 2 && rows;
      });
      expect(await sink.ask('skip', found[1]!, 'too early')).toMatch(/earlier/);
      expect(await sink.ask('skip', found[0]!, 'entered twice')).toBeNull();
      expect(await sink.ask('retry', { group: 'orders.facts' })).toEqual({ applied: 1, failed: 0 });
      const facts = await installation.query('sink', 'SELECT sequence, attempts FROM facts ORDER BY n');
      expect(facts).toEqual([
        { sequence: 1, attempts: 1 },
        { sequence: 3, attempts: 1 },
      ]);
    }),
  );

  it.concurrent('is no poison: bytes are parked, but a schema that cannot be asked for is waited for', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const registry = new URL(installation.state.registry);
      let away = true;
      let refused = 0;
      const proxy = await TcpProxy.open(Number(registry.port), (_, direction) => {
        if (direction === 'up' && away) refused++;
        return away ? 'drop' : 'pass';
      });
      installation.atEnd(() => proxy.close());
      registry.port = String(proxy.port);
      const source = await installation.start('source');
      await model.change(source, ['G'], ['O']);
      const sink = await installation.start('sink', { registryUrl: registry.href });
      await until(() => refused >= 4, { timeoutMs: 180_000 });
      expect(await sink.ask('parked', {})).toEqual([]);
      expect(await installation.query('sink', 'SELECT FROM facts')).toEqual([]);
      away = false;
      await installation.query(
        'source',
        `INSERT INTO kernel.outbox (topic, key, partition_key, type, sequence, time, payload)
         VALUES ('inventory.reservations', 'junk', 'junk', 'ReservationReleased', 1, now(), 'junk')`,
      );
      await model.holds(sink);
      const [junk] = await until(async () => {
        const rows = await sink.ask('parked', { key: 'junk' });
        return rows.length > 0 && rows;
      });
      expect(junk).toMatchObject({ sequence: 1, behind: false });
      expect(junk).not.toHaveProperty('value');
    }),
  );
});
