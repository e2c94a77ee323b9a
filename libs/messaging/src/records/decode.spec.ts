import { setImmediate as nextTurn } from 'node:timers/promises';
import { propagation } from '@opentelemetry/api';
import { W3CBaggagePropagator } from '@opentelemetry/core';
import { UndecodableError, encode, decoder, schemas } from '@throughline/events';
import type { RecordName } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import { TransientError } from '../errors.ts';
import { rawAt } from '../fixtures/partition-batches.ts';
import type { RawRecord } from '../kafka/types.ts';
import { decodeAll, decodeOne } from './decode.ts';
import { eventHeaders } from './headers.ts';
import type { SchemaStore } from './schema-store.ts';

const time = '2026-06-01T08:00:00.125Z';
const id = '0198c0de-0000-4000-8000-000000000001';
const head = (type: RecordName, sequence = 3) =>
  eventHeaders('orders', { id, type, sequence, time, key: 'O-1', traceparent: null });
const completed = { order: 'O-1', at: new Date('2026-06-01T07:59:00Z') };
/** As a service has it, with one schema, our own. */
const store = {
  decoderOf: async (type: RecordName) => decoder(type, schemas[type]),
} as unknown as SchemaStore;

const body = encode('OrderCompleted', completed, 1);
const sound = head('OrderCompleted');
function orderCompleted(offset: number, given: Partial<RawRecord> = {}): RawRecord {
  return rawAt(offset, { key: 'O-1', value: body, headers: sound, ...given });
}
const read = (raw: RawRecord, types?: readonly RecordName[], schemaStore = store) =>
  decodeOne('orders.events', 4, raw, schemaStore, types && new Set(types));

describe('a record to decode', () => {
  it('is decoded whole', async () => {
    const raw = orderCompleted(7);
    expect(await read(raw)).toEqual({
      raw,
      record: {
        topic: 'orders.events',
        partition: 4,
        offset: 7,
        key: 'O-1',
        type: 'OrderCompleted',
        sequence: 3,
        time: new Date(time),
        id,
        value: completed,
        traceparent: sound['traceparent'],
      },
    });
  });

  it('carries its trace, where it has one', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const traced = await read(orderCompleted(7, { headers: { ...head('OrderCompleted'), traceparent } }));
    expect(traced?.record?.traceparent).toBe(traceparent);
    const { traceparent: _, ...untraced } = head('OrderCompleted');
    expect((await read(orderCompleted(7, { headers: untraced })))?.record).not.toHaveProperty('traceparent');
  });

  it('carries what else the configured propagators read', async () => {
    const raw = orderCompleted(7, { headers: { ...sound, baggage: 'tenant=7' } });
    expect((await read(raw))?.record).not.toHaveProperty('propagationFields');
    propagation.setGlobalPropagator(new W3CBaggagePropagator());
    try {
      expect((await read(raw))?.record?.propagationFields).toEqual({ baggage: 'tenant=7' });
      expect((await read(orderCompleted(7)))?.record).not.toHaveProperty('propagationFields');
    } finally {
      propagation.disable();
    }
  });

  it('may lack an id', async () => {
    const { ce_id: _, ...headers } = head('OrderCompleted');
    expect((await read(orderCompleted(7, { headers })))?.record?.id).toBe('');
  });

  it('of a type that this version does not know is returned raw', async () => {
    const raw = orderCompleted(7, {
      headers: { ...head('OrderCompleted'), ce_type: 'throughline.orders.New' },
    });
    expect(await read(raw)).toEqual({ raw });
    expect(await read(raw, ['OrderPlaced'])).toEqual({ raw });
  });

  it('of a type that is not read leaves nothing, and is not looked into', async () => {
    const noBody = orderCompleted(7, { value: Buffer.from('no Avro') });
    expect(await read(noBody, ['OrderPlaced', 'OrderCancelled'])).toBeUndefined();
    expect((await read(orderCompleted(7), ['OrderPlaced', 'OrderCompleted']))?.record?.value).toEqual(
      completed,
    );
  });

  it.each<[string, Partial<RawRecord>, string]>([
    ['no type', { headers: {} }, 'The header ce_type is missing'],
    ['a damaged key', { key: 'O\uFFFD' }, 'The key is no text, or too long'],
    ['the key of another', { key: 'O-2' }, 'The key is not that of the body'],
    [
      'a body without what its key is made of',
      { key: '', value: encode('OrderCompleted', { ...completed, order: '' }, 1) },
      'The key is not that of the body',
    ],
    ['no body on a log topic', { value: null }, 'A log topic carries no tombstones'],
    [
      'a body of another format',
      { value: Buffer.from('{}') },
      'Not in the Confluent wire format: the first byte is not 0',
    ],
    [
      'no version',
      { headers: { ...head('OrderCompleted'), ce_sequence: 'x' } },
      'The header ce_sequence is x',
    ],
    ['no instant', { headers: { ...head('OrderCompleted'), ce_time: '' } }, 'The header ce_time is '],
  ])('with %s comes with the error', async (_, given, message) => {
    const raw = orderCompleted(7, given);
    expect(await read(raw)).toEqual({ raw, error: new UndecodableError(message) });
  });

  it('without a body on a state topic is a tombstone', async () => {
    const headers = head('Availability');
    const raw = rawAt(1, { key: 'HL-U509', headers });
    const entry = await decodeOne('inventory.availability', 0, raw, store);
    expect([entry?.error, entry?.record?.value]).toEqual([undefined, null]);
  });

  it('is not parked while the registry is unavailable', async () => {
    const away = new TransientError('away');
    const unreachable = { decoderOf: () => Promise.reject(away) } as unknown as SchemaStore;
    await expect(read(orderCompleted(7), undefined, unreachable)).rejects.toBe(away);
    const records = [{ offset: 7, timestamp: 0, read: () => orderCompleted(7) }];
    await expect(decodeAll('orders.events', 4, records, unreachable)).rejects.toBe(away);
  });

  it('keeps what was thrown, though it be no error', async () => {
    const odd = { decoderOf: () => Promise.reject('odd') } as unknown as SchemaStore;
    expect((await read(orderCompleted(7), undefined, odd))?.error).toEqual(new Error('odd'));
  });
});

describe('records to decode', () => {
  const fetched = (raw: RawRecord) => ({ offset: raw.offset, timestamp: 0, read: () => raw });

  it('stay in order, without those of types that are not read', async () => {
    const cancelled = orderCompleted(8, { headers: head('OrderCancelled') });
    const damaged = orderCompleted(9, { key: '\uFFFD' });
    const records = [orderCompleted(7), cancelled, damaged, orderCompleted(11)].map(fetched);
    const entries = await decodeAll('orders.events', 4, records, store, new Set(['OrderCompleted'] as const));
    expect(entries.map(({ raw, record, error }) => [raw.offset, record?.partition, error?.name])).toEqual([
      [7, 4, undefined],
      [9, undefined, 'UndecodableError'],
      [11, 4, undefined],
    ]);
  });

  it('yield to the event loop after every two hundred', async () => {
    const turnsFor = async (count: number) => {
      const records = Array.from({ length: count }, (_, offset) => fetched(orderCompleted(offset)));
      let entries = 0;
      void decodeAll('orders.events', 0, records, store).then(({ length }) => (entries = length));
      let turns = 0;
      for (; entries === 0; turns++) await nextTurn();
      expect(entries).toBe(count);
      return turns;
    };
    const [few, ...more] = [
      await turnsFor(200),
      await turnsFor(201),
      await turnsFor(400),
      await turnsFor(401),
    ];
    expect(few).toBe(1);
    expect(more.map((turns) => turns - (more[0] ?? 0))).toEqual([0, 0, 1]);
    expect(more[0]).toBeGreaterThan(1);
  });
});
