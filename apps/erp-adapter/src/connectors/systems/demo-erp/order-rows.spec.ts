import type { NewOrder } from '@throughline/connector';
import { compare, divide, multiply } from '@throughline/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OnFile, refusalOf, rowsOf } from './order-rows.ts';

type Line = NewOrder['lines'][number];

function line(some: Partial<Line> = {}): Line {
  return {
    line: 1,
    // What it is called here says nothing of what it is called there.
    sku: 'OURS',
    item: 'BELL',
    unit: 'C62',
    unitQuantity: 2,
    unitNet: '9.95',
    perQuantity: 1,
    ordered: 2,
    cancelled: 0,
    components: [],
    ...some,
  };
}

const part = (item: string, quantity: number) => ({ sku: 'OURS', item, quantity });

const kit = line({
  ...{ line: 4, item: 'SET', unitQuantity: 3, unitNet: '100', ordered: 3, cancelled: 1 },
  components: [part('BELL', 2), part('PUMP', 1)],
});

const order = (...lines: Line[]): NewOrder => ({
  order: '10001',
  customer: '10000',
  currency: 'EUR',
  placedAt: new Date('2026-11-20T10:00:00Z'),
  shippingNet: '4.55',
  purchaseOrderNumber: null,
  lines,
  recipient: {
    ...{
      name: 'A. Example',
      company: null,
      street: 'Street 1',
      street2: null,
      postalCode: '10115',
      city: 'Berlin',
    },
    ...{ country: 'DE', region: null, email: 'a@example.org', phone: null },
  },
});

const onFile: OnFile = {
  items: new Map([
    ['BELL', { kind: 'G', units: ['ST', 'KAR'] }],
    ['PUMP', { kind: 'G', units: ['Stk'] }],
    ['SET', { kind: 'K', units: ['ST'] }],
    ['FITTING', { kind: 'S', units: ['HUR'] }],
  ]),
  customers: new Map([
    ['10000', 'A'],
    ['20001', 'B'],
    ['20002', 'O'],
  ]),
};
const codes = { ST: 'C62', STK: 'C62', KAR: 'XCT', HUR: 'HUR' };

describe('an order that the back office would not take', () => {
  it.each([
    ['an item', order(line(), line({ item: 'NONE' })), 'The back office has no item NONE'],
    ['a unit', order(line({ unit: 'XPX' })), 'The back office has no unit XPX of item BELL'],
    [
      'a unit of the item',
      order(line({ item: 'PUMP', unit: 'XCT' })),
      'The back office has no unit XCT of item PUMP',
    ],
    [
      'a component',
      order({ ...kit, components: [...kit.components, part('NONE', 1)] }),
      'The back office has no item NONE, a component of kit SET',
    ],
    [
      'a kit',
      order({ ...kit, item: 'BELL', components: [part('PUMP', 1)] }),
      'Item BELL is no kit in the back office',
    ],
    [
      'what a kit is put together of',
      order({ ...kit, components: [] }),
      'Item SET is a kit in the back office, and the order does not say of what',
    ],
    ['a customer', { ...order(line()), customer: '7' }, 'The back office has no customer 7'],
    [
      'a customer who may buy',
      { ...order(line()), customer: '20001' },
      'Customer 20001 is blocked in the back office',
    ],
    [
      'a customer who may order',
      { ...order(line()), customer: '20002' },
      'Customer 20002 is blocked in the back office',
    ],
  ])('names what is missing: %s', (_, refused, reason) => {
    expect(refusalOf(refused, onFile, codes)).toBe(reason);
  });

  it.each([
    ['recipient.name', { name: 'é'.repeat(61) }, 60],
    ['recipient.company', { company: 'x'.repeat(61) }, 60],
    ['recipient.street', { street: 'x'.repeat(61) }, 60],
    ['recipient.street2', { street2: 'x'.repeat(61) }, 60],
    ['recipient.postalCode', { postalCode: 'x'.repeat(13) }, 12],
    ['recipient.city', { city: 'x'.repeat(41) }, 40],
    ['recipient.email', { email: `${'x'.repeat(69)}@example.org` }, 80],
    ['recipient.phone', { phone: '1'.repeat(25) }, 24],
  ])('names what it cannot hold: %s', (field, some, most) => {
    const whole = order(line());
    expect(refusalOf({ ...whole, recipient: { ...whole.recipient, ...some } }, onFile, codes)).toBe(
      `The back office cannot hold it: ${field} is longer than ${most} characters`,
    );
  });

  it('is none that it can just hold, counted in characters', () => {
    const whole = order(line());
    const recipient = { ...whole.recipient, name: '🚲'.repeat(60), street2: 'x'.repeat(60) };
    expect(refusalOf({ ...whole, recipient, purchaseOrderNumber: 'x'.repeat(35) }, onFile, codes)).toBeNull();
    expect(refusalOf({ ...whole, purchaseOrderNumber: 'x'.repeat(36) }, onFile, codes)).toContain(
      'purchaseOrderNumber is longer than 35',
    );
  });

  it('is none that names what is there', () => {
    const service = line({ line: 2, item: 'FITTING', unit: 'HUR' });
    const carton = line({ line: 3, unit: 'XCT', ordered: 24 });
    expect(refusalOf(order(line(), service, carton, kit), onFile, codes)).toBeNull();
  });
});

describe('rows of an order', () => {
  it('are told in the codes of the back office, of the units that the item has', () => {
    const lines = [
      line(),
      line({ line: 2, unit: 'XCT', ordered: 24, unitNet: '21.5', perQuantity: 2 }),
      line({ line: 3, item: 'PUMP' }),
      line({ line: 4, item: 'PUMP', unit: '' }),
    ];
    expect(rowsOf(order(...lines), onFile, codes)).toEqual({
      components: [],
      lines: [
        {
          ...{ line: 1, item: 'BELL', ordered: 2, cancelled: 0, unit: 'ST', unitQuantity: 2 },
          ...{ unitNet: '9.95', perQuantity: 1, price: '9.95' },
        },
        {
          ...{ line: 2, item: 'BELL', ordered: 24, cancelled: 0, unit: 'KAR', unitQuantity: 2 },
          // 21.50 for two cartons of twelve.
          ...{ unitNet: '21.5', perQuantity: 2, price: '0.8958333' },
        },
        {
          ...{ line: 3, item: 'PUMP', ordered: 2, cancelled: 0, unit: 'Stk', unitQuantity: 2 },
          ...{ unitNet: '9.95', perQuantity: 1, price: '9.95' },
        },
        {
          ...{ line: 4, item: 'PUMP', ordered: 2, cancelled: 0, unit: 'Stk', unitQuantity: 2 },
          ...{ unitNet: '9.95', perQuantity: 1, price: '9.95' },
        },
      ],
    });
  });

  it('have the components of kits after all lines, with what is cancelled of them', () => {
    const second = { ...kit, line: 2, cancelled: 0, components: [part('PUMP', 5)] };
    const { lines, components } = rowsOf(order(kit, second, line()), onFile, codes);
    expect(lines.map((row) => row.line)).toEqual([4, 2, 1]);
    expect(components).toEqual([
      { line: 5, kit: 4, item: 'BELL', perKit: 2, ordered: 6, cancelled: 2 },
      { line: 6, kit: 4, item: 'PUMP', perKit: 1, ordered: 3, cancelled: 1 },
      { line: 7, kit: 2, item: 'PUMP', perKit: 5, ordered: 15, cancelled: 0 },
    ]);
  });

  it('have a price of one base unit that comes, times the base units, to that of the unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 1, max: 500 }),
        fc.constantFrom(1, 10, 1000),
        fc.integer({ min: 0, max: 1_000_000 }).map((price) => divide(String(price), '1000', 3)),
        (unitQuantity, size, perQuantity, unitNet) => {
          const sold = { unit: 'XCT', unitQuantity, unitNet, perQuantity };
          const asked = line({ ...sold, ordered: unitQuantity * size });
          const [row] = rowsOf(order(asked), onFile, codes).lines;
          const exact = divide(unitNet, multiply(String(size), String(perQuantity)), 12);
          expect(compare(divide(exact, '1', 7), row!.price)).toBe(0);
        },
      ),
    );
  });
});
