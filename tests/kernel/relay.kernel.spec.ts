import { until } from '@throughline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KafkaProxy } from './kafka-proxy.ts';
import { Model, names } from './model.ts';
import { type Installation, storesState, inWorld } from './installation.ts';

const goods = names('G', 20);
const others = names('X', 60);
const orders = names('O', 8);

const outboxRows = (installation: Installation) => installation.query('source', 'SELECT FROM kernel.outbox');
const sentAll = (installation: Installation) =>
  until(async () => (await outboxRows(installation)).length === 0);

describe('the relay', () => {
  let kafka: KafkaProxy;
  beforeAll(async () => {
    const state = await storesState();
    kafka = await KafkaProxy.open(state.kafkaBehindProxy, state.kafkaProxy);
  });
  afterAll(() => kafka.close());

  it.concurrent('killed between send and delete sends again, and effects happen once', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const sink = await installation.start('sink');
      const relay = await installation.startRelay({ proxied: true });
      const writer = await installation.start('source');
      await model.change(writer, goods, orders);
      await sentAll(installation);
      const reached = relay.database!.hold({ direction: 'up', contains: 'DELETE FROM kernel.outbox' });
      await model.change(writer, goods, orders);
      await reached();
      await relay.kill();
      await model.change(writer, goods, orders);
      await sentAll(installation);
      await model.holds(sink);
      const sent = await installation.log('inventory.reservations', sink);
      expect(sent.length, 'records sent, the ones sent again too').toBeGreaterThan(3 * orders.length);
    }),
  );

  it.concurrent('stopped between send and delete, and woken after another has gone on, does no harm', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const sink = await installation.start('sink');
      const zombie = await installation.startRelay({ proxied: true });
      const writer = await installation.start('source');
      const reached = zombie.database!.hold({ direction: 'up', contains: 'DELETE FROM kernel.outbox' });
      await model.change(writer, goods, orders);
      await reached();
      zombie.freeze();
      const since = await installation.endRelaySession(zombie);
      await model.change(writer, goods, orders);
      await sentAll(installation);
      await model.change(writer, goods.slice(0, 5), orders);
      zombie.wake();
      zombie.database!.release();
      await installation.relaysAnew(zombie, since);
      await sentAll(installation);
      await model.holds(sink);
    }),
  );

  it.concurrent('that hangs with the lock in hand loses it to another', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const sink = await installation.start('sink');
      const hanging = await installation.startRelay();
      await model.change(hanging, goods, orders);
      await sentAll(installation);
      const writer = await installation.start('source');
      hanging.freeze();
      await model.change(writer, goods, orders);
      await model.arrives();
      hanging.wake();
      await model.change(hanging, goods, orders);
      await model.holds(sink);
    }),
  );

  it.concurrent('woken with rows in hand after another has sent newer ones, sends nothing', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const sink = await installation.start('sink');
      const zombie = await installation.startRelay({ proxied: true });
      const writer = await installation.start('source');
      await model.change(writer, goods, orders);
      await sentAll(installation);
      const reached = zombie.database!.hold({ direction: 'down', contains: 'marked' });
      await model.change(writer, ['marked', ...goods]);
      await reached();
      zombie.freeze();
      const since = await installation.endRelaySession(zombie);
      await model.change(writer, ['marked', ...goods], orders);
      await sentAll(installation);
      zombie.database!.release();
      zombie.wake();
      await installation.relaysAnew(zombie, since);
      await model.holds(sink);
    }),
  );

  it.concurrent('that got no answer does not send behind the one that took over', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const sink = await installation.start('sink');
      const cutOff = await installation.startRelay({ broker: `127.0.0.1:${installation.state.kafkaProxy}` });
      const writer = await installation.start('source');
      await model.change(writer, goods, orders);
      await sentAll(installation);
      const lost = kafka.loseNextSend(cutOff.instance);
      await model.change(writer, goods);
      await lost();
      const since = await installation.endRelaySession(cutOff);
      await model.change(writer, goods, orders);
      await sentAll(installation);
      kafka.release(cutOff.instance);
      await installation.relaysAnew(cutOff, since);
      await model.holds(sink);
    }),
  );

  it.concurrent('whose send arrives after another has sent newer ones, has the newest said again', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const sink = await installation.start('sink');
      const frozen = await installation.startRelay({ broker: `127.0.0.1:${installation.state.kafkaProxy}` });
      const writer = await installation.start('source');
      await model.change(writer, [...goods, ...others], orders);
      await sentAll(installation);
      const reached = kafka.holdSends(frozen.instance);
      await model.change(writer, goods);
      await reached();
      frozen.freeze();
      await installation.endRelaySession(frozen);
      await model.change(writer, goods, orders);
      await sentAll(installation);
      const before = (await installation.log('inventory.availability', sink)).length;
      kafka.release(frozen.instance);
      await until(
        async () => (await installation.log('inventory.availability', sink)).length >= before + goods.length,
      );
      await expect(model.logEndsWithNewest(sink)).rejects.toThrow('last version of each key');
      // Every partition goes on, and not where it was left.
      await model.change(writer, others);
      await until(() =>
        model.logEndsWithNewest(sink).then(
          () => true,
          () => false,
        ),
      );
      await model.holds(sink);
    }),
  );

  it.concurrent('keeps what was not acknowledged, also when it is killed then', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const sink = await installation.start('sink');
      const cutOff = await installation.startRelay({ broker: `127.0.0.1:${installation.state.kafkaProxy}` });
      const lost = kafka.loseNextSend(cutOff.instance);
      await model.change(cutOff, goods, orders);
      await lost();
      expect(await outboxRows(installation)).toHaveLength(goods.length + orders.length);
      await cutOff.kill();
      await installation.start('source');
      await sentAll(installation);
      await model.holds(sink);
    }),
  );

  it.concurrent('sends rows that commit late, however many rounds have passed them', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const [sink, slow, quick] = await Promise.all([
        installation.start('sink'),
        installation.start('source'),
        installation.start('source'),
      ]);
      const late = await slow.ask('open', { goods: [{ sku: 'late', units: 7 }], orders: ['late'] });
      for (let round = 0; round < 5; round++) {
        await model.change(quick, goods, orders);
        await sentAll(installation);
      }
      await model.arrives();
      await slow.ask('commit');
      model.keep(late);
      await model.holds(sink);
    }),
  );

  it.concurrent('does not make old what is new, when an older state leaves later', () =>
    inWorld(async (installation) => {
      const model = new Model(installation);
      const [sink, source] = await Promise.all([installation.start('sink'), installation.start('source')]);
      const state = (sku: string, units: number | null, version: number) => ({ sku, units, version });
      const rounds = [
        [state('one', 9, 9), state('gone', 1, 3), state('two', 5, 5)],
        [state('one', 8, 8), state('gone', null, 4), state('two', 4, 4)],
        [state('gone', 2, 2), state('last', 1, 1)],
      ];
      for (const states of rounds) {
        await source.ask('publish', { states, facts: [] });
        await sentAll(installation);
      }
      model.keep({
        states: [state('one', 9, 9), state('gone', null, 4), state('two', 5, 5), state('last', 1, 1)],
        facts: [],
      });
      const handled = () => installation.query('sink', 'SELECT FROM receipts');
      await until(async () => (await handled()).length === 8);
      await model.arrives();
      expect(await sink.ask('parked', {})).toEqual([]);
    }),
  );
});
