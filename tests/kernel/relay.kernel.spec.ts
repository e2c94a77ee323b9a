import { until } from '@throughline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KafkaProxy } from './kafka-proxy.ts';
import { Model, names } from './model.ts';
import { type World, houseState, inWorld } from './world.ts';

const goods = names('G', 20);
const orders = names('O', 8);

const outboxRows = (world: World) => world.query('source', 'SELECT FROM kernel.outbox');
const sentAll = (world: World) => until(async () => (await outboxRows(world)).length === 0);

describe('the relay', () => {
  let kafka: KafkaProxy;
  beforeAll(async () => {
    const state = await houseState();
    kafka = await KafkaProxy.open(state.kafkaBehindProxy, state.kafkaProxy);
  });
  afterAll(() => kafka.close());

  it.concurrent('killed between send and delete sends again, and effects happen once', () =>
    inWorld(async (world) => {
      const model = new Model(world);
      const sink = await world.start('sink');
      const relay = await world.startRelay({ proxied: true });
      const writer = await world.start('source');
      await model.change(writer, goods, orders);
      await sentAll(world);
      const reached = relay.database!.hold({ direction: 'up', contains: 'DELETE FROM kernel.outbox' });
      await model.change(writer, goods, orders);
      await reached();
      await relay.kill();
      await model.change(writer, goods, orders);
      await sentAll(world);
      await model.holds(sink);
      const sent = await world.log('inventory.reservations', sink);
      expect(sent.length, 'records sent, the ones sent again too').toBeGreaterThan(3 * orders.length);
    }),
  );

  it.concurrent('stopped between send and delete, and woken after another has gone on, does no harm', () =>
    inWorld(async (world) => {
      const model = new Model(world);
      const sink = await world.start('sink');
      const zombie = await world.startRelay({ proxied: true });
      const writer = await world.start('source');
      const reached = zombie.database!.hold({ direction: 'up', contains: 'DELETE FROM kernel.outbox' });
      await model.change(writer, goods, orders);
      await reached();
      zombie.freeze();
      const since = await world.endRelaySession(zombie);
      await model.change(writer, goods, orders);
      await sentAll(world);
      await model.change(writer, goods.slice(0, 5), orders);
      zombie.wake();
      zombie.database!.release();
      await world.relaysAnew(zombie, since);
      await sentAll(world);
      await model.holds(sink);
    }),
  );

  it.concurrent('that hangs with the lock in hand loses it to another', () =>
    inWorld(async (world) => {
      const model = new Model(world);
      const sink = await world.start('sink');
      const hanging = await world.startRelay();
      await model.change(hanging, goods, orders);
      await sentAll(world);
      const writer = await world.start('source');
      hanging.freeze();
      await model.change(writer, goods, orders);
      await model.arrives();
      hanging.wake();
      await model.change(hanging, goods, orders);
      await model.holds(sink);
    }),
  );

  it.concurrent('woken with rows in hand after another has sent newer ones, sends nothing', () =>
    inWorld(async (world) => {
      const model = new Model(world);
      const sink = await world.start('sink');
      const zombie = await world.startRelay({ proxied: true });
      const writer = await world.start('source');
      await model.change(writer, goods, orders);
      await sentAll(world);
      const reached = zombie.database!.hold({ direction: 'down', contains: 'marked' });
      await model.change(writer, ['marked', ...goods]);
      await reached();
      zombie.freeze();
      const since = await world.endRelaySession(zombie);
      await model.change(writer, ['marked', ...goods], orders);
      await sentAll(world);
      zombie.database!.release();
      zombie.wake();
      await world.relaysAnew(zombie, since);
      await model.holds(sink);
    }),
  );

  it.concurrent('that got no answer does not send behind the one that took over', () =>
    inWorld(async (world) => {
      const model = new Model(world);
      const sink = await world.start('sink');
      const cutOff = await world.startRelay({ broker: `127.0.0.1:${world.state.kafkaProxy}` });
      const writer = await world.start('source');
      await model.change(writer, goods, orders);
      await sentAll(world);
      const lost = kafka.loseNextSend(cutOff.instance);
      await model.change(writer, goods);
      await lost();
      const since = await world.endRelaySession(cutOff);
      await model.change(writer, goods, orders);
      await sentAll(world);
      kafka.release(cutOff.instance);
      await world.relaysAnew(cutOff, since);
      await model.holds(sink);
    }),
  );

  it.concurrent('keeps what was not acknowledged, also when it is killed then', () =>
    inWorld(async (world) => {
      const model = new Model(world);
      const sink = await world.start('sink');
      const cutOff = await world.startRelay({ broker: `127.0.0.1:${world.state.kafkaProxy}` });
      const lost = kafka.loseNextSend(cutOff.instance);
      await model.change(cutOff, goods, orders);
      await lost();
      expect(await outboxRows(world)).toHaveLength(goods.length + orders.length);
      await cutOff.kill();
      await world.start('source');
      await sentAll(world);
      await model.holds(sink);
    }),
  );

  it.concurrent('sends rows that commit late, however many rounds have passed them', () =>
    inWorld(async (world) => {
      const model = new Model(world);
      const [sink, slow, quick] = await Promise.all([
        world.start('sink'),
        world.start('source'),
        world.start('source'),
      ]);
      const late = await slow.ask('open', { goods: [{ sku: 'late', units: 7 }], orders: ['late'] });
      for (let round = 0; round < 5; round++) {
        await model.change(quick, goods, orders);
        await sentAll(world);
      }
      await model.arrives();
      await slow.ask('commit');
      model.keep(late);
      await model.holds(sink);
    }),
  );

  it.concurrent('does not make old what is new, when an older state leaves later', () =>
    inWorld(async (world) => {
      const model = new Model(world);
      const [sink, source] = await Promise.all([world.start('sink'), world.start('source')]);
      const state = (sku: string, units: number | null, version: number) => ({ sku, units, version });
      const rounds = [
        [state('one', 9, 9), state('gone', 1, 3), state('two', 5, 5)],
        [state('one', 8, 8), state('gone', null, 4), state('two', 4, 4)],
        [state('gone', 2, 2), state('last', 1, 1)],
      ];
      for (const states of rounds) {
        await source.ask('publish', { states, facts: [] });
        await sentAll(world);
      }
      model.keep({
        states: [state('one', 9, 9), state('gone', null, 4), state('two', 5, 5), state('last', 1, 1)],
        facts: [],
      });
      const handled = () => world.query('sink', 'SELECT FROM receipts');
      await until(async () => (await handled()).length === 8);
      await model.arrives();
      expect(await sink.ask('parked', {})).toEqual([]);
    }),
  );
});
