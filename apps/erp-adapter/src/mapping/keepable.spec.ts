import type { MappedRecord } from '@throughline/connector';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdUnkeepable, keptKey, keptRow, keptText, unkeepableIn } from './keepable.ts';

describe('a key', () => {
  it.each(['demo|A', 'demo|Ä 🚲', 'x'.repeat(1_000), 'é'.repeat(500)])('is kept as it is', (key) => {
    expect(keptKey(key)).toBe(key);
  });

  it('that cannot be kept is kept as what tells it from others', () => {
    const long = 'x'.repeat(1_001);
    expect(keptKey(long)).toMatch(/^x{200}…[\w-]{22}$/);
    expect(keptKey(`${long}y`)).not.toBe(keptKey(`${long}z`));
    expect(keptKey('é'.repeat(501))).toMatch(/^é{200}…[\w-]{22}$/);
    expect(keptKey('A\0B')).toMatch(/^A\uFFFDB…[\w-]{22}$/);
    expect(keptKey('A\ud83d')).toMatch(/^A\uFFFD…[\w-]{22}$/);
  });

  it('that cannot be kept holds its record back, and no other does', () => {
    const record = (sourceKey: string, key = `demo|${sourceKey}`): MappedRecord<unknown> => ({
      ...{ sourceKey, key, value: {}, fingerprint: 'a', raw: {} },
      issues: [{ field: 'unit', reason: 'is odd', severity: 'warning' }],
    });
    expect(holdUnkeepable(record('A'))).toEqual(record('A'));
    const held = (of: MappedRecord<unknown>, reason: string) => ({
      ...of,
      ...{ key: keptKey(of.key), sourceKey: keptKey(of.sourceKey), value: null },
      issues: [...of.issues, { field: 'key', reason, severity: 'held' }],
    });
    for (const [of, reason] of [
      [record('x'.repeat(1_001)), 'is longer than 1000 bytes'],
      [record('A', `demo|${'x'.repeat(1_000)}`), 'is longer than 1000 bytes'],
      [record('x'.repeat(1_001), 'demo|A'), 'is longer than 1000 bytes'],
      [record('A\0'), 'holds a character that cannot be kept'],
    ] as const)
      expect(holdUnkeepable(of)).toEqual(held(of, reason));
  });
});

describe('a row', () => {
  it('is kept with the beginning of long texts, and without what no database takes', () => {
    expect(keptText('x'.repeat(2_000))).toBe('x'.repeat(2_000));
    expect(keptText('x'.repeat(2_001))).toBe(`${'x'.repeat(2_000)}… (2001 characters)`);
    expect(keptText(`${'x'.repeat(1_999)}🚲`)).toBe(`${'x'.repeat(1_999)}\uFFFD… (2001 characters)`);
    expect(JSON.parse(keptRow({ a: 'A\0', b: ['\udc00', 3, null], c: { d: 'x'.repeat(9_000) } }))).toEqual({
      ...{ a: 'A\uFFFD', b: ['\uFFFD', 3, null] },
      c: { d: `${'x'.repeat(2_000)}… (9000 characters)` },
    });
  });

  it('is one that JSON of PostgreSQL takes, whatever is in it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b'), fc.string({ unit: 'binary' })), (raw) => {
        expect(keptRow(raw)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      }),
    );
  });
});

it('a text that no database takes is found where it stands', () => {
  expect(unkeepableIn({ name: 'A', texts: [{ name: 'A' }], at: new Date(), n: 1, no: null })).toBeNull();
  expect(unkeepableIn({ name: 'A', texts: [{ name: 'A' }, { name: 'A\0' }] })).toBe('texts[1].name');
  expect(unkeepableIn({ name: 'A\ud800' })).toBe('name');
  expect(unkeepableIn({ size: undefined, name: 'A\0' })).toBe('name');
});
