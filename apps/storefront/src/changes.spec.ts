import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, decodeChanges, encodeChanges } from './changes.ts';

const change: fc.Arbitrary<Change> = fc
  .record({
    topic: fc.constantFrom('catalog.products', 'inventory.availability', 'pricing.prices', 'orders.orders'),
    key: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((key) => key.isWellFormed()),
    time: fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
    traced: fc.boolean(),
  })
  .map(({ traced, ...rest }) => ({
    ...rest,
    ...(traced && { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }),
  })) as fc.Arbitrary<Change>;

describe('changes', () => {
  it('arrive as they were sent, the newest of each key, in payloads that Postgres takes', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 400 }), (changes) => {
        const payloads = encodeChanges(changes);
        for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThan(8000);
        const newest = new Map(changes.map((one) => [`${one.topic} ${one.key}`, one]));
        expect(payloads.flatMap(decodeChanges)).toEqual([...newest.values()]);
      }),
    );
  });

  it('of an unknown kind are passed over', () => {
    expect(decodeChanges('z\tX\t0\np\tSKU\t0').map(({ key }) => key)).toEqual(['SKU']);
  });
});
