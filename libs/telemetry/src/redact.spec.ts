import { describe, expect, it } from 'vitest';
import { describeError, redact, redactText } from './redact.ts';

const gone = '[redacted]';

describe('a field', () => {
  it.each([
    ...['email', 'mail', 'emailAddress', 'phone', 'phoneNumber', 'mobile', 'fax'],
    ...['name', 'firstName', 'lastName', 'fullName', 'companyName', 'contact', 'recipient', 'customerName'],
    ...['address', 'addresses', 'billingAddress', 'shippingAddress', 'street', 'line1', 'line2', 'city'],
    ...['postcode', 'postalCode', 'zip', 'iban', 'vatId', 'taxId', 'birthday', 'ip', 'remoteAddress'],
    ...[
      'authorization',
      'proxyAuthorization',
      'cookie',
      'setCookie',
      'password',
      'passphrase',
      'secret',
      'token',
    ],
    ...['accessToken', 'refreshToken', 'idToken', 'apiKey', 'databaseUrl'],
  ])('called %s is replaced, whatever its case and separators', (name) => {
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    for (const field of [
      name,
      name.toUpperCase(),
      snake,
      snake.replaceAll('_', '-'),
      snake.replaceAll('_', ' '),
    ])
      expect(redact({ [field]: 'Ann', sku: 'HL-U509' })).toEqual({ [field]: gone, sku: 'HL-U509' });
  });

  it.each(['sku', 'order', 'account', 'familyName2', 'unit', 'line', 'ipv', 'tokens', 'named'])(
    'called %s is kept',
    (field) => {
      expect(redact({ [field]: 'x' })).toEqual({ [field]: 'x' });
    },
  );

  it('is replaced whole, and kept where it says nothing', () => {
    expect(redact({ address: { city: 'Berlin' }, name: ['Ann'], phone: 0, token: '', ip: false })).toEqual({
      address: gone,
      name: gone,
      phone: gone,
      token: gone,
      ip: gone,
    });
    expect(redact({ email: null, phone: undefined })).toEqual({ email: null, phone: undefined });
  });
});

describe('a value', () => {
  it('of no parts stays as it is', () => {
    const date = new Date('2026-06-01');
    expect(['text', 7, true, null, undefined, 7n].map((value) => redact(value))).toEqual([
      ...['text', 7, true, null, undefined, 7n],
    ]);
    expect(redact(date)).toBe(date);
    expect(redact({ at: date, none: null })).toEqual({ at: date, none: null });
  });

  it('is looked into at any depth, through lists, and not changed itself', () => {
    const value = {
      lines: [{ sku: 'A', buyer: { email: 'ann@example.com' } }, [{ city: 'Berlin' }], 'text'],
    };
    const before = structuredClone(value);
    expect(redact(value)).toEqual({
      lines: [{ sku: 'A', buyer: { email: gone } }, [{ city: gone }], 'text'],
    });
    expect(value).toEqual(before);
  });

  it.each([
    ['objects', (inner: unknown) => ({ a: inner })],
    ['lists', (inner: unknown) => [inner]],
  ])('has eight levels of %s', (_, wrap) => {
    const wrapped = (times: number, inner: unknown): unknown =>
      times === 0 ? inner : wrap(wrapped(times - 1, inner));
    expect(redact(wrapped(8, 'text'))).toEqual(wrapped(8, 'text'));
    expect(redact(wrapped(8, { sku: 'A' }))).toEqual(wrapped(8, '[deep]'));
    expect(redact(wrapped(30, 'text'))).toEqual(wrapped(8, '[deep]'));
  });
});

describe('an error', () => {
  it('is described by class, message, code and stack, and by nothing that drivers add', () => {
    const error = Object.assign(new RangeError('no'), { code: '23505', detail: 'Key (phone)=(030) exists' });
    expect(describeError(error)).toEqual({
      type: 'RangeError',
      message: 'no',
      code: '23505',
      stack: error.stack,
    });
    expect(redact({ failure: error })).toEqual({ failure: describeError(error) });
    const plain = new Error('no');
    expect(Object.keys(describeError(plain))).toEqual(['type', 'message', 'stack']);
  });

  it('has its cause described too, whatever that is', () => {
    const cause = Object.assign(new Error('behind'), { parameters: ['ann@example.com'] });
    expect(describeError(new Error('no', { cause }))['cause']).toEqual({
      type: 'Error',
      message: 'behind',
      stack: cause.stack,
    });
    const data = new Error('no', { cause: { email: 'ann@example.com', sku: 'A' } });
    expect(describeError(data)['cause']).toEqual({ email: gone, sku: 'A' });
    expect(describeError(new Error('no', { cause: null }))).toHaveProperty('cause', null);
  });

  it('that is its own cause ends after eight levels', () => {
    const error = new Error('round');
    error.cause = error;
    let depth = 0;
    for (let at: unknown = describeError(error); at !== '[deep]'; depth++)
      at = (at as { cause: unknown }).cause;
    expect(depth).toBe(8);
  });
});

describe('a text', () => {
  it.each([
    ['from ann@example.com to bob.b+x@mail.example.org.', `from ${gone} to ${gone}.`],
    ["<o'hara_1@x-y.de>", `<${gone}>`],
    ['Authorization: Bearer abcdefgh.ijklmnop, then', `Authorization: Bearer ${gone}, then`],
    ['bearer abcdefgh and BASIC YWJjZGVmZw==', `bearer ${gone} and BASIC ${gone}`],
    ['postgres://orders:hunter2@127.0.0.1:5432/orders', `postgres://orders:${gone}@127.0.0.1:5432/orders`],
    ['a://u:p@h b://v:q@i', `a://u:${gone}@h b://v:${gone}@i`],
  ])('%s becomes %s', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it.each([
    'erp.items@3 of orders',
    'a @ b.de',
    'ann@localhost',
    'Bearer short',
    'unBearer abcdefgh',
    'http://127.0.0.1:8081/apis',
    'http://user@host/path',
    'SKU HL-U509, 2 pieces',
  ])('%s stays', (text) => {
    expect(redactText(text)).toBe(text);
  });
});
