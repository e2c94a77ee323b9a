import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decoder, encode, schemas } from './index.ts';
import type { ErpTax, Price } from './index.ts';

const tax: ErpTax = {
  ...{ source: 'demo', country: 'DE', category: 'standard', name: 'VAT', rate: '19' },
  ...{ region: '*', regionName: null, taxClass: '*', validFrom: '2026-01-01', validTo: null },
};
const readTax = decoder('ErpTax', schemas.ErpTax);
const texts = [0, 0, 0, 0, 0, 0, 0]; // source, country, region and its name, class, category, name
const size = (bytes: readonly number[]) => (bytes.length < 64 ? [bytes.length * 2] : [0]);
/** A tax whose texts are empty, with these bytes for the rate and for the first day. */
const taxOf = (rate: readonly number[], from: readonly number[] = [0]) =>
  readTax(Buffer.from([0, 0, 0, 0, 1, ...texts, ...size(rate), ...rate, ...from, 0]));
/** The bytes of a rate as written. */
function bytesOf(rate: string): number[] {
  const empty = { ...tax, source: '', country: '', region: '', taxClass: '', category: '', name: '', rate };
  const message = [...encode('ErpTax', empty, 1)].slice(5 + texts.length);
  return message.slice(1, 1 + (message[0] ?? 0) / 2);
}
const refusedRate = (rate: unknown) => () => encode('ErpTax', { ...tax, rate: rate as string }, 1);

describe('a decimal', () => {
  it.each([
    ['0', [0x00]],
    ['0.0000001', [0x01]],
    ['-0.0000001', [0xff]],
    ['0.0000127', [0x7f]],
    ['0.0000128', [0x00, 0x80]],
    ['-0.0000128', [0x80]],
    ['-0.0000129', [0xff, 0x7f]],
    ['0.0000255', [0x00, 0xff]],
    ['0.0032767', [0x7f, 0xff]],
    ['0.0032768', [0x00, 0x80, 0x00]],
    ['1', [0x00, 0x98, 0x96, 0x80]],
    ['-1', [0xff, 0x67, 0x69, 0x80]],
    ['14073748.8355327', [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['14073748.8355328', [0x00, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00]],
    ['-14073748.8355328', [0x80, 0x00, 0x00, 0x00, 0x00, 0x00]],
    ['-14073748.8355329', [0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ])('of %s is the two-complement bytes %j, as few as there need be', (text, bytes) => {
    expect(bytesOf(text)).toEqual(bytes);
    expect(taxOf(bytes).rate).toBe(text);
  });

  it('is read of more bytes than it needs, and of none', () => {
    expect([taxOf([0, 0, 0, 0x98, 0x96, 0x80]).rate, taxOf([0xff, 0xff]).rate]).toEqual(['1', '-0.0000001']);
    expect(taxOf([]).rate).toBe('0');
  });

  it.each([
    ['19.50', '19.5'],
    ['19.0000000', '19'],
    ['007', '7'],
    ['-0', '0'],
    ['100', '100'],
    ['0.10', '0.1'],
  ])('written as %s comes back as %s', (text, canonical) => {
    expect(readTax(encode('ErpTax', { ...tax, rate: text }, 1)).rate).toBe(canonical);
  });

  it('has up to 24 digits', () => {
    const most = `${'9'.repeat(17)}.${'9'.repeat(7)}`;
    for (const rate of [most, `-${most}`])
      expect(readTax(encode('ErpTax', { ...tax, rate }, 1)).rate).toBe(rate);
    for (const rate of [`1${'0'.repeat(17)}`, `-1${'0'.repeat(17)}`])
      expect(refusedRate(rate)).toThrow(/rate/);
    // 10 ** 24 of 10 ** -7, and one less.
    const beyond = [0x00, 0xd3, 0xc2, 0x1b, 0xce, 0xcc, 0xed, 0xa1, 0x00, 0x00, 0x00];
    expect(() => taxOf(beyond)).toThrow(/a decimal beyond its precision/);
    expect(taxOf([0x00, 0xd3, 0xc2, 0x1b, 0xce, 0xcc, 0xed, 0xa0, 0xff, 0xff, 0xff]).rate).toBe(most);
  });

  it('is not looked at when it has more bytes than digits', () => {
    expect(taxOf([...Array<number>(23).fill(0), 7]).rate).toBe('0.0000007');
    expect(() => taxOf(Array<number>(25).fill(0))).toThrow(/a decimal of 25 bytes/);
  });

  it.each([
    '',
    '.5',
    '5.',
    '1e3',
    '+1',
    ' 1',
    '1 ',
    '1,5',
    '--1',
    '0x10',
    '1.00000000',
    'NaN',
    19,
    null,
    undefined,
  ])('is not %j', (rate) => {
    expect(refusedRate(rate)).toThrow(/rate/);
  });

  it('is as an arithmetic of whole numbers has it', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n) + 1n, max: 10n ** 24n - 1n }), (unscaled) => {
        const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(8, '0');
        const rate = `${unscaled < 0n ? '-' : ''}${digits.slice(0, -7)}.${digits.slice(-7)}`;
        const bytes = Buffer.from(bytesOf(rate));
        expect(BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`))).toBe(unscaled);
      }),
    );
  });
});

describe('a day', () => {
  it.each([
    ['1970-01-01', [0x00]],
    ['1969-12-31', [0x01]],
    ['1970-01-02', [0x02]],
    ['2024-02-29', [0x8c, 0xb5, 0x02]],
    ['0001-01-01', [0xf3, 0xe4, 0x57]],
    ['9999-12-31', [0xc0, 0x82, 0xe6, 0x02]],
  ])('%s is the number of days since 1970', (text, bytes) => {
    expect(taxOf([0], bytes).validFrom).toBe(text);
    const message = encode('ErpTax', { ...tax, rate: '0', validFrom: text }, 1);
    expect([...message].slice(-bytes.length - 1)).toEqual([...bytes, 0]);
  });

  it.each([
    ...['2026-02-29', '2026-02-30', '2026-13-01', '2026-00-01', '2026-01-00', '2026-01-32', '2026-1-1'],
    ...[
      '2026-01-01T00:00:00Z',
      '+002026-01-01',
      '+012026-01',
      '20260101',
      '',
      'today',
      20_454,
      null,
      new Date(0),
    ],
  ])('is not %s', (validFrom) => {
    expect(() => encode('ErpTax', { ...tax, validFrom: validFrom as string }, 1)).toThrow(/validFrom/);
  });
});

describe('an instant', () => {
  const price: Price = {
    ...{ source: '', sku: '', version: '', list: '', kind: '', currency: '', amount: '0', perQuantity: 1 },
    ...{
      taxIncluded: false,
      unit: '',
      minQuantity: 1,
      maxQuantity: null,
      validFrom: new Date(0),
      validTo: null,
      group: null,
      account: null,
      revokedAt: null,
    },
  };
  const readPrice = decoder('Price', schemas.Price);
  const again = (validFrom: Date) => readPrice(encode('Price', { ...price, validFrom }, 1)).validFrom;
  const edge = 2 ** 52 / 1_000;

  it.each([
    '1970-01-01T00:00:00.001Z',
    '1969-12-31T23:59:59.999Z',
    '1827-04-17T00:00:00Z',
    '2112-09-16T00:00:00Z',
  ])('of %s comes back', (text) => {
    expect(again(new Date(text))).toEqual(new Date(text));
  });

  it('comes back up to the edge of what is written exactly, and is refused beyond it', () => {
    for (const ms of [Math.floor(edge), -Math.floor(edge)]) expect(again(new Date(ms))).toEqual(new Date(ms));
    for (const ms of [Math.ceil(edge), -Math.ceil(edge)])
      expect(() => again(new Date(ms))).toThrow(/validFrom/);
  });

  it.each([new Date(Number.NaN), 0, '2026-01-01T00:00:00Z', null])('is not %s', (value) => {
    expect(() => again(value as Date)).toThrow(/validFrom/);
  });

  it('loses what is finer than a millisecond, towards the past', () => {
    const message = encode('Price', { ...price, validFrom: new Date(0) }, 1);
    // After the instant, which takes a byte here, there are four fields that may be missing.
    const at = message.length - 5;
    const withMicros = (...bytes: number[]) =>
      readPrice(Buffer.concat([message.subarray(0, at), Buffer.from(bytes), message.subarray(at + 1)]))
        .validFrom;
    expect(withMicros(0xd0, 0x0f)).toEqual(new Date(1)); // 1,000
    expect(withMicros(0xce, 0x0f)).toEqual(new Date(0)); // 999
    expect(withMicros(0x01)).toEqual(new Date(-1)); // -1
  });
});
