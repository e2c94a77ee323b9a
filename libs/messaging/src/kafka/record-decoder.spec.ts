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

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);
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
      { numRuns: 25 },
    );
  });

  it('returns records of every length about which their own length grows by a byte', () => {
    const lengths = [...range(50, 70), ...range(8_110, 8_200)];
    const written = lengths.map((length) =>
      formatted({ time: 0, offset: 0, key: null, value: Buffer.alloc(length, 1) }),
    );
    const seen = read(packRecords(Buffer.concat(written))).map((stub) => unpacked(stub).value?.length);
    expect(seen).toEqual(lengths);
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
    const empty = { attributes: 0x40, key: Buffer.from('k'), value: null, headers: {} };
    expect(unpacked(empty)).toBe(empty);
  });

  it('takes a header that is none for an empty one', () => {
    // Neither key nor value; two headers, the first of which is none.
    const value = Buffer.from([1, 1, 4, 2, 0x61, 1, 2, 0x62, 2, 0x63]);
    const { key, headers } = unpacked({ attributes: 0x40, key: null, value, headers: {} });
    expect([key, entriesOf(headers)]).toEqual([
      null,
      [
        ['a', ''],
        ['b', 'c'],
      ],
    ]);
  });

  it.each([
    ['no length', [0x01], 'A record has no length'],
    ['a length of nothing', [0x00], 'A record ends beyond its batch'],
    ['a length within its deltas', [0x04, 0x00, 0x80, 0x00, 0x00], 'A record ends beyond its batch'],
    ['a length beyond its batch', [0x08, 0x00, 0x00, 0x00], 'A record ends beyond its batch'],
    ['a length that does not end', [0x80], 'The bytes end within a number'],
  ])('refuses a record with %s', (_, bytes, message) => {
    expect(() => packRecords(Buffer.from(bytes))).toThrow(new RangeError(message));
  });

  it('refuses a record that ends before its key only when it is read, so that its neighbours can be', () => {
    const packed = packRecords(Buffer.from([0x06, 0, 0, 0]));
    const [stub] = read(packed);
    expect(stub?.value).toEqual(Buffer.alloc(0));
    expect(() => stub && unpacked(stub)).toThrow(new RangeError('The bytes end within a number'));
  });

  it.each([
    ['a key', [6, 0x61, 0x62]],
    ['a value', [1, 6, 0x61, 0x62]],
    ['the name of a header', [1, 1, 2, 6, 0x61, 0x62]],
    ['the text of a header', [1, 1, 2, 2, 0x61, 6, 0x62]],
  ])('refuses a record that ends within %s', (_, bytes) => {
    const record = { attributes: 0x40, key: null, value: Buffer.from(bytes), headers: {} };
    expect(() => unpacked(record)).toThrow(new RangeError('A record ends within its content'));
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
