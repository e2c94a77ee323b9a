import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { streamAddress } from './stream-address.ts';

const watchedBy = (address: string) => new URL(address, 'https://shop.example').searchParams.getAll('sku');

describe('the address of the stream', () => {
  it('names each SKU by itself, whatever it holds', () => {
    expect(streamAddress({ country: 'DE', skus: ['A,1', 'B 2&c=d', 'Ä/🚲'], order: 'W1' })).toBe(
      '/api/stream?country=DE&order=W1&sku=A%2C1&sku=B%202%26c%3Dd&sku=%C3%84%2F%F0%9F%9A%B2',
    );
    expect(streamAddress({ country: 'FR', skus: [] })).toBe('/api/stream?country=FR');
    const sku = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 40 })
      .filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(fc.array(sku, { maxLength: 20 }), (skus) => {
        expect(watchedBy(streamAddress({ country: 'DE', skus }))).toEqual(skus);
      }),
    );
  });

  it('is none that a server refuses: of many it names the first', () => {
    const many = Array.from({ length: 600 }, (_, number) => `A-${number}`);
    expect(watchedBy(streamAddress({ country: 'DE', skus: many }))).toEqual(many.slice(0, 500));
    const long = many.map((sku) => sku.padEnd(40, 'ü'));
    const address = streamAddress({ country: 'DE', skus: long });
    expect(address.length).toBeLessThanOrEqual(12_000);
    expect(address.length).toBeGreaterThan(11_700);
    expect(watchedBy(address)).toEqual(long.slice(0, watchedBy(address).length));
  });
});
