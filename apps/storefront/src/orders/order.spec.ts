import { describe, expect, it } from 'vitest';
import { placedOrder, toldByOrders } from '../fixtures/orders.ts';
import { alpsMap } from '../fixtures/skus.ts';
import {
  type RejectedLineView,
  isAnswered,
  isCancellable,
  isDecided,
  orderView,
  responseOf,
} from './order.ts';
import type { PlacedOrder } from './order.tables.ts';

const viewOf = (placed: PlacedOrder, rejected: RejectedLineView[] = [], traceUrl: string | null = null) =>
  orderView(placed, rejected, traceUrl, new Map([['MP-1', alpsMap({ model: 'MP' })]]));

function without<T extends object, Name extends keyof T>(value: T, ...names: Name[]): Omit<T, Name> {
  const kept = Object.entries(value).filter(([name]) => !names.includes(name as Name));
  return Object.fromEntries(kept) as Omit<T, Name>;
}

const asked = '2026-11-20T12:00:00.000Z';
const confirmed = toldByOrders();
const [helmets, maps] = confirmed.lines as [(typeof confirmed.lines)[0], (typeof confirmed.lines)[0]];

/** Of what the shop has no product of that SKU, and the seller has not touched. */
const unnamed = {
  ...{ model: null, color: null, size: null, added: false, replaces: null, substitute: null },
  documented: null,
};
const taxes = [
  { rate: '19', net: '74.93', tax: '14.24' },
  { rate: '7', net: '27.9', tax: '1.95' },
];

describe('an order of two lines as its shopper sees it', () => {
  it('is what was asked for until orders has seen it', () => {
    expect(viewOf(placedOrder())).toEqual({
      order: 'W000000001',
      version: 1,
      state: 'placed',
      decided: false,
      placedAt: asked,
      currency: 'EUR',
      country: 'DE',
      region: null,
      purchaseOrderNumber: null,
      lines: [
        {
          ...{ line: 1, sku: 'HL-U509-R', name: 'Sporthelm', quantity: 2 },
          ...unnamed,
          ...{ unit: 'C62', unitQuantity: 2, components: [] },
          ...{ net: '69.98', gross: '83.28', taxRate: '19' },
          ...{ reserved: 0, backOrdered: 0, expectedOn: null, shipped: 0, cancelled: 0, invoiced: 0 },
          credited: 0,
        },
        {
          ...{ line: 2, sku: 'MP-ALPS', name: 'Alpenkarte', quantity: 3 },
          ...unnamed,
          ...{ unit: 'C62', unitQuantity: 3, components: [] },
          ...{ net: '27.9', gross: '29.85', taxRate: '7' },
          ...{ reserved: 0, backOrdered: 0, expectedOn: null, shipped: 0, cancelled: 0, invoiced: 0 },
          credited: 0,
        },
      ],
      shipping: { method: 'standard', net: '4.95', gross: '5.89' },
      net: '102.83',
      tax: '16.19',
      gross: '119.02',
      taxes,
      due: null,
      recipient: null,
      erpNumber: null,
      integration: 'none',
      attention: false,
      amendments: [],
      rejection: null,
      shipments: [],
      invoices: [],
      steps: [{ step: 'received', at: asked, detail: null }],
      cancellable: true,
      cancellationRequested: false,
      review: null,
      heldUntil: null,
      cancellation: 'none',
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
      region: 'COR',
      purchaseOrderNumber: 'PO 7',
      lines: [
        { ...helmets, shipped: 2, invoiced: 1, credited: 1 },
        {
          ...maps,
          ...{ unit: 'XCT', unitQuantity: 2, components: [{ sku: 'MP-1', quantity: 5 }] },
          ...{ name: 'Map', ordered: 4, net: '37.2', reserved: 2, backOrdered: 1, cancelled: 1 },
          expectedOn: '2026-12-24',
        },
      ],
      shippingMethod: 'express',
      shippingNet: '12.95',
      net: '120.13',
      tax: '18.361',
      gross: '138.491',
      shipments: [
        {
          ...{ number: 'S1', location: 'B1', at, lines: [{ line: 1, sku: 'HL-U509-R', quantity: 2 }] },
          ...{
            carrier: 'Example Parcel',
            trackingNumber: 'VH1',
            trackingUrl: 'https://tracking.example/VH1',
          },
        },
      ],
      invoices: [
        { number: 'I1', kind: 'invoice', currency: 'CHF', shared: true, gross: '183.28', net: '69.98', at },
        {
          ...{ number: 'C1', kind: 'credit-note', currency: 'KWD', shared: false },
          ...{ gross: '41.64', net: '34.99', at },
        },
      ],
      history: [...confirmed.history, { step: 'shipped', at, detail: 'S1' }],
      placedAt: at,
    };
    expect(viewOf(placedOrder({ order, version: 9 }), [], 'https://traces.example/1')).toEqual({
      order: 'W000000001',
      version: 9,
      state: 'partly-shipped',
      decided: true,
      placedAt: at,
      currency: 'KWD',
      country: 'FR',
      region: 'COR',
      purchaseOrderNumber: 'PO 7',
      lines: [
        {
          ...{ line: 1, sku: 'HL-U509-R', name: 'Sporthelm', quantity: 2 },
          ...unnamed,
          ...{ unit: 'C62', unitQuantity: 2, components: [] },
          ...{ net: '69.98', gross: '83.276', taxRate: '19' },
          ...{ reserved: 2, backOrdered: 0, expectedOn: null, shipped: 2, cancelled: 0, invoiced: 1 },
          credited: 1,
        },
        {
          ...{ line: 2, sku: 'MP-ALPS', name: 'Map', quantity: 4 },
          ...unnamed,
          ...{ unit: 'XCT', unitQuantity: 2 },
          components: [{ sku: 'MP-1', name: 'Alpenkarte', model: 'MP', quantity: 5 }],
          ...{ net: '37.2', gross: '39.804', taxRate: '7' },
          ...{ reserved: 2, backOrdered: 1, expectedOn: '2026-12-24', shipped: 0, cancelled: 1, invoiced: 0 },
          credited: 0,
        },
      ],
      shipping: { method: 'express', net: '12.95', gross: '15.411' },
      net: '120.13',
      tax: '18.361',
      gross: '138.491',
      taxes,
      due: null,
      recipient: null,
      erpNumber: '4711',
      integration: 'verified',
      attention: false,
      amendments: [],
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
      review: null,
      heldUntil: null,
      cancellation: 'none',
      traceUrl: 'https://traces.example/1',
    });
  });

  it('names what the seller delivers instead as the shop does, taxed as what was ordered', () => {
    const texts = [{ language: 'de', name: 'Wanderkarte', description: '' }];
    const names = new Map([['MP-HIKE', { texts, color: 'red', size: null, model: 'M7' }]]);
    const added = {
      ...maps,
      line: 3,
      sku: 'MP-HIKE',
      name: 'MAP HIK',
      addedBy: 'erp',
      taxRate: '0',
      net: '10',
    };
    const linesOf = (...lines: typeof confirmed.lines) =>
      orderView(placedOrder({ order: { ...confirmed, lines } }), [], null, names).lines;
    const [, instead, same, extra] = linesOf(
      { ...helmets },
      { ...maps, substitute: { sku: 'MP-HIKE', name: 'MAP HIK' } },
      { ...added, replaces: 2 },
      { ...added, line: 4, sku: 'MP-OTHER', replaces: null },
    );
    const hike = { name: 'Wanderkarte', model: 'M7', color: 'red', size: null };
    expect(instead).toMatchObject({ name: 'Alpenkarte', substitute: { sku: 'MP-HIKE', ...hike } });
    expect(same).toMatchObject({ ...hike, substitute: null, taxRate: '7', gross: '10.7' });
    // Nobody knows which of two rates it is.
    expect(extra).toMatchObject({ name: 'MAP HIK', model: null, taxRate: '0', gross: '10' });
    const [, alone] = linesOf(helmets, { ...added, replaces: null });
    expect(alone).toMatchObject({ taxRate: '19', gross: '11.9' });
  });

  it('has what it lacks where it is from before there were units, kits, credit notes and carriers', () => {
    const { request } = placedOrder();
    const added = ['unit', 'unitQuantity', 'perQuantity', 'components'] as const;
    const shipment = { number: 'S1', location: 'B1', at: asked, lines: [] };
    const earlier: PlacedOrder[] = [
      placedOrder({
        request: {
          ...without(request, 'region', 'purchaseOrderNumber'),
          lines: request.lines.map((line) => without(line, ...added)),
        },
      }),
      placedOrder({
        order: {
          ...without(confirmed, 'region', 'purchaseOrderNumber', 'charges'),
          lines: confirmed.lines.map((line) => without(line, ...added, 'credited')),
          shipments: [shipment],
          invoices: [{ number: 'I1', gross: '119.02', at: asked }],
        },
      }),
      // As the events of that time are read now: with the defaults of what was added.
      placedOrder({
        order: {
          ...confirmed,
          lines: confirmed.lines.map((line) => ({ ...line, unit: '', unitQuantity: 0 })),
          invoices: [
            {
              ...{ number: 'I1', kind: 'invoice', currency: '', shared: false },
              ...{ net: null, gross: '119.02', at: asked },
            },
          ],
        },
      }),
    ];
    for (const placed of earlier) {
      expect(viewOf(placed)).toMatchObject({
        region: null,
        purchaseOrderNumber: null,
        lines: [
          { quantity: 2, unit: '', unitQuantity: 2, components: [], credited: 0 },
          { quantity: 3, unit: '', unitQuantity: 3, components: [], credited: 0 },
        ],
      });
    }
    const invoice = {
      ...{ number: 'I1', kind: 'invoice', currency: 'EUR', shared: false },
      ...{ net: null, gross: '119.02', at: asked },
    };
    expect(earlier.map((placed) => viewOf(placed).invoices)).toEqual([[], [invoice], [invoice]]);
    const untracked = { carrier: null, trackingNumber: null, trackingUrl: null };
    expect(earlier.map((placed) => viewOf(placed).shipments)).toEqual([
      [],
      [{ ...shipment, ...untracked }],
      [],
    ]);
  });

  it('is as it was in a response that was kept, with what that lacks', () => {
    const untracked = { carrier: null, trackingNumber: null, trackingUrl: null };
    const now = viewOf(
      placedOrder({
        order: {
          ...confirmed,
          shipments: [{ number: 'S1', location: 'B1', at: asked, lines: [], ...untracked }],
          invoices: [
            {
              ...{ number: 'I1', kind: 'invoice', currency: 'EUR', shared: false },
              ...{ net: null, gross: '119.02', at: asked },
            },
          ],
        },
      }),
    );
    expect(responseOf(now)).toEqual(now);
    const newInOrders = [
      'taxes',
      'due',
      'recipient',
      'attention',
      'amendments',
      'cancellation',
      'review',
      'heldUntil',
    ] as const;
    const newInLines = [
      ...(['model', 'color', 'size', 'added', 'replaces', 'substitute', 'documented'] as const),
    ];
    const kept = {
      ...without(now, 'region', 'purchaseOrderNumber', ...newInOrders),
      lines: now.lines.map((line) =>
        without(line, 'unit', 'unitQuantity', 'components', 'credited', ...newInLines),
      ),
      shipments: now.shipments.map((each) => without(each, 'carrier', 'trackingNumber', 'trackingUrl')),
      invoices: now.invoices.map((invoice) => without(invoice, 'kind', 'currency', 'shared', 'net')),
    };
    expect(responseOf(kept)).toEqual({
      ...{ ...now, taxes: [] },
      lines: now.lines.map((line) => ({ ...line, unit: '' })),
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
    const { rejection, state, decided } = viewOf(placedOrder({ order }), lines);
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
      expect(viewOf(asking)).toMatchObject({ cancellable: false, cancellationRequested: true });
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

describe('an order that a person has to confirm', () => {
  const review = { reason: 'open-worth', since: asked };
  const order = toldByOrders({ state: 'placed' });

  it('says so, is not decided, and is all the answer there is for now', () => {
    const waiting = placedOrder({ order: { ...order, review } });
    expect(viewOf(waiting)).toMatchObject({ state: 'placed', decided: false, review });
    expect([isDecided(waiting), isAnswered(waiting), isCancellable(waiting)]).toEqual([false, true, true]);
  });

  it('is told apart from one that is being checked', () => {
    expect(isAnswered(placedOrder())).toBe(false);
    expect(isAnswered(placedOrder({ order }))).toBe(false);
    expect(isAnswered(placedOrder({ order: without(order, 'review') }))).toBe(false);
    expect(isAnswered(placedOrder({ order: toldByOrders() }))).toBe(true);
  });
});

it('an order says until when it is held', () => {
  const order = { ...toldByOrders(), heldUntil: '2026-12-04T12:00:00.000Z' };
  expect(viewOf(placedOrder({ order })).heldUntil).toBe('2026-12-04T12:00:00.000Z');
  expect(viewOf(placedOrder({ order: without(order, 'heldUntil') })).heldUntil).toBeNull();
});
