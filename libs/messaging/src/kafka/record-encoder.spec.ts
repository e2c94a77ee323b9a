import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRecords, ticket } from './record-encoder.ts';
import type { EncodableRecord } from './record-encoder.ts';
import { anyContent, anyHeaders, anyText, several } from '../fixtures/record-content.ts';
import { formatted } from '../fixtures/record-format.ts';

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
      { numRuns: 50 },
    );
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
