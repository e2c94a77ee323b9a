import { type TopicName, topics as catalogue } from '@throughline/events';
import { until } from '@throughline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Kafka } from '../../libs/messaging/src/kafka/kafka.ts';
import { partitionOf } from '../../libs/messaging/src/kafka/partitioner.ts';
import { type Leaderless, topicPartitionKey } from '../../libs/messaging/src/kafka/types.ts';
import { Cluster } from '../faults/cluster.ts';
import { type Installation, inWorld, topics } from './installation.ts';
import { Model, names } from './model.ts';

const goods = names('G', 60);
const orders = names('O', 24);
const lost = 3;

/** A function that says of a key whether its partition has a leader. */
function led(topic: TopicName, leaderless: readonly Leaderless[]): (key: string) => boolean {
  const without = new Set(leaderless.map((one) => topicPartitionKey(one.topic, one.partition)));
  return (key) => !without.has(topicPartitionKey(topic, partitionOf(key, catalogue[topic].partitions)));
}

describe('a partition whose only broker is away', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start();
  });
  afterAll(() => cluster.stop());

  const leaderlessIn = async ({ brokers, namespace }: Installation): Promise<readonly Leaderless[]> => {
    const kafka = new Kafka({ brokers: brokers.split(','), namespace }, 'the test');
    try {
      return await until(async () => {
        const { leaderless } = await kafka.reachable(topics);
        return leaderless.length > 0 && leaderless;
      });
    } finally {
      await kafka.close();
    }
  };

  it('holds up its own keys, and all others are sent and read; its keys follow in order, also under another relay', () =>
    inWorld(
      async (installation) => {
        const model = new Model(installation);
        const [sink, source] = await Promise.all([installation.start('sink'), installation.startRelay()]);
        await model.change(source, goods, orders);
        await model.holds(sink);

        await cluster.lose(lost);
        const leaderless = await leaderlessIn(installation);
        const isLed = led('inventory.availability', leaderless);
        const isLedOrder = led('inventory.reservations', leaderless);
        const [waiting, others] = [goods.filter((sku) => !isLed(sku)), goods.filter(isLed)];
        expect([waiting.length, others.length, orders.filter(isLedOrder).length]).not.toContain(0);

        const arrived = async () => {
          const shelf = await installation.query<{ sku: string; version: number }>(
            'sink',
            'SELECT sku, version FROM shelf WHERE sku = ANY($1::text[])',
            [others],
          );
          const facts = await installation.query<{ order: string; n: number }>(
            'sink',
            'SELECT "order", max(sequence) AS n FROM facts WHERE "order" = ANY($1::text[]) GROUP BY 1',
            [orders.filter(isLedOrder)],
          );
          return (
            shelf.every(({ sku, version }) => version === model.states.get(sku)?.version) &&
            facts.every(({ order, n }) => n === model.facts.get(order))
          );
        };
        for (let round = 0; round < 3; round++) {
          await model.change(source, goods, orders);
          await until(arrived);
        }
        const rows = await installation.query<{ key: string; held: boolean }>(
          'source',
          `SELECT key, held FROM kernel.outbox WHERE topic = 'inventory.availability'`,
        );
        expect([...new Set(rows.map(({ key }) => key))].sort()).toEqual(waiting);
        const [{ topic, partition }] = leaderless as [Leaderless];
        const problems = await source.ask('doctor');
        expect(problems).toContainEqual(
          expect.objectContaining({ problem: 'leaderless', text: `${topic}/${partition} has no leader` }),
        );
        expect(problems).toContainEqual(
          expect.objectContaining({
            problem: 'held',
            text: expect.stringMatching(
              /^\d+ rows wait for inventory\.availability\/\d since .* has no leader$/,
            ),
          }),
        );
        expect(await sink.ask('problems')).toEqual([]);

        await source.kill();
        const next = await installation.startRelay();
        await model.change(next, goods, orders);
        await until(arrived);

        await cluster.back(lost);
        await model.change(next, goods, orders);
        await model.holds(sink);
        await until(async () => (await next.ask('doctor')).length === 0);
      },
      { addresses: cluster.brokers, copies: 1 },
    ));
});
