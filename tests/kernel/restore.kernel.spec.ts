import { until } from '@throughline/testing';
import { describe, expect, it } from 'vitest';
import { Model, names } from './model.ts';
import type { Probe } from './probe.ts';
import { type Side, type Installation, act, inWorld } from './installation.ts';

const goods = names('G', 30);
const orders = names('O', 10);

/** Keeps the state of a database whose services have ended, as a backup does. */
async function save(installation: Installation, side: Side): Promise<void> {
  const { name } = installation.databases[side];
  await installation.disconnect();
  await installation.asAdmin(`CREATE DATABASE ${name}_old TEMPLATE ${name} OWNER ${name}`);
}

async function restore(installation: Installation, side: Side): Promise<void> {
  const { name } = installation.databases[side];
  await installation.disconnect();
  await installation.asAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
  await installation.asAdmin(`ALTER DATABASE ${name}_old RENAME TO ${name}`);
}

const findings = async (probe: Probe) => (await probe.ask('doctor')).map(({ problem }) => problem);
const lagless = (sink: Probe) =>
  until(async () =>
    (await sink.ask('groups')).every(({ positions }) => positions.every(({ lag }) => lag === 0)),
  );

describe('after a restore', () => {
  it.concurrent("of the reader's database it reads on from where that stands", () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const source = await installation.start('source');
      let sink = await installation.start('sink');
      await model.change(source, goods, orders);
      await model.arrives();
      await sink.ask('leave');
      await sink.kill();
      await save(installation, 'sink');
      sink = await installation.start('sink');
      await model.change(source, goods, orders);
      await model.change(source, goods, orders);
      await model.arrives();
      await lagless(sink);
      await sink.ask('leave');
      await sink.kill();
      await restore(installation, 'sink');
      await model.change(source, goods, orders);
      sink = await installation.start('sink');
      // It has published on what it read; what it says again has the versions that the log has already.
      expect(await findings(sink)).toContain('database-behind');
      await sink.ask('keepVersions');
      await model.holds(sink);
      expect(await sink.ask('doctor')).toEqual([]);
    }),
  );

  it.concurrent("of the writer's database its versions are raised above those in the log", () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const sink = await installation.start('sink');
      let source = await installation.start('source');
      await model.change(source, goods);
      await model.arrives();
      await source.ask('leave');
      await source.kill();
      await save(installation, 'source');
      source = await installation.start('source');
      for (let i = 0; i < 3; i++) await model.change(source, goods);
      await model.change(source, ['forgotten']);
      await model.arrives();
      await source.ask('leave');
      await source.kill();
      await restore(installation, 'source');

      source = await installation.start('source');
      // What changes before anybody has noticed waits, instead of leaving with versions that are too low.
      await model.change(source, goods.slice(0, 5));
      await model.change(source, goods.slice(0, 5));
      const named = (await source.ask('doctor')).find(({ problem }) => problem === 'database-behind');
      expect(named?.text).toContain('inventory.availability');
      expect(named?.remedy).toContain('--raise-versions');
      expect(await installation.query('source', 'SELECT FROM kernel.outbox')).toHaveLength(10);
      await source.ask('raiseVersions');
      await until(async () => (await installation.query('source', 'SELECT FROM kernel.outbox')).length === 0);
      expect(await findings(source)).toEqual([]);
      const known = await installation.query<{ sku: string; units: number | null; version: number }>(
        'source',
        'SELECT sku, units, version FROM goods',
      );
      const forgotten = { sku: 'forgotten', units: null, version: 1 };
      await source.ask('publish', { states: [...known, forgotten], facts: [] });
      const wanted = [...known, forgotten].map(({ sku, units }) => `${sku} ${units}`).sort();
      const shelf = async () => {
        const rows = await installation.query<{ sku: string; units: number | null }>(
          'sink',
          'SELECT sku, units FROM shelf',
        );
        return rows.map(({ sku, units }) => `${sku} ${units}`).sort();
      };
      await until(async () => JSON.stringify(await shelf()) === JSON.stringify(wanted), {
        timeoutMs: 180_000,
      });
      expect(await findings(sink)).toEqual([]);
    }),
  );
});

describe('after a restore of the broker', () => {
  it('readers stop, the doctor names it and mends it once all have adopted the log', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const [source, sink] = await Promise.all([installation.start('source'), installation.start('sink')]);
      await model.change(source, goods, orders);
      await model.arrives();
      await act('stop');
      await act('save');
      await act('start');
      await model.change(source, goods, orders);
      await model.change(source, goods, orders);
      await model.arrives();
      const waiting = async () => (await installation.query('source', 'SELECT FROM kernel.outbox')).length;
      await until(async () => (await waiting()) === 0);
      await act('stop');
      await act('restore');
      await act('start');

      const says = (probe: Probe, text: string) =>
        until(async () => (await probe.ask('problems')).some((problem) => problem.includes(text)), {
          timeoutMs: 180_000,
        });
      await says(sink, 'orders.facts');
      expect(await findings(sink)).toContain('outside-log');
      expect(await findings(source)).toContain('log-behind');
      const remedies = (await sink.ask('doctor')).map(({ remedy }) => remedy).join('\n');
      expect(remedies).toContain('--adopt');

      // What changes before anybody has noticed waits: in the log it would hide that something is missing.
      await model.change(source, goods, orders);
      await says(source, 'Nothing is sent');
      await Promise.all([sink.ask('adopt'), source.ask('adopt')]);
      expect(await waiting()).toBe(40);
      const told = await Promise.all([source.ask('sendAgain'), sink.ask('sendAgain')]);
      expect(told.map(({ missing }) => missing)).toEqual([0, 0]);
      expect(told[0].again).toBeGreaterThan(0);
      await model.arrives();
      await model.logEndsWithNewest(sink);
      const twice = await installation.query('sink', 'SELECT FROM facts WHERE attempts <> 1');
      expect(twice).toEqual([]);
      await until(async () => (await findings(sink)).length === 0 && (await findings(source)).length === 0, {
        timeoutMs: 180_000,
      });
    }));
});
