import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyOf, parseKey } from './catalogue.ts';
import { codeFault, longestCode } from './codes.ts';

describe('codes', () => {
  it.each([
    'A',
    'TLB B2',
    '4,5/6',
    '100%',
    'a+b',
    '#1',
    'x?y=z&w',
    `"q'`,
    'Ä-ß',
    '🚲',
    '...',
    'x'.repeat(64),
  ])('%j is one', (code) => {
    expect(codeFault(code)).toBeNull();
  });

  it.each([
    ['', 'is missing'],
    ['x'.repeat(65), 'is longer than 64 characters'],
    ['HL-U509|BER', 'contains "|"'],
    ['A\tB', 'contains a control character'],
    ['A\0', 'contains a control character'],
    ['A\u0085', 'contains a control character'],
    ['A\ud83d', 'contains half of a character'],
    ['.', 'cannot stand in an address'],
    ['..', 'cannot stand in an address'],
  ])('%j %s', (text, fault) => {
    expect(codeFault(text)).toBe(fault);
  });

  it('come back out of keys and addresses as they are', () => {
    const code = fc
      .string({ unit: 'binary', maxLength: longestCode, size: 'max' })
      .filter((text) => codeFault(text) === null);
    fc.assert(
      fc.property(code, (sku) => {
        const key = keyOf('pricing.prices', { sku, version: 'L1' } as Parameters<
          typeof keyOf<'pricing.prices'>
        >[1]);
        expect(parseKey('pricing.prices', key)).toEqual({ sku, version: 'L1' });
        const address = new URL(
          `/api/products/${encodeURIComponent(sku)}?sku=${encodeURIComponent(sku)}`,
          'http://x',
        );
        expect(decodeURIComponent(address.pathname.slice('/api/products/'.length))).toBe(sku);
        expect(address.searchParams.getAll('sku')).toEqual([sku]);
      }),
    );
  });
});
