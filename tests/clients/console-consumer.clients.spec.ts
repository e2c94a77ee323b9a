import { decoder, schemaIdOf } from '@throughline/events';
import type { RecordName } from '@throughline/events';
import { beforeAll, expect, inject, it } from 'vitest';
import { attach } from '../system/system.ts';
import { printTopic, type PrintedRecord } from './console-consumer.ts';
import { tailAll } from '../system/tail.ts';
import { trade } from './trade.ts';

const system = attach(inject('home'));

beforeAll(async () => {
  await trade(system);
});

it.each(['orders.events', 'orders.recipients'])(
  'Kafka’s console consumer prints of %s what our own command says',
  async (topic) => {
    const printed = await printTopic(system, topic);
    expect(printed.length).toBeGreaterThan(1);
    const named = printed.map(({ partition, offset }) => ({ topic, partition, offset }));
    const last = new Set(named.map(({ partition, offset }) => `${partition}/${offset}`));
    const ours = (await tailAll(system, named)).filter(({ partition, offset }) =>
      last.has(`${partition}/${offset}`),
    );
    const theirs = await Promise.all(printed.map((record) => understood(record)));
    const inOrder = <T extends { partition: number; offset: number }>(records: T[]) =>
      records.toSorted((a, b) => a.partition - b.partition || a.offset - b.offset);
    expect(inOrder(theirs)).toEqual(
      inOrder(ours).map(({ partition, offset, key, sequence, time, value }) => {
        return { partition, offset, key, sequence, time, value };
      }),
    );
  },
);

const named = ['id', 'source', 'specversion', 'time', 'type'].map((name) => `ce_${name}`);

async function understood({ partition, offset, headers, key, value }: PrintedRecord) {
  expect(headers['ce_subject']).toBe(key);
  expect(Object.keys(headers)).toEqual(expect.arrayContaining(named));
  return {
    ...{ partition, offset, key, sequence: Number(headers['ce_sequence']), time: headers['ce_time'] },
    value: value === null ? null : await decoded(Buffer.from(value, 'hex'), headers['ce_type'] ?? ''),
  };
}

const writers = new Map<number, Promise<unknown>>();

async function decoded(bytes: Buffer, type: string): Promise<unknown> {
  const id = schemaIdOf(bytes);
  const writer = writers.get(id) ?? writerOf(id);
  writers.set(id, writer);
  const name = type.split('.').at(-1) as RecordName;
  return JSON.parse(JSON.stringify(decoder(name, await writer)(bytes)));
}

async function writerOf(id: number): Promise<unknown> {
  const response = await fetch(`${system.endpoints().registry}/schemas/ids/${id}`);
  return JSON.parse(((await response.json()) as { schema: string }).schema);
}
