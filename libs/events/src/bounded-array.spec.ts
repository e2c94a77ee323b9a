import { describe, expect, it } from 'vitest';
import { decoder, encode, schemas } from './index.ts';

const order = (n: number) => [2, 0x40 + n]; // a text of one letter
/** A day and a quantity below 64, of no document and no kind, not confirmed. */
const units = (n: number) => [n * 2, n * 2, 0, 0, 0];
/** Bytes of a stock with these bytes for its incoming units, and nothing else of interest. */
const stockOf = (...incoming: number[]) =>
  Buffer.from([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...incoming]);
const read = (...incoming: number[]) =>
  decoder('ErpStock', schemas.ErpStock)(stockOf(...incoming)).incoming.map(({ quantity }) => quantity);
/** As a writer has it that adds a list in front of what we know. */
const newer = {
  ...schemas.Price,
  fields: [{ name: 'more', type: { type: 'array', items: 'string' } }, ...schemas.Price.fields],
};
const price = {
  ...{
    source: '',
    sku: 'A',
    version: '',
    list: '',
    kind: '',
    currency: 'EUR',
    amount: '1',
    perQuantity: 1,
    taxIncluded: false,
    unit: '',
  },
  ...{ minQuantity: 1, maxQuantity: null, validFrom: new Date(0), validTo: null, group: null, account: null },
  revokedAt: null,
};
const body = encode('Price', price, 1).subarray(5);
const skip = (...more: number[]) =>
  decoder('Price', newer)(Buffer.concat([Buffer.from([0, 0, 0, 0, 1, ...more]), body]));

describe('a list', () => {
  it('comes in one block, in several, or in none', () => {
    expect(read(0)).toEqual([]);
    expect(read(4, ...units(1), ...units(2), 0)).toEqual([1, 2]);
    expect(read(4, ...units(1), ...units(2), 2, ...units(3), 0)).toEqual([1, 2, 3]);
  });

  it('may say the size of a block before it', () => {
    expect(read(3, 20, ...units(1), ...units(2), 1, 10, ...units(3), 0)).toEqual([1, 2, 3]);
  });

  it('that we do not know is passed over, however it comes', () => {
    const [one, two, three] = [order(1), order(2), order(3)];
    for (const more of [
      [0],
      [4, ...one, ...two, 0],
      [4, ...one, ...two, 2, ...three, 0],
      [3, 8, ...one, ...two, 1, 4, ...three, 0],
    ])
      expect(skip(...more)).toEqual(price);
  });

  it('is believed to have as many items as there are bytes left, and not one more', () => {
    const left =
      (count: number, ...rest: number[]) =>
      () =>
        decoder('ErpStock', schemas.ErpStock)(stockOf(count * 2, ...rest));
    expect(left(2, 0, 0)).not.toThrow(/2 items/);
    expect(left(3, 0, 0)).toThrow(/an array claims to have 3 items/);
  });
});
