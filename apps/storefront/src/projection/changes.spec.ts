import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, type ChangedTopic, changesChannel, decodeChanges, encodeChanges } from './changes.ts';

const topics: ChangedTopic[] = [
  'catalog.products',
  'inventory.availability',
  'inventory.locations',
  'pricing.prices',
  'orders.orders',
  'integration.flows',
  'erp.taxes',
  'customers.accounts',
];
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Few keys for many changes, so that most are told of more than once. */
const key = fc.oneof(
  fc.nat(60).map((number) => `SKU-${number}`),
  fc.string({ maxLength: 64, size: 'max', unit: 'binary' }).filter((text) => text.isWellFormed()),
  fc.string({ maxLength: 12, unit: fc.constantFrom('%', '\t', '\n', '\r', '2', '5', 'é') }),
);
const change: fc.Arbitrary<Change> = fc
  .record({
    topic: fc.constantFrom(...topics),
    key,
    time: fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
    traced: fc.boolean(),
  })
  .map(({ traced, ...rest }) => ({ ...rest, ...(traced && { traceparent }) }));

describe('changes', () => {
  it('arrive as they were sent, the newest of each key', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40, size: 'max' }), (changes) => {
        const newest = new Map(changes.map((one) => [`${one.topic} ${one.key}`, one]));
        expect(encodeChanges(changes).flatMap(decodeChanges)).toEqual([...newest.values()]);
      }),
    );
  });

  it('are sent in payloads that Postgres accepts, however many they are', () => {
    let payloadsAtMost = 0;
    fc.assert(
      fc.property(fc.array(change, { maxLength: 400, size: 'max' }), (changes) => {
        const sizes = encodeChanges(changes).map((payload) => Buffer.byteLength(payload));
        payloadsAtMost = Math.max(payloadsAtMost, sizes.length);
        return sizes.every((size) => size < 8_000);
      }),
      { numRuns: 30 },
    );
    expect(payloadsAtMost).toBeGreaterThan(2);
  });

  it('fill a payload to its last byte before the next is begun', () => {
    const time = new Date(0);
    /** As a line it takes as many bytes as is said: a letter, the key and the time, with tabs between them. */
    const taking = (bytes: number, first: string): Change => ({
      topic: 'pricing.prices',
      key: first.padEnd(bytes - 4, 'x'),
      time,
    });
    const bytesOf = (...lines: number[]) =>
      encodeChanges(lines.map((bytes, index) => taking(bytes, String(index)))).map(
        (payload) => payload.length,
      );
    expect(bytesOf(7_900)).toEqual([7_900]);
    expect(bytesOf(3_949, 3_950)).toEqual([7_900]);
    expect(bytesOf(3_950, 3_950)).toEqual([3_950, 3_950]);
    expect(bytesOf(7_000, 899, 7_000)).toEqual([7_900, 7_000]);
    expect(encodeChanges([])).toEqual([]);
  });

  it('of keys that are too long to be named are told as such, and keep no other', () => {
    const long: Change = { topic: 'pricing.prices', key: 'x'.repeat(7_897), time: new Date(0) };
    const short: Change = { ...long, key: 'A' };
    expect(encodeChanges([long, short, { ...long, topic: 'catalog.products' }])).toEqual(['p\tA\t0', '*']);
    expect(encodeChanges([long])).toEqual(['*']);
    expect(encodeChanges([{ ...long, key: 'x'.repeat(7_896) }]).map((payload) => payload.length)).toEqual([
      7_900,
    ]);
    // A replica of the version before skips it, and reads again by and by.
    expect(decodeChanges('*')).toEqual([]);
  });

  it('of a key are sent once per topic', () => {
    const at = (milliseconds: number, topic: ChangedTopic): Change => ({
      topic,
      key: 'A',
      time: new Date(milliseconds),
    });
    const all = [at(1, 'pricing.prices'), at(2, 'catalog.products'), at(3, 'pricing.prices')];
    expect(encodeChanges(all).flatMap(decodeChanges)).toEqual([
      at(3, 'pricing.prices'),
      at(2, 'catalog.products'),
    ]);
  });

  it('are encoded as by the version before, and told where its replicas listen', () => {
    expect(changesChannel).toBe('storefront_changed');
    const time = new Date('2026-11-20T12:00:00Z');
    const all = [
      ...topics.map((topic): Change => ({ topic, key: 'A', time })),
      { topic: 'pricing.prices', key: '5 %\tof\r\nB', time, traceparent } as const,
    ];
    expect(encodeChanges(all)).toEqual([
      [
        ...['c', 'a', 'l', 'p', 'o', 'f', 't', 'g'].map((letter) => `${letter}\tA\tmwoxfuo0`),
        `p\t5 %25%09of%0D%0AB\tmwoxfuo0\t${traceparent}`,
      ].join('\n'),
    ]);
  });

  it('of an unknown topic are skipped', () => {
    expect(decodeChanges('z\tX\t0\np\tSKU\ts')).toEqual([
      { topic: 'pricing.prices', key: 'SKU', time: new Date(28) },
    ]);
  });
});
