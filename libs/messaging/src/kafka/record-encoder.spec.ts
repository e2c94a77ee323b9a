import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyContent, anyHeaders, anyText, several } from '../fixtures/record-content.ts';
import { formatted } from '../fixtures/record-format.ts';
import { encodeRecords, ticket } from './record-encoder.ts';
import type { EncodableRecord } from './record-encoder.ts';

describe('the record encoder', () => {
  it('encodes by the format, whatever the sizes and letters', () => {
    const record = fc.record({
      time: fc.integer({ min: 0, max: 2 ** 40 }),
      key: anyText,
      value: anyContent,
      headers: anyHeaders,
    });
    fc.assert(
      fc.property(fc.array(record, several), fc.nat(), (records, send) => {
        const stubs = records.map(({ time }, i) =>
          formatted({ time, offset: i, key: ticket(send, i), value: null }),
        );
        const encoded = encodeRecords(Buffer.concat(stubs), (from, i) => {
          expect(from).toBe(send);
          return records[i] as EncodableRecord;
        });
        const wanted = records.map(({ time, key, value, headers }, i) =>
          formatted({ time, offset: i, key: Buffer.from(key), value, headers: Object.entries(headers) }),
        );
        expect(encoded.equals(Buffer.concat(wanted))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  const euros = (count: number) => '€'.repeat(count);
  const small = { key: 'k', value: Buffer.from('v'), headers: { h: 't' } };

  // Each is larger than all before it, so that the memory has to grow.
  it.each<[string, EncodableRecord]>([
    ['a key of 1.5 MB', { ...small, key: euros(500_000) }],
    ['a value of 3 MB', { ...small, value: Buffer.alloc(3_000_000, 7) }],
    ['a header of 6 MB', { ...small, headers: { before: 'x', long: euros(2_000_000) } }],
    ['a name of 12 MB', { ...small, headers: { [euros(4_000_000)]: '', after: 'x' } }],
  ])('takes %s between other records', (_, large) => {
    const records = [small, large, small];
    const encoded = encodeRecords(
      Buffer.concat(
        records.map((__, i) => formatted({ time: 0, offset: i, key: ticket(1, i), value: null })),
      ),
      (___, i) => records[i] ?? small,
    );
    const wanted = records.map(({ key, value, headers }, i) =>
      formatted({ time: 0, offset: i, key: Buffer.from(key), value, headers: Object.entries(headers) }),
    );
    expect(encoded.equals(Buffer.concat(wanted))).toBe(true);
  });

  it('takes records of nearly a megabyte', () => {
    const value = Buffer.alloc(900_000, 7);
    const encoded = encodeRecords(
      Buffer.concat([0, 1, 2].map((i) => formatted({ time: 0, offset: i, key: ticket(1, i), value: null }))),
      () => ({ key: 'k', value, headers: {} }),
    );
    expect(
      encoded.equals(
        Buffer.concat([0, 1, 2].map((i) => formatted({ time: 0, offset: i, key: Buffer.from('k'), value }))),
      ),
    ).toBe(true);
  });
});
