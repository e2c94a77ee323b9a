import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decoder, encode, InvalidValueError, schemaIdOf, schemas, UndecodableError } from './index.ts';
import type { ErpStock, Price, RecordName } from './index.ts';

const price: Price = {
  source: 'demo',
  sku: 'BK-M68B-38',
  version: 'LIST-1',
  list: 'LIST',
  kind: 'list',
  currency: 'EUR',
  amount: '2294.99',
  perQuantity: 1,
  taxIncluded: false,
  unit: 'C62',
  minQuantity: 1,
  maxQuantity: null,
  validFrom: new Date('2026-01-01T00:00:00Z'),
  validTo: null,
  group: null,
  account: null,
  revokedAt: null,
};
const stock: ErpStock = {
  ...{ source: 'demo', sku: 'HL-U509', location: 'BER', quantity: 5, basis: 'physical' },
  ...{ allocatedElsewhere: 0, safetyStock: 0, asOf: new Date('2026-06-01T08:00:00Z') },
  watermark: [],
  incoming: [],
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
        fc.option(fc.tuple(fc.string({ unit: 'grapheme' }), fc.constantFrom(1, 1, 2, 50, 8_000)), {
          nil: null,
        }),
        (amount, validFrom, repeated) => {
          // Longer than the encoder's memory, too.
          const group = repeated && repeated[0].repeat(repeated[1]);
          const value = { ...price, amount, validFrom, group };
          expect(read(encode('Price', value, 7))).toEqual(value);
        },
      ),
    );
  });

  it('gives back lists of any length', () => {
    const incoming = fc.record({
      expectedOn: fc.constantFrom('1970-01-01', '2026-12-31'),
      quantity: fc.integer(),
      document: fc.string(),
      kind: fc.constantFrom('purchase', 'transfer'),
      confirmed: fc.boolean(),
    });
    const watermark = fc.record({ order: fc.string(), line: fc.nat(), quantity: fc.nat() });
    const many = { maxLength: 300, size: 'max' } as const;
    fc.assert(
      fc.property(fc.array(incoming, many), fc.option(fc.array(watermark, many)), (units, settled) => {
        const value = { ...stock, incoming: units, watermark: settled };
        expect(decoder('ErpStock', schemas.ErpStock)(encode('ErpStock', value, 1))).toEqual(value);
      }),
      { numRuns: 30 },
    );
  });

  it('writes the Confluent wire format', () => {
    const message = encode('Price', price, 258);
    expect([...message.subarray(0, 5)]).toEqual([0, 0, 0, 1, 2]);
    expect(schemaIdOf(message)).toBe(258);
  });

  it.each<[string, object, string]>([
    ['a decimal', { amount: '1e3' }, 'Price: amount: "1e3" is no logical:decimal'],
    ['a decimal too fine', { amount: '0.00000001' }, 'Price: amount: "0.00000001" is no logical:decimal'],
    [
      'an instant',
      { validFrom: new Date(Number.NaN) },
      'Price: validFrom: null is no logical:timestamp-micros',
    ],
    ['a text', { sku: 7 }, 'Price: sku: 7 is no string'],
    ['what is missing', { sku: undefined }, 'Price: sku: undefined is no string'],
    ['the first of several', { kind: 1, list: 2 }, 'Price: list: 2 is no string'],
  ])('names the field that does not fit: %s', (_, wrong, message) => {
    const value = { ...price, ...wrong } as Price;
    expect(() => encode('Price', value, 1)).toThrow(new InvalidValueError(message));
  });

  it('names the field within a list, and the whole where it is none', () => {
    const coming = { quantity: 1, document: '', kind: 'purchase', confirmed: true };
    const units = [
      { ...coming, expectedOn: '2026-01-01' },
      { ...coming, expectedOn: 'soon' },
    ];
    expect(() => encode('ErpStock', { ...stock, incoming: units }, 1)).toThrow(
      new InvalidValueError('ErpStock: incoming.1.expectedOn: "soon" is no logical:date'),
    );
    expect(() => encode('Price', null as unknown as Price, 1)).toThrow(
      new InvalidValueError('Price: value: null is no record'),
    );
    expect(() => encode('Nothing' as RecordName, price, 1)).toThrow(new TypeError('No schema of Nothing'));
  });

  it('says its classes of errors', () => {
    expect([new InvalidValueError('m'), new UndecodableError('m')].map(String)).toEqual([
      'InvalidValueError: m',
      'UndecodableError: m',
    ]);
  });

  it.each([0, 1, 65_536, 2 ** 32 - 1])('keeps the schema id %s', (id) => {
    expect(schemaIdOf(encode('Price', price, id))).toBe(id);
  });

  it('has no schema id where the bytes are in another format', () => {
    const refusal = new UndecodableError('Not in the Confluent wire format: the first byte is not 0');
    for (const bytes of [[], [0, 0, 0, 1], [1, 0, 0, 0, 1], [0x7b, 0x22, 0x61, 0x22, 0x7d]])
      expect(() => schemaIdOf(Buffer.from(bytes))).toThrow(refusal);
    expect(schemaIdOf(Buffer.from([0, 0, 0, 0, 9]))).toBe(9);
  });

  it('gives each message memory of its own', () => {
    const first = encode('Price', price, 1);
    const before = Buffer.from(first);
    encode('Price', { ...price, sku: 'OTHER' }, 2);
    expect(first.equals(before)).toBe(true);
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
      region: '*',
      regionName: null,
      taxClass: '*',
      category: 'standard',
      name: 'VAT',
      rate: '19',
      validFrom: '2026-02-30',
      validTo: null,
    };
    expect(() => encode('ErpTax', tax, 1)).toThrow(/validFrom/);
    expect(encode('ErpTax', { ...tax, validFrom: '2024-02-29' }, 1).length).toBeGreaterThan(5);
  });

  it('gives back values of any size, one after the other', () => {
    for (const length of [65_000, 65_536, 300_000, 3, 1_100_000]) {
      const list = 'x'.repeat(length);
      const message = encode('Price', { ...price, list }, 1);
      expect([message.length - length, read(message).list === list]).toEqual([
        encode('Price', { ...price, list: '' }, 1).length + (length < 64 ? 0 : length < 1_048_576 ? 2 : 3),
        true,
      ]);
    }
  });

  it('gives back values that fill a power of two, or go beyond it by a byte', () => {
    const rest = encode('Price', { ...price, list: '' }, 1).length + 3;
    for (const size of [2 ** 21, 2 ** 21 + 1, 2 ** 22, 2 ** 22 + 1]) {
      const list = 'x'.repeat(size - rest);
      const message = encode('Price', { ...price, list }, 1);
      expect([message.length, read(message).list === list]).toEqual([size, true]);
    }
  });

  it('keeps what is behind an error', () => {
    const failures = [
      () => encode('Price', { ...price, amount: '1e3' }, 1),
      () => decoder('Price', withType('amount', 'bytes')),
      () => read(Buffer.from([0, 0, 0, 0, 1])),
    ];
    for (const fail of failures) expect(fail).toThrow(expect.objectContaining({ cause: expect.any(Error) }));
  });

  const withType = (field: string, type: unknown) => ({
    ...schemas.Price,
    fields: schemas.Price.fields.map((one) => (one.name === field ? { ...one, type } : one)),
  });

  it.each([
    ['an instant as a number', 'validFrom', 'long'],
    ['an instant of another unit', 'validFrom', { type: 'long', logicalType: 'timestamp-millis' }],
    ['an optional instant as a number', 'validTo', ['null', 'long']],
    ['an amount as bytes', 'amount', 'bytes'],
    [
      'an amount of another scale',
      'amount',
      { type: 'bytes', logicalType: 'decimal', precision: 24, scale: 4 },
    ],
    ['a number as text', 'minQuantity', 'string'],
    ['a field of no type', 'sku', 'nothing'],
  ])('does not read what another writer means by %s', (_, field, type) => {
    expect(() => decoder('Price', withType(field, type))).toThrow(
      /^Price: the writer's schema cannot be read: Error: /,
    );
    expect(() => decoder('Price', withType(field, type))).toThrow(UndecodableError);
  });

  it('reads a narrower number and a wider decimal of another writer', () => {
    const wider = { type: 'bytes', logicalType: 'decimal', precision: 30, scale: 7 };
    for (const schema of [withType('minQuantity', 'int'), withType('amount', wider)])
      expect(decoder('Price', schema)(encode('Price', price, 1))).toEqual(price);
  });

  it('does not read a schema that is none', () => {
    for (const schema of [7, {}, { type: 'record', name: 'x', fields: [] }])
      expect(() => decoder('Price', schema)).toThrow(UndecodableError);
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

  it('calls a message undecodable that was cut anywhere, or goes on', () => {
    const message = encode('Price', price, 1);
    for (let length = 0; length < message.length; length++)
      expect(() => read(message.subarray(0, length))).toThrow(UndecodableError);
    expect(() => read(Buffer.concat([message, Buffer.from([0])]))).toThrow(
      new UndecodableError(`Price: body ends at ${message.length} of ${message.length + 1} bytes`),
    );
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
      const texts = [0, 0, 0, 0, 0, 0, 0]; // source, country, region and its name, class, category, name
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
