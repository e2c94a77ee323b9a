import { describe, expect, it } from 'vitest';
import { placedOrder, toldByOrders } from '../fixtures/orders.ts';
import { helmet } from '../fixtures/skus.ts';
import type { NamedProduct } from '../offers/sku.queries.ts';
import { cancellationOf } from './order-outcome.ts';
import { orderView } from './order.ts';
import type { PlacedOrder } from './order.tables.ts';

const named = (product: Partial<NamedProduct>): NamedProduct => ({
  ...{ model: 'HL-U509', texts: helmet().texts, color: 'red', size: 'M' },
  ...product,
});
const names = new Map([['HL-U509-R', named({})]]);
const viewOf = (placed: PlacedOrder) => orderView(placed, [], null, names);

const told = toldByOrders();
const [helmets, maps] = told.lines as [(typeof told.lines)[0], (typeof told.lines)[0]];
const asked = new Date('2026-11-20T12:30:00Z');

describe('the lines of an order', () => {
  it('have what tells a variant from others, and a page where there is one', () => {
    const [first, second] = viewOf(placedOrder()).lines;
    expect(first).toMatchObject({ model: 'HL-U509', color: 'red', size: 'M' });
    expect(second).toMatchObject({ model: null, color: null, size: null });
    const gone = new Map([['HL-U509-R', named({ model: null })]]);
    expect(orderView(placedOrder({ order: told }), [], null, gone).lines[0]).toMatchObject({
      ...{ model: null, color: 'red', size: 'M' },
    });
  });

  it('are those that were ordered, whose shares add up to the total, and beside them what the seller added', () => {
    const added = {
      ...{ ...maps, line: 3, addedBy: 'erp', replaces: 2, ordered: 0, documented: 4, unitQuantity: 0 },
      ...{ net: '10', taxRate: '19' },
    };
    const order = { ...told, lines: [helmets, { ...maps, documented: 2 }, added] };
    const { lines, shipping } = viewOf(placedOrder({ order }));
    expect(lines).toMatchObject([
      { line: 1, added: false, replaces: null, quantity: 2, documented: null, gross: '83.28' },
      { line: 2, added: false, replaces: null, quantity: 3, documented: 2, gross: '29.85' },
      { line: 3, added: true, replaces: 2, quantity: 4, unitQuantity: 4, documented: 4, gross: '11.9' },
    ]);
    expect(shipping.gross).toBe('5.89');
  });

  it('add up to the total where each by itself would be rounded up', () => {
    const cheap = { net: '0.03', taxRate: '19' };
    const lines = [
      { ...helmets, ...cheap },
      { ...maps, ...cheap },
    ];
    // 0.0357 of each, 0.0714 together.
    const order = { ...told, lines, shippingNet: '0', net: '0.06', tax: '0.01', gross: '0.07' };
    const view = viewOf(placedOrder({ order }));
    expect(view.lines.map(({ gross }) => gross)).toEqual(['0.04', '0.03']);
    expect(view.shipping.gross).toBe('0');
  });
});

describe('what is owed', () => {
  it('is the total while nothing else is said', () => {
    expect(viewOf(placedOrder()).due).toBeNull();
    expect(viewOf(placedOrder({ order: told })).due).toBeNull();
    const same = { ...told, dueNet: told.net, dueTax: told.tax, dueGross: `${told.gross}0` };
    expect(viewOf(placedOrder({ order: same })).due).toBeNull();
  });

  it('is less after a cancellation, beside the total as it was ordered', () => {
    const order = { ...told, dueNet: '74.93', dueTax: '14.24', dueGross: '89.17' };
    expect(viewOf(placedOrder({ order }))).toMatchObject({
      gross: '119.02',
      due: { net: '74.93', tax: '14.24', gross: '89.17' },
    });
  });

  it.each(['dueNet', 'dueTax', 'dueGross'])('is not said while its %s is not known', (lacking) => {
    const order = { ...told, dueNet: '74.93', dueTax: '14.24', dueGross: '89.17', [lacking]: null };
    expect(viewOf(placedOrder({ order })).due).toBeNull();
  });

  it('has its tax by rate, with that of the shipping', () => {
    expect(viewOf(placedOrder()).taxes).toEqual([
      { rate: '19', net: '74.93', tax: '14.24' },
      { rate: '7', net: '27.9', tax: '1.95' },
    ]);
    // Of 69.92 and 4.95 by themselves it would be 13.28 and 0.94.
    const { request } = placedOrder();
    const lines = request.lines.map((line) => (line.line === 1 ? { ...line, unitPrice: '34.96' } : line));
    expect(viewOf(placedOrder({ request: { ...request, lines } })).taxes[0]).toEqual({
      ...{ rate: '19', net: '74.87', tax: '14.23' },
    });
  });
});

describe('an order that cannot go on by itself', () => {
  it.each([
    ['parked', 'confirmed', true],
    ['refused', 'confirmed', true],
    ['refused', 'back-ordered', true],
    ['refused', 'cancelled', false],
    ['parked', 'rejected', false],
    ['parked', 'completed', false],
    ['refused', 'returned', false],
    ['sent', 'confirmed', false],
    ['verified', 'in-fulfilment', false],
  ])('has been %s while it is %s: a person looks at it: %s', (integration, state, attention) => {
    expect(viewOf(placedOrder({ order: { ...told, integration, state } })).attention).toBe(attention);
  });

  it('is none before orders has seen it', () => {
    expect(viewOf(placedOrder()).attention).toBe(false);
  });
});

describe('what the seller changed', () => {
  it('is told as it stands', () => {
    const at = '2026-11-21T08:00:00.000Z';
    const amendments = [{ kind: 'lowered', line: 1, replaces: null, was: '2', is: '1', at }];
    expect(viewOf(placedOrder({ order: { ...told, amendments } })).amendments).toEqual(amendments);
    expect(viewOf(placedOrder({ order: told })).amendments).toEqual([]);
    expect(viewOf(placedOrder()).amendments).toEqual([]);
  });
});

describe('where an order goes to', () => {
  it('is shown where it is known', () => {
    const recipient = {
      ...{ name: 'Ada Muster', company: null, street: 'Weg 1', street2: null },
      ...{ postalCode: '10115', city: 'Berlin', country: 'DE', region: null },
    };
    expect(viewOf(placedOrder({ recipient })).recipient).toEqual(recipient);
    expect(viewOf(placedOrder()).recipient).toBeNull();
  });
});

describe('a cancellation that a shopper asked for', () => {
  const outcome = (state: string, shipped: [number, number], cancelled: [number, number]) =>
    cancellationOf({
      order: {
        ...told,
        state,
        lines: [
          { ...helmets, shipped: shipped[0], cancelled: cancelled[0] },
          { ...maps, shipped: shipped[1], cancelled: cancelled[1] },
        ],
      },
      cancellationRequestedAt: asked,
    });

  it('is none while nobody asked', () => {
    expect(cancellationOf({ order: told, cancellationRequestedAt: null })).toBe('none');
    expect(viewOf(placedOrder({ order: told })).cancellation).toBe('none');
  });

  it('is pending while orders has not seen it, and while there are units that could be cancelled', () => {
    expect(cancellationOf({ order: null, cancellationRequestedAt: asked })).toBe('requested');
    expect(outcome('confirmed', [0, 0], [0, 0])).toBe('requested');
    expect(outcome('partly-shipped', [2, 0], [0, 0])).toBe('requested');
    expect(outcome('partly-shipped', [0, 3], [0, 0])).toBe('requested');
  });

  it('is done when all is cancelled', () => {
    expect(outcome('cancelled', [0, 0], [2, 3])).toBe('cancelled');
  });

  it('is done in part when the rest had left', () => {
    expect(outcome('shipped', [2, 0], [0, 3])).toBe('partly');
    expect(outcome('completed', [2, 2], [0, 1])).toBe('partly');
  });

  it('is decided as soon as no unit could be cancelled any more, though the order goes on', () => {
    expect(outcome('partly-shipped', [2, 0], [0, 3])).toBe('partly');
    expect(outcome('in-fulfilment', [1, 3], [1, 0])).toBe('partly');
    expect(outcome('in-fulfilment', [2, 3], [0, 0])).toBe('too-late');
  });

  it('came too late when everything had left', () => {
    expect(outcome('shipped', [2, 3], [0, 0])).toBe('too-late');
    expect(outcome('completed', [2, 3], [0, 0])).toBe('too-late');
  });

  it.each(['shipped', 'invoiced', 'completed', 'returned'])(
    'came too late once it is %s, though its document has fewer units than were ordered',
    (state) => expect(outcome(state, [2, 2], [0, 0])).toBe('too-late'),
  );

  it('is none of an order that was not taken', () => {
    expect(outcome('rejected', [0, 0], [0, 0])).toBe('none');
  });
});

it('a cancellation that orders has refused came too late, however the order stands by now', () => {
  const order = { ...told, cancellationRefusal: { reason: 'too-late', at: asked.toISOString() } };
  expect(cancellationOf({ order, cancellationRequestedAt: asked })).toBe('too-late');
  expect(cancellationOf({ order, cancellationRequestedAt: null })).toBe('none');
  expect(cancellationOf({ order: { ...order, state: 'cancelled' }, cancellationRequestedAt: asked })).toBe(
    'cancelled',
  );
});
