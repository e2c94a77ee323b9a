import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVarInt, skipVarInt, writeVarInt } from './varint.ts';

/** As the zigzag encoding of Protocol Buffers and Avro has them. */
const written: [number, number[]][] = [
  [0, [0x00]],
  [-1, [0x01]],
  [1, [0x02]],
  [63, [0x7e]],
  [-64, [0x7f]],
  [64, [0x80, 0x01]],
  [-65, [0x81, 0x01]],
  [8_191, [0xfe, 0x7f]],
  [-8_192, [0xff, 0x7f]],
  [8_192, [0x80, 0x80, 0x01]],
  [2 ** 31 - 1, [0xfe, 0xff, 0xff, 0xff, 0x0f]],
  [-(2 ** 31), [0xff, 0xff, 0xff, 0xff, 0x0f]],
];

describe('a number of varying length', () => {
  it.each(written)('%s is written and read as the format says, wherever it stands', (value, bytes) => {
    const buffer = Buffer.alloc(bytes.length + 5, 0xee);
    expect(writeVarInt(buffer, 3, value)).toBe(3 + bytes.length);
    expect([...buffer]).toEqual([0xee, 0xee, 0xee, ...bytes, 0xee, 0xee]);
    expect(readVarInt(buffer, 3)).toEqual([value, 3 + bytes.length]);
    expect(skipVarInt(buffer, 3)).toBe(3 + bytes.length);
  });

  it('of any size is read as it was written', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat({ max: 7 }), (value, at) => {
        const buffer = Buffer.alloc(16);
        const next = writeVarInt(buffer, at, value);
        expect(readVarInt(buffer, at)).toEqual([value, next]);
      }),
    );
  });

  it('of 64 bits is skipped', () => {
    const bytes = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0x02]);
    expect(skipVarInt(bytes, 0)).toBe(10);
  });

  it.each([[[]], [[0x80]], [[0xff, 0xff]]])('is refused when the bytes end within it: %j', (bytes) => {
    expect(() => readVarInt(Buffer.from(bytes), 0)).toThrow(new RangeError('The bytes end within a number'));
  });
});
