import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderOfTwoLines } from '../fixtures/carts.ts';
import { buyerMarks, likenessOf } from './buyer.ts';

const key = Buffer.alloc(32, 7);
const body = orderOfTwoLines();
const { recipient } = body;
const marks = (more: object = {}, country = 'DE') =>
  buyerMarks(key, { country, recipient: { ...recipient, ...more } });
const [email, address] = marks();

describe('what orders of one guest have in common', () => {
  it('is a hash of the e-mail address and one of the address, which say nothing without the key', () => {
    expect(marks()).toEqual([expect.stringMatching(/^[\w-]{22}$/), expect.stringMatching(/^[\w-]{22}$/)]);
    expect(email).not.toBe(address);
    expect(buyerMarks(Buffer.alloc(32, 8), body)).not.toContain(email);
    expect(buyerMarks(Buffer.alloc(32, 8), body)).not.toContain(address);
  });

  it('stays what it was in orders that were taken earlier', () => {
    expect([email, address]).toEqual(['zMYYtsZ1pOwpCJevNS8oaO', 'GbFmnQlC4IZFnmhj4wk5MP']);
  });

  it.each([
    'ADA@Example.COM',
    ' ada@example.com ',
    'ada+shop@example.com',
    'ada+@example.com',
    'ada+a+b@example.com',
  ])('does not change with how the e-mail address is written: %s', (written) =>
    expect(marks({ email: written })).toEqual([email, address]),
  );

  it.each(['ada.m@example.com', 'ada@example.org', 'a@da@example.com'])('is another for %s', (written) => {
    expect(marks({ email: written })[0]).not.toBe(email);
    expect(marks({ email: written })[1]).toBe(address);
  });

  it.each([
    ['Lindenstraße 5a', 'LINDENSTRASSE 5 A'],
    ['Lindenstraße 5a', 'Linden-Str. 5a'],
    ['Lindenstrasse 5a', 'Lindenstr 5a'],
    ['Rue de l’Église 3', "Rue de l'Eglise, 3"],
  ])('takes %s and %s for the same', (one, other) => {
    expect(marks({ street: one })[1]).toBe(marks({ street: other })[1]);
  });

  it('is another with another house, postal code or country, and not with another name', () => {
    const others = [marks({ street: 'Weg 2' }), marks({ postalCode: '10116' }), marks({}, 'AT')].map(
      (all) => all[1],
    );
    expect(new Set([address, ...others]).size).toBe(4);
    expect(marks({ name: 'Grace Muster', company: 'Muster AG', city: 'berlin', phone: '1' })).toEqual([
      email,
      address,
    ]);
  });

  it('does not run two fields into one', () => {
    expect(marks({ postalCode: '1011', street: '5 Weg 1' })[1]).not.toBe(
      marks({ postalCode: '10115', street: 'Weg 1' })[1],
    );
  });
});

describe('an order that is like another', () => {
  const likeness = (more: object = {}, cart: string | null = 'cart-1', shopKey = key) =>
    likenessOf(shopKey, cart, orderOfTwoLines(more));
  const lines = [
    { sku: 'MP-ALPS', quantity: 3 },
    { sku: 'HL-U509-R', quantity: 2 },
  ];

  it('has the same lines, cart and e-mail address, whatever else is corrected', () => {
    expect(
      likeness({ lines, recipient: { ...recipient, phone: '0301', street: 'Weg 2' }, total: undefined }),
    ).toBe(likeness());
    expect(likeness({ recipient: { ...recipient, email: 'ADA@example.com' } })).toBe(likeness());
  });

  it.each<[string, object, string]>([
    ['another quantity', { lines: [{ sku: 'MP-ALPS', quantity: 4 }, lines[1]] }, 'cart-1'],
    ['a line less', { lines: lines.slice(1) }, 'cart-1'],
    ['another unit', { lines: [{ ...lines[0], unit: 'XCT' }, lines[1]] }, 'cart-1'],
    ['another e-mail address', { recipient: { ...recipient, email: 'eda@example.com' } }, 'cart-1'],
    ['another cart', {}, 'cart-2'],
  ])('is another with %s', (_, more, cart) => expect(likeness(more, cart)).not.toBe(likeness()));

  it('is recognised among those that were taken earlier', () => {
    expect(likeness()).toBe('3w_TS4v9DkqCdh8_o0ORl5');
  });

  it('is known to the shop alone', () => {
    expect(likeness({}, 'cart-1', Buffer.alloc(32, 8))).not.toBe(likeness());
    expect(likeness()).toMatch(/^[\w-]{22}$/);
  });

  it('is none without a cart', () => expect(likeness({}, null)).toBeNull());

  it('does not depend on the order of its lines', () => {
    const some = fc.uniqueArray(
      fc.record({ sku: fc.stringMatching(/^[A-Z0-9]{1,8}$/), quantity: fc.integer({ min: 1, max: 99 }) }),
      {
        selector: ({ sku }) => sku,
        minLength: 1,
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(some, (given) => {
        expect(likenessOf(key, 'c', { lines: given.toReversed(), recipient })).toBe(
          likenessOf(key, 'c', { lines: given, recipient }),
        );
      }),
    );
  });
});
