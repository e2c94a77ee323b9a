import { describe, expect, it } from 'vitest';
import { formatted } from '../fixtures/record-format.ts';
import { fetchedRecord, isSoundKey, rawRecord, storable } from './raw-record.ts';
import { packRecords } from './record-decoder.ts';
import { readVarInt, skipVarInt } from './varint.ts';

const record = { offset: '42', key: Buffer.from('k'), value: Buffer.from('v'), timestamp: '1767225600123' };

describe('a raw record', () => {
  it('has numbers and text for what the client library gives as text and bytes', () => {
    const headers = {
      ce_id: Buffer.from('0198'),
      ce_type: 'throughline.orders.OrderPlaced',
      twice: ['a', 'b'],
    };
    expect(rawRecord({ ...record, headers })).toEqual({
      offset: 42,
      key: 'k',
      value: Buffer.from('v'),
      headers: { ce_id: '0198', ce_type: 'throughline.orders.OrderPlaced', twice: 'a,b' },
      timestamp: 1_767_225_600_123,
    });
  });

  it('may have neither key, value nor headers', () => {
    expect(rawRecord({ ...record, key: null, value: null })).toEqual({
      ...{ offset: 42, key: '', value: null, headers: {}, timestamp: 1_767_225_600_123 },
    });
  });

  it('has no NUL in key, names and headers, whose place U+FFFD takes', () => {
    const { key, headers } = rawRecord({
      ...record,
      key: Buffer.from('a\0b\0'),
      headers: { 'n\0': Buffer.from('\0t') },
    });
    expect([key, headers]).toEqual(['a\uFFFDb\uFFFD', { 'n\uFFFD': '\uFFFDt' }]);
  });

  it.each([
    ['499 characters whole', 'k'.repeat(499), 'k'.repeat(499), true],
    ['500 characters whole', 'k'.repeat(500), 'k'.repeat(500), true],
    ['501 characters cut, and marked', 'k'.repeat(501), `${'k'.repeat(500)}\uFFFD`, false],
    ['a megabyte cut, and marked', 'é'.repeat(500_000), `${'é'.repeat(500)}\uFFFD`, false],
    ['a NUL within what is cut', `\0${'k'.repeat(900)}`, `\uFFFD${'k'.repeat(499)}\uFFFD`, false],
    ['a NUL', 'a\0', 'a\uFFFD', false],
    ['nothing', '', '', true],
  ])('has a key of %s', (_, given, key, sound) => {
    const raw = rawRecord({ ...record, key: Buffer.from(given) });
    expect([raw.key, isSoundKey(raw.key)]).toEqual([key, sound]);
  });

  it('has a key that is not sound where its bytes are no text', () => {
    expect(isSoundKey(rawRecord({ ...record, key: Buffer.from([0x61, 0xff]) }).key)).toBe(false);
  });
});

describe('a fetched record', () => {
  it('has its offset, and is parsed only when it is read', () => {
    const headers: [string, string][] = [
      ['ce_id', '0198'],
      ['ce_type', 'x'],
    ];
    const packed = packRecords(
      formatted({ time: 1, offset: 2, key: Buffer.from('key'), value: null, headers }),
    );
    const start = readVarInt(packed, 0)[1];
    const keyAt = skipVarInt(packed, skipVarInt(packed, start + 1));
    const [length, from] = readVarInt(packed, readVarInt(packed, keyAt)[1]);
    const value = packed.subarray(from, from + length);
    const stub = { offset: '42', timestamp: '7', attributes: packed[start] as number, key: null, value };
    const fetched = fetchedRecord(stub);
    expect([fetched.offset, fetched.timestamp]).toEqual([42, 7]);
    expect(fetched.read()).toEqual({
      offset: 42,
      timestamp: 7,
      key: 'key',
      value: null,
      headers: { ce_id: '0198', ce_type: 'x' },
    });
    expect(() => fetchedRecord({ ...stub, value: value.subarray(0, -1) }).read()).toThrow(RangeError);
  });
});

describe('text', () => {
  it('without NUL is kept as it is', () => {
    expect(storable('Grüße 🚲')).toBe('Grüße 🚲');
  });
});
