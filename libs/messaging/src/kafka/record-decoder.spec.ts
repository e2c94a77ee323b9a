import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyContent, anyHeaders, several } from '../fixtures/record-content.ts';
import { formatted } from '../fixtures/record-format.ts';
import { packRecords, unpacked } from './record-decoder.ts';
import { readVarInt, skipVarInt } from './varint.ts';

interface Stub {
  attributes: number;
  deltas: Buffer;
  key: null;
  value: Buffer;
  headers: Record<string, string>;
}

/** Records without headers, as the client library reads them. */
function read(records: Buffer): Stub[] {
  const found: Stub[] = [];
  for (let at = 0; at < records.length;) {
    const [length, start] = readVarInt(records, at);
    const end = start + length;
    const deltas = skipVarInt(records, skipVarInt(records, start + 1));
    const [keyLength, afterKey] = readVarInt(records, deltas);
    const [valueLength, from] = readVarInt(records, afterKey);
    const [headers, after] = readVarInt(records, from + valueLength);
    expect([keyLength, headers, after]).toEqual([-1, 0, end]);
    found.push({
      attributes: records[start] as number,
      deltas: records.subarray(start + 1, deltas),
      key: null,
      headers: {},
      value: records.subarray(from, from + valueLength),
    });
    at = end;
  }
  return found;
}

/** In one order, since names that look like numbers come first. */
const entriesOf = (headers: object) => Object.entries(headers).toSorted(([a], [b]) => (a < b ? -1 : 1));

const hex = (bytes: Buffer | null) => bytes?.toString('hex');
const comparable = ({
  key,
  value,
  headers,
}: {
  key: Buffer | null;
  value: Buffer | null;
  headers: object;
}) => ({
  ...{ key: hex(key), value: hex(value), headers: entriesOf(headers) },
});

describe('the record decoder', () => {
  it('gives back what was packed, and keeps the deltas of time and offset', () => {
    const record = fc.record({
      time: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
      offset: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      key: anyContent,
      value: anyContent,
      headers: anyHeaders,
    });
    fc.assert(
      fc.property(fc.array(record, several), (records) => {
        const written = records.map((one) => formatted({ ...one, headers: Object.entries(one.headers) }));
        const stubs = read(packRecords(Buffer.concat(written)));
        const seen = stubs.map((stub) => unpacked(stub));
        expect(seen.map(comparable)).toEqual(records.map(comparable));
        const bare = records.map(({ time, offset }) => formatted({ time, offset, key: null, value: null }));
        expect(stubs.map(({ deltas }) => hex(deltas))).toEqual(
          bare.map((bytes) => hex(bytes.subarray(2, skipVarInt(bytes, skipVarInt(bytes, 2))))),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('keeps headers of any name', () => {
    const [stub] = read(
      packRecords(formatted({ time: 0, offset: 0, key: null, value: null, headers: [['__proto__', 'own']] })),
    );
    expect(entriesOf((stub && unpacked(stub))?.headers ?? {})).toEqual([['__proto__', 'own']]);
  });

  it('leaves a record that is not packed as it is', () => {
    const record = { attributes: 0, key: Buffer.from('k'), value: Buffer.from('v'), headers: {} };
    expect(unpacked(record)).toBe(record);
  });

  it('throws or returns, whatever the bytes', () => {
    const records = formatted({ time: 1, offset: 1, key: Buffer.from('k'), value: Buffer.from('v') });
    expect(() => packRecords(records.subarray(0, records.length - 1))).toThrow(RangeError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60, size: 'max' }), (noise) => {
        const bytes = Buffer.from(noise);
        for (const work of [() => packRecords(bytes), () => unpacked({ attributes: 0x40, value: bytes })])
          try {
            work();
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
      }),
    );
  });
});
