import fc from 'fast-check';
import { expect, it } from 'vitest';
import { joinKey, splitKey } from './source-key.ts';

it('is the text itself of one column', () => {
  expect(joinKey([String.raw` a|b\ `])).toBe(String.raw` a|b\ `);
  expect(splitKey(String.raw` a|b\ `, 1)).toEqual([String.raw` a|b\ `]);
});

it('can be taken apart again, whatever the texts of its columns', () => {
  const text = fc.string({ unit: fc.constantFrom('|', '\\', 'a', ' ', 'ä', '😀') });
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 4 }), (parts) => {
      expect(splitKey(joinKey(parts), parts.length)).toEqual(parts);
    }),
  );
});

it('is not made of what is none', () => {
  expect(splitKey('a', 2)).toBeUndefined();
  expect(splitKey('a|b|c', 2)).toBeUndefined();
  expect(splitKey(String.raw`a\b|c`, 2)).toBeUndefined();
  expect(splitKey('a|b\\', 2)).toBeUndefined();
});
