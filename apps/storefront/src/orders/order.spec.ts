import { describe, expect, it } from 'vitest';
import { placedOrder, toldByOrders } from '../fixtures/orders.ts';
import { type RejectedLineView, isCancellable, isDecided, orderView } from './order.ts';

const asked = '2026-11-20T12:00:00.000Z';
const confirmed = toldByOrders();
const [helmets, maps] = confirmed.lines as [(typeof confirmed.lines)[0], (typeof confirmed.lines)[0]];

describe('an order of two lines as its shopper sees it', () => {
  it('is what was asked for until orders has seen it', () => {
    expect(orderView(placedOrder(), [], null)).toEqual({
      order: 'W000000001',
      version: 1,
      state: 'placed',
      decided: false,
      placedAt: asked,
      currency: 'EUR',
      country: 'DE',
      lines: [
        {
          ...{ line: 1, sku: 'HL-U509-R', name: 'Sporthelm', quantity: 2 },
          ...{ net: '69.98', gross: '83.28', taxRate: '19' },
          ...{ reserved: 0, backOrdered: 0, expectedOn: null, shipped: 0, cancelled: 0, invoiced: 0 },
        },
        {
          ...{ line: 2, sku: 'MP-ALPS', name: 'Alpenkarte', quantity: 3 },
          ...{ net: '27.9', gross: '29.85', taxRate: '7' },
          ...{ reserved: 0, backOrdered: 0, expectedOn: null, shipped: 0, cancelled: 0, invoiced: 0 },
        },
      ],
      shipping: { method: 'standard', net: '4.95', gross: '5.89' },
      net: '102.83',
      tax: '16.19',
      gross: '119.02',
      erpNumber: null,
      integration: 'none',
      rejection: null,
      shipments: [],
      invoices: [],
      steps: [{ step: 'received', at: asked, detail: null }],
      cancellable: true,
      cancellationRequested: false,
      traceUrl: null,
    });
  });

  it('is what orders tells of it from then on, each line by itself', () => {
    const at = '2026-11-21T08:00:00.000Z';
    const order: typeof confirmed = {
      ...confirmed,
      state: 'partly-shipped',
      integration: 'verified',
      erpNumber: '4711',
      currency: 'KWD',
      country: 'FR',
      lines: [
        { ...helmets, shipped: 2, invoiced: 1 },
        {
          ...maps,
          ...{ name: 'Map', ordered: 4, net: '37.2', reserved: 2, backOrdered: 1, cancelled: 1 },
          expectedOn: '2026-12-24',
        },
      ],
      shippingMethod: 'express',
      shippingNet: '12.95',
      net: '120.13',
      tax: '18.361',
      gross: '138.491',
      shipments: [{ number: 'S1', location: 'B1', at, lines: [{ line: 1, sku: 'HL-U509-R', quantity: 2 }] }],
      invoices: [{ number: 'I1', gross: '83.28', at }],
      history: [...confirmed.history, { step: 'shipped', at, detail: 'S1' }],
      placedAt: at,
    };
    expect(orderView(placedOrder({ order, version: 9 }), [], 'https://traces.example/1')).toEqual({
      order: 'W000000001',
      version: 9,
      state: 'partly-shipped',
      decided: true,
      placedAt: at,
      currency: 'KWD',
      country: 'FR',
      lines: [
        {
          ...{ line: 1, sku: 'HL-U509-R', name: 'Sporthelm', quantity: 2 },
          ...{ net: '69.98', gross: '83.276', taxRate: '19' },
          ...{ reserved: 2, backOrdered: 0, expectedOn: null, shipped: 2, cancelled: 0, invoiced: 1 },
        },
        {
          ...{ line: 2, sku: 'MP-ALPS', name: 'Map', quantity: 4 },
          ...{ net: '37.2', gross: '39.804', taxRate: '7' },
          ...{ reserved: 2, backOrdered: 1, expectedOn: '2026-12-24', shipped: 0, cancelled: 1, invoiced: 0 },
        },
      ],
      shipping: { method: 'express', net: '12.95', gross: '15.411' },
      net: '120.13',
      tax: '18.361',
      gross: '138.491',
      erpNumber: '4711',
      integration: 'verified',
      rejection: null,
      shipments: order.shipments,
      invoices: order.invoices,
      steps: [
        { step: 'received', at: asked, detail: null },
        { step: 'confirmed', at: asked, detail: null },
        { step: 'shipped', at, detail: 'S1' },
      ],
      cancellable: false,
      cancellationRequested: false,
      traceUrl: 'https://traces.example/1',
    });
  });

  it('says why it was rejected, and what can be done about the lines concerned', () => {
    const lines: RejectedLineView[] = [
      {
        ...{ line: 2, sku: 'MP-ALPS', reason: 'out-of-stock', available: 1, now: null },
        substitute: { sku: 'MP-PYR', model: 'MP-PYR', name: 'Pyrenäenkarte' },
      },
    ];
    const order = toldByOrders({
      state: 'rejected',
      rejection: {
        reason: 'out-of-stock',
        lines: [
          {
            ...{ line: 2, sku: 'MP-ALPS', reason: 'out-of-stock', available: 1 },
            ...{ price: null, priceVersion: null },
          },
        ],
      },
    });
    const { rejection, state, decided } = orderView(placedOrder({ order }), lines, null);
    expect({ rejection, state, decided }).toEqual({
      rejection: { reason: 'out-of-stock', lines },
      state: 'rejected',
      decided: true,
    });
  });
});

describe('an order', () => {
  it.each(['confirmed', 'back-ordered', 'rejected', 'cancelled'])('is decided once it is %s', (state) => {
    expect(isDecided(placedOrder({ order: toldByOrders({ state }) }))).toBe(true);
  });

  it('is not decided while nobody has said anything of it, or only that it was placed', () => {
    expect(isDecided(placedOrder())).toBe(false);
    expect(isDecided(placedOrder({ order: toldByOrders({ state: 'placed' }) }))).toBe(false);
  });

  it.each(['placed', 'confirmed', 'back-ordered', 'in-fulfilment'])(
    'can be cancelled while it is %s and nothing was shipped, once',
    (state) => {
      const order = toldByOrders({ state });
      expect(isCancellable(placedOrder({ order }))).toBe(true);
      const asking = placedOrder({ order, cancellationRequestedAt: new Date(asked) });
      expect(isCancellable(asking)).toBe(false);
      expect(orderView(asking, [], null)).toMatchObject({ cancellable: false, cancellationRequested: true });
    },
  );

  it('can be cancelled before orders has seen it', () => {
    expect(isCancellable(placedOrder())).toBe(true);
    expect(isCancellable(placedOrder({ cancellationRequestedAt: new Date(asked) }))).toBe(false);
  });

  it.each(['rejected', 'cancelled', 'partly-shipped', 'shipped', 'invoiced', 'completed', 'returned'])(
    'cannot be cancelled when it is %s',
    (state) => {
      expect(isCancellable(placedOrder({ order: toldByOrders({ state }) }))).toBe(false);
    },
  );

  it.each([
    ['the first', [1, 0]],
    ['the last', [0, 1]],
  ] as const)('cannot be cancelled once a unit of %s of its lines was shipped', (_, [first, last]) => {
    const lines = [
      { ...helmets, shipped: first },
      { ...maps, shipped: last },
    ];
    expect(isCancellable(placedOrder({ order: { ...confirmed, state: 'in-fulfilment', lines } }))).toBe(
      false,
    );
  });
});
