import { topics } from '@throughline/events';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { shopOf } from '../../system/shop.ts';
import { attach } from '../../system/system.ts';
import { spansOf } from '../../system/zipkin.ts';
import { type OurRecord, tailAll } from '../../system/tail.ts';
import { type Traded, trade } from '../trade.ts';
import { clientsPython, runPython } from './python.ts';

const system = attach(inject('home'));
const shop = shopOf(system);

/** A record as fastavro and the SDK of CloudEvents read it. */
interface TheirRecord {
  topic: string;
  partition: number;
  offset: number;
  key: string;
  error?: string;
  attributes: Record<string, string>;
  traceparent: string | null;
  schema: { id: number; name: string; subjects: string[] } | null;
  value: Record<string, unknown> | null;
}

let traded: Traded;
let theirTopics: string[];
let theirs: TheirRecord[];
let ours: Map<string, OurRecord>;

const placeOf = ({ topic, partition, offset }: Pick<TheirRecord, 'topic' | 'partition' | 'offset'>) =>
  `${topic} ${partition}/${offset}`;
const newest = (topic: string, key: string) =>
  theirs.findLast((record) => record.topic === topic && record.key === key)?.value;

beforeAll(async () => {
  await clientsPython();
  traded = await trade(system);
  const { kafka, registry } = system.endpoints();
  const lines = (await runPython('read_topics.py', [kafka, registry])).trim().split('\n');
  ({ topics: theirTopics } = JSON.parse(lines.pop() ?? '{}') as { topics: string[] });
  theirs = lines.map((line) => JSON.parse(line) as TheirRecord);
  ours = new Map((await tailAll(system, theirs)).map((record) => [placeOf(record), record]));
});

describe('every record of every topic, to a client of another language', () => {
  it('is there, and can be read', () => {
    expect(theirTopics).toEqual(Object.keys(topics).sort());
    expect(theirs.length).toBeGreaterThan(1_000);
    expect(theirs.filter(({ error }) => error !== undefined).slice(0, 5)).toEqual([]);
    const spoken = new Set(theirs.map(({ topic }) => topic));
    expect(Object.keys(topics).filter((topic) => !spoken.has(topic))).toEqual([]);
  });

  it('says by fastavro, with the schema that wrote it, what our own command says', () => {
    const said = (record: TheirRecord) => ({
      key: record.key,
      sequence: record.attributes['sequence'],
      time: new Date(record.attributes['time'] ?? '').toISOString(),
      value: record.value,
    });
    const different = theirs.filter((record) => {
      const own = ours.get(placeOf(record));
      const same = own && { key: own.key, sequence: String(own.sequence), time: own.time, value: own.value };
      return !same || canonical(said(record)) !== canonical(same);
    });
    expect(different.slice(0, 3)).toEqual([]);
  });

  it('was written with a schema of its own subject, which its type names', () => {
    const odd = theirs.filter(({ topic, schema, attributes, value }) =>
      schema === null
        ? value !== null
        : schema.name !== attributes['type'] || !schema.subjects.includes(`${topic}-${schema.name}`),
    );
    expect(odd.slice(0, 3)).toEqual([]);
  });

  it('is an event to the SDK of CloudEvents, with the attributes that ours have', () => {
    for (const { topic, key, attributes } of theirs) {
      const { owner, records } = topics[topic as keyof typeof topics];
      expect(attributes).toEqual({
        specversion: '1.0',
        id: expect.stringMatching(/^\S+$/),
        type: expect.stringMatching(new RegExp(`^throughline\\.\\w+\\.(${records.join('|')})$`)),
        source: `/throughline/${owner}`,
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        subject: key,
        partitionkey: key,
        sequence: expect.stringMatching(/^[1-9]\d*$/),
        datacontenttype: 'application/avro',
      });
    }
    const names = theirs.map(({ attributes }) => `${attributes['source']} ${attributes['id']}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('is in a trace where it tells of one, and the trace is known', async () => {
    const traced = theirs.filter(({ traceparent }) => traceparent !== null);
    expect(
      traced.filter(({ traceparent }) => !/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/.test(traceparent ?? '')),
    ).toEqual([]);
    const placed = traced.find(({ key }) => key === traded.completed.order);
    expect(await spansOf(system, placed?.traceparent?.split('-')[1] ?? '')).not.toEqual([]);
  });
});

describe('what other people read from the topics', () => {
  it('is what the shop shows of price and stock', async () => {
    const price = theirs.findLast(
      ({ topic, value }) =>
        topic === 'pricing.prices' && value?.['sku'] === traded.priced.sku && value['validTo'] === null,
    )?.value;
    const { sku, net } = traded.priced;
    expect(Number(price?.['amount'])).toBe(Number(net));
    expect((await shop.figure(sku)).price?.version.startsWith(`${String(price?.['version'])}.`)).toBe(true);
    expect(newest('inventory.availability', traded.counted)).toMatchObject({
      availableToSell: (await shop.figure(traded.counted)).stock.available,
    });
  });

  it.each(['completed', 'cancelled'] as const)(
    'is what the shopper sees of an order that is %s',
    async (which) => {
      const view = await shop.order(traded[which]);
      const record = newest('orders.orders', view.order);
      expect(record).toMatchObject({ state: view.state, gross: view.gross, erpNumber: view.erpNumber });
      expect(record?.['lines']).toMatchObject(
        view.lines.map(({ sku, shipped, cancelled, invoiced }) => ({ sku, shipped, cancelled, invoiced })),
      );
    },
  );
});

/** JSON with members in one order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
