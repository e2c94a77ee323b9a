import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatted } from './fixtures/record-format.ts';
import { packRecords, unpacked } from './record-decoder.ts';
import { readVarInt, skipVarInt } from './varint.ts';

/** Records without headers, as the client library reads them. */
function read(records: Buffer): { attributes: number; deltas: Buffer; key: null; value: Buffer }[] {
  const found: { attributes: number; deltas: Buffer; key: null; value: Buffer }[] = [];
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
      value: records.subarray(from, from + valueLength),
    });
    at = end;
  }
  return found;
}

describe('the record decoder', () => {
  it('gives back what was packed, and keeps the deltas of time and offset', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 80 });
    const content = fc.option(
      fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
      { nil: null },
    );
    const record = fc.record({
      time: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
      offset: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      key: content,
      value: content,
      headers: fc.dictionary(text, text, { maxKeys: 9 }),
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), (records) => {
        const written = records.map((one) => formatted({ ...one, headers: Object.entries(one.headers) }));
        const stubs = read(packRecords(Buffer.concat(written)));
        expect(stubs.map((stub) => unpacked(stub))).toMatchObject(
          records.map(({ key, value, headers }) => ({ key, value, headers })),
        );
        const bare = records.map(({ time, offset }) => formatted({ time, offset, key: null, value: null }));
        expect(stubs.map(({ deltas }) => deltas)).toEqual(
          bare.map((bytes) => bytes.subarray(2, skipVarInt(bytes, skipVarInt(bytes, 2)))),
        );
      }),
    );
  });

  it('leaves a record that is not packed as it is', () => {
    const record = { attributes: 0, key: Buffer.from('k'), value: Buffer.from('v'), headers: {} };
    expect(unpacked(record)).toBe(record);
  });

  it('throws, and does not go on for ever, whatever the bytes', () => {
    const records = formatted({ time: 1, offset: 1, key: Buffer.from('k'), value: Buffer.from('v') });
    expect(() => packRecords(records.subarray(0, records.length - 1))).toThrow(RangeError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
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
