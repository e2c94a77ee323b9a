import { decoder, encode, schemas, topics } from '@throughline/events';
import type { RecordName, RecordValue, TopicName } from '@throughline/events';
import { damaged, valueOf } from '@throughline/testing';
import { fuzz, fuzzTimeoutMs } from '@throughline/testing/fuzz';
import { contextFrom, isSampled } from '@throughline/telemetry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rawRecord } from '../kafka/raw-record.ts';
import { errorText } from './error-text.ts';
import { decodeOne } from './decode.ts';
import { eventHeaders } from './headers.ts';
import type { SchemaStore } from './schema-store.ts';

const records = Object.values(topics).flatMap(({ name, records: types }) =>
  types.map((type) => [name, type] as [TopicName, RecordName]),
);
const anyRecord = fc.constantFrom(...records);
/** As a service has it: our own schemas under one id, others of the registry under others. */
const store = {
  decoderOf: async (type: RecordName, id: number) =>
    decoder(type, id === 1 ? schemas[type] : schemas[records[id % records.length]![1]]),
} as SchemaStore;

const headersOf = (type: RecordName) =>
  eventHeaders('fuzz', {
    ...{ id: 'x', type, sequence: 1, time: '2026-06-01T08:00:00Z', key: 'k', traceparent: null },
  });

async function read(topic: TopicName, record: Parameters<typeof rawRecord>[0]) {
  const raw = rawRecord(record);
  const entry = await decodeOne(topic, 0, raw, store);
  return { raw, entry: entry! };
}

describe('whatever a topic holds', () => {
  it(
    'every value that a schema allows is decoded as it was encoded',
    () =>
      fuzz(
        fc.property(
          anyRecord.chain(([, type]) => valueOf(type).map((value) => ({ type, value }))),
          ({ type, value }) => {
            const bytes = encode(type, value as unknown as RecordValue<RecordName>, 1);
            expect(structuredClone(decoder(type, schemas[type])(bytes))).toEqual(value);
          },
        ),
      ),
    fuzzTimeoutMs,
  );

  it(
    'damaged bytes are decoded or parked, in no time and in no more memory than they take',
    () =>
      fuzz(
        fc.asyncProperty(
          anyRecord.chain(([topic, type]) =>
            valueOf(type).chain((value) =>
              damaged(encode(type, value as unknown as RecordValue<RecordName>, 1)).map((bytes) => ({
                ...{ topic, type, bytes },
              })),
            ),
          ),
          async ({ topic, type, bytes }) => {
            const { entry } = await read(topic, {
              ...{ offset: '0', key: Buffer.from('k'), value: bytes, timestamp: '0' },
              headers: headersOf(type),
            });
            if (entry.error) expect(errorText(entry.error)).toMatch(/^\w*Error: /);
            else expect(JSON.stringify(entry.record?.value).length).toBeLessThan(50 * bytes.length + 10_000);
          },
        ),
      ),
    fuzzTimeoutMs,
  );

  it(
    'keys, headers and bytes of any kind can be kept',
    () =>
      fuzz(
        fc.asyncProperty(
          anyRecord,
          fc.option(fc.uint8Array({ maxLength: 2_000, size: 'max' })),
          fc.option(fc.uint8Array({ maxLength: 40, size: 'max' })),
          fc.dictionary(
            fc.oneof(fc.constantFrom('ce_type', 'ce_sequence', 'ce_time', 'traceparent'), fc.string()),
            fc.oneof(
              fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
              fc.constantFrom('', '0', '-1', '1e3', '99999999999999999999', '\0', 'now', '+275760-09-13'),
            ),
          ),
          async ([topic, type], key, value, headers) => {
            const { raw, entry } = await read(topic, {
              ...{ offset: '0', timestamp: '0', key: key && Buffer.from(key) },
              value: value && Buffer.from(value),
              headers: { ...headersOf(type), ...headers },
            });
            const kept = [raw.key, ...Object.entries(raw.headers).flat()];
            for (const text of kept) expect(text).not.toContain('\0');
            expect(raw.key.length).toBeLessThanOrEqual(501);
            if (entry.record) {
              expect(entry.record.sequence).toBeGreaterThanOrEqual(0);
              expect(entry.record.time.getTime()).not.toBeNaN();
            }
          },
        ),
      ),
    fuzzTimeoutMs,
  );

  it(
    'a trace context is continued or ignored',
    () =>
      fuzz(
        fc.property(
          fc.oneof(fc.string(), fc.stringMatching(/^00-[0-9a-f]{30,34}-[0-9a-f]{16}-[0-9a-f]{2}$/)),
          (text) => {
            expect(contextFrom(text)).toBeDefined();
            expect(typeof isSampled(text)).toBe('boolean');
          },
        ),
      ),
    fuzzTimeoutMs,
  );
});
