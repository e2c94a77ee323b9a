import { until } from '@throughline/testing';
import { describe, expect, it } from 'vitest';
import { Model, names } from './model.ts';
import type { Probe } from './probe.ts';
import { type Installation, act, inWorld } from './installation.ts';

const goods = names('G', 60);
const orders = names('O', 20);

/** Changes go on all the time; those that fail are left to the model. */
function traffic(model: Model, writer: () => Probe) {
  let ended = false;
  let done = 0;
  const running = (async () => {
    for (let i = 0; !ended; i++) {
      const some = goods.filter((_, n) => (n + i) % 4 === 0);
      const happened = orders.filter((_, n) => (n + i) % 5 === 0);
      const change = await model.change(writer(), some, happened).catch(() => undefined);
      if (change) done++;
      else await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  return {
    /** Waits for some more changes. */
    more: async (count = 5) => {
      const before = done;
      await until(() => done >= before + count, { timeoutMs: 180_000 });
    },
    end: async () => {
      ended = true;
      await running;
    },
  };
}

/** Everything but what says when a row was written. */
const fingerprint = (installation: Installation) =>
  installation.query(
    'sink',
    `SELECT (SELECT md5(string_agg(t::text, ';' ORDER BY t::text))
               FROM (SELECT sku, units, version FROM shelf WHERE NOT deleted) t) AS shelf,
            (SELECT md5(string_agg(t::text, ';' ORDER BY t::text)) FROM receipts t) AS receipts`,
  );

const ended = async (probe: Probe, group: string) =>
  until(
    async () => {
      const status = await probe.ask('rebuild', group);
      return status?.status !== 'running' && status;
    },
    { timeoutMs: 180_000 },
  );

describe('while traffic flows', () => {
  it('broker, Postgres and every process may be killed; a rebuild gives the same', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      let [source, sink] = await Promise.all([installation.start('source'), installation.start('sink')]);
      await Promise.all([installation.start('source'), installation.start('sink')]);
      const flow = traffic(model, () => source);
      await flow.more();

      await act('kill', 'kafka');
      await flow.more();
      await act('ready', 'kafka');
      await flow.more();

      await act('kill', 'postgres');
      await act('ready', 'postgres');
      await flow.more();

      await sink.kill();
      await source.kill();
      [source, sink] = await Promise.all([installation.start('source'), installation.start('sink')]);
      await flow.more();
      await flow.end();

      await model.settle();
      await model.holds(sink);

      const live = await fingerprint(installation);
      const before = await sink.ask('ends', 'integration.flows');
      await sink.ask('startRebuild', 'orders.shelf', 'verify');
      const verified = await ended(sink, 'orders.shelf');
      expect(verified.outcome).toMatchObject({ equal: true });
      await sink.ask('startRebuild', 'orders.shelf', 'swap');
      expect(await ended(sink, 'orders.shelf')).toMatchObject({ status: 'done' });
      expect(await fingerprint(installation)).toEqual(live);
      expect(await sink.ask('ends', 'integration.flows'), 'what a rebuild publishes').toBe(before);
      await model.change(source, goods, orders);
      await model.holds(sink);
    }));
});
