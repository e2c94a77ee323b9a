import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decoder, encode, InvalidValueError, schemaIdOf, schemas, UndecodableError } from './index.ts';
import type { Price } from './index.ts';

const price: Price = {
  sku: 'BK-M68B-38',
  version: 'LIST-1',
  list: 'LIST',
  kind: 'list',
  currency: 'EUR',
  amount: '2294.99',
  taxIncluded: false,
  unit: 'C62',
  minQuantity: 1,
  validFrom: new Date('2026-01-01T00:00:00Z'),
  validTo: null,
  group: null,
  account: null,
};
const canonical = fc.tuple(fc.bigInt({ min: -(10n ** 24n) + 1n, max: 10n ** 24n - 1n })).map(([unscaled]) => {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(8, '0');
  const text = `${digits.slice(0, -7)}.${digits.slice(-7)}`.replace(/\.?0+$/, '');
  return text === '0' ? '0' : (unscaled < 0n ? '-' : '') + text;
});
const read = decoder('Price', schemas.Price);

describe('codec', () => {
  it('gives back every decimal and instant it was given', () => {
    fc.assert(
      fc.property(
        canonical,
        fc.date({ min: new Date('1828-01-01'), max: new Date('2112-01-01'), noInvalidDate: true }),
        fc.option(fc.string(), { nil: null }),
        (amount, validFrom, group) => {
          const value = { ...price, amount, validFrom, group };
          expect(read(encode('Price', value, 7))).toEqual(value);
        },
      ),
    );
  });

  it('writes the Confluent wire format', () => {
    const message = encode('Price', price, 258);
    expect([...message.subarray(0, 5)]).toEqual([0, 0, 0, 1, 2]);
    expect(schemaIdOf(message)).toBe(258);
  });

  it('names the field that does not fit', () => {
    expect(() => encode('Price', { ...price, amount: '1e3' }, 1)).toThrow(/Price: amount: "1e3"/);
    expect(() => encode('Price', { ...price, validFrom: new Date(Number.NaN) }, 1)).toThrow(
      InvalidValueError,
    );
    expect(() => encode('Price', { ...price, amount: '0.00000001' }, 1)).toThrow(/amount/);
  });

  it.each(['0001-01-01', '1753-01-01', '1827-04-15', '2113-01-01', '9999-12-31'])(
    'refuses %s as an instant, which would come back as another',
    (date) => {
      expect(() => encode('Price', { ...price, validFrom: new Date(date) }, 1)).toThrow(/validFrom/);
    },
  );

  it('refuses calendar dates that do not exist', () => {
    const tax = {
      source: 'demo',
      country: 'DE',
      category: 'standard',
      name: 'VAT',
      rate: '19',
      validFrom: '2026-02-30',
      validTo: null,
    };
    expect(() => encode('ErpTax', tax, 1)).toThrow(/validFrom/);
    expect(encode('ErpTax', { ...tax, validFrom: '2024-02-29' }, 1).length).toBeGreaterThan(5);
  });

  it('grows its buffer for values beyond 64 kB', () => {
    const list = 'x'.repeat(300_000);
    expect(read(encode('Price', { ...price, list }, 1)).list).toBe(list);
  });

  it('reads what an older writer left out by its default, and drops what a newer one added', () => {
    const { fields, ...rest } = schemas.Price;
    const older = { ...rest, fields: fields.filter((field) => field.name !== 'account') };
    const newer = { ...rest, fields: [{ name: 'colour', type: 'string', doc: '' }, ...fields] };
    expect(decoder('Price', older)(encode('Price', price, 1).subarray(0, -1))).toEqual(price);
    const body = encode('Price', price, 1);
    const withColour = Buffer.concat([body.subarray(0, 5), Buffer.from([4, 0x61, 0x62]), body.subarray(5)]);
    expect(decoder('Price', newer)(withColour)).toEqual(price);
  });

  it('calls every damage undecodable, and never returns a value of another message', () => {
    const message = encode('Price', price, 1);
    fc.assert(
      fc.property(fc.nat({ max: message.length - 1 }), (length) => {
        expect(() => read(message.subarray(0, length))).toThrow(UndecodableError);
      }),
    );
    expect(() => schemaIdOf(Buffer.from('{"json":true}'))).toThrow(UndecodableError);
    expect(() => read(Buffer.concat([message, Buffer.from([0])]))).toThrow(/body ends/);
  });

  it('believes no length beyond the end of a message, whether the array is read or passed over', () => {
    const claims = [0xfe, 0xff, 0xff, 0xff, 0x0f]; // 2,147,483,647 items
    const forged = (...body: number[]) => Buffer.from([0, 0, 0, 0, 1, ...body, ...claims]);
    const refusal = /claims to have 2147483647 items/;
    const [order, by, reason] = [[2, 0x57], [0], [0]];
    expect(() =>
      decoder('OrderCancelled', schemas.OrderCancelled)(forged(...order, ...by, ...reason)),
    ).toThrow(refusal);
    const more = { name: 'more', type: { type: 'array', items: 'string' } };
    const newer = { ...schemas.Price, fields: [more, ...schemas.Price.fields] };
    expect(() => decoder('Price', newer)(forged())).toThrow(refusal);
  });

  it('refuses a decimal beyond its precision, however many bytes it has', () => {
    const tax = (rate: Buffer) => {
      const texts = [0, 0, 0, 0]; // source, country, category, name
      const size = [((rate.length * 2) & 0x7f) | 0x80, (rate.length * 2) >> 7];
      const end = [0, 0]; // validFrom, validTo
      return decoder(
        'ErpTax',
        schemas.ErpTax,
      )(Buffer.from([0, 0, 0, 0, 1, ...texts, ...size, ...rate, ...end]));
    };
    expect(tax(Buffer.from([0x0b, 0x53, 0x2b, 0x80])).rate).toBe('19');
    expect(() => tax(Buffer.alloc(4_000, 0x7f))).toThrow(/4000 bytes/);
    expect(() => tax(Buffer.alloc(12, 0x7f))).toThrow(/beyond its precision/);
  });
});
