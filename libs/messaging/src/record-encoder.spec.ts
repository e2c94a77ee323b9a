import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRecords, ticket } from './record-encoder.ts';
import type { EncodableRecord } from './record-encoder.ts';

function varInt(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}
const bytes = (content: Buffer | null): Buffer =>
  content === null ? varInt(-1) : Buffer.concat([varInt(content.length), content]);

/** A record as the format's description has it, written without any regard to speed. */
function reference(
  time: number,
  offset: number,
  key: Buffer,
  value: Buffer | null,
  headers: [string, string][],
): Buffer {
  const body = Buffer.concat([
    Buffer.from([0]),
    varInt(time),
    varInt(offset),
    bytes(key),
    bytes(value),
    varInt(headers.length),
    ...headers.flatMap(([name, text]) => [bytes(Buffer.from(name)), bytes(Buffer.from(text))]),
  ]);
  return Buffer.concat([varInt(body.length), body]);
}

describe('the record encoder', () => {
  it('writes what the format says, whatever the sizes and letters', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 80 });
    const record = fc.record({
      time: fc.integer({ min: 0, max: 2 ** 40 }),
      key: text,
      value: fc.option(
        fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
        { nil: null },
      ),
      headers: fc.dictionary(text, text, { maxKeys: 9 }),
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), fc.nat(), (records, send) => {
        const stubs = records.map(({ time }, i) => reference(time, i, ticket(send, i), null, []));
        const encoded = encodeRecords(Buffer.concat(stubs), (from, i) => {
          expect(from).toBe(send);
          return records[i] as EncodableRecord;
        });
        const wanted = records.map(({ time, key, value, headers }, i) =>
          reference(time, i, Buffer.from(key), value, Object.entries(headers)),
        );
        expect(encoded.equals(Buffer.concat(wanted))).toBe(true);
      }),
    );
  });

  it('takes records of nearly a megabyte', () => {
    const value = Buffer.alloc(900_000, 7);
    const encoded = encodeRecords(
      Buffer.concat([0, 1, 2].map((i) => reference(0, i, ticket(1, i), null, []))),
      () => ({ key: 'k', value, headers: {} }),
    );
    expect(
      encoded.equals(Buffer.concat([0, 1, 2].map((i) => reference(0, i, Buffer.from('k'), value, [])))),
    ).toBe(true);
  });
});
