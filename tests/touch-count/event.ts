import type { Touch } from './touch.ts';

const schema = {
  type: 'record',
  name: 'OrderHeld',
  namespace: 'throughline.orders',
  doc: 'An order that waits for a word of staff before it goes on.',
  throughline: { topic: 'orders.events', kind: 'log', key: '{order}', partitions: 6 },
  fields: [
    { name: 'order', type: 'string', doc: 'Our order number.' },
    { name: 'reason', type: 'string', doc: 'Why it waits, in words for staff.' },
    {
      name: 'at',
      type: { type: 'long', logicalType: 'timestamp-micros' },
      doc: 'When it began to wait, UTC.',
    },
  ],
};

/** An order may wait for a person: what that does to the order, and to its hand-over. */
export const event: Touch = {
  what: 'a new event on an existing topic',
  atMost: 5,
  edits: {
    'schemas/orders/OrderHeld.avsc': () => `${JSON.stringify(schema, null, 2)}\n`,
    'apps/orders/src/order/order.ts': (text) =>
      text.replace(
        "    case 'OrderCompleted':\n",
        `    case 'OrderHeld':
      return { ...order, history: step(order, 'held', event.value.at, event.value.reason) };
    case 'OrderCompleted':
`,
      ),
    'apps/orders/src/order/order.spec.ts': (text) =>
      `${text}
describe('an order that is held', () => {
  it('says since when, and why', () => {
    const held: OrderEvent = { type: 'OrderHeld', value: { order: 'W1', reason: 'large', at: later(2) } };
    expect(given(placed, held).order.history.at(-1)).toEqual({ step: 'held', at: later(2), detail: 'large' });
  });
});
`,
    'apps/erp-adapter/src/exports/orders.consumer.ts': (text) =>
      text
        .replace("  'OrderHandedOver',\n] as const;", "  'OrderHandedOver',\n  'OrderHeld',\n] as const;")
        .replace(
          "      dropRejected(tx, ofType(records, 'OrderRejected')),\n",
          `      dropRejected(tx, ofType(records, 'OrderRejected')),
      tx.query('update exports set due_at = null where order_number = any($1)', [
        ofType(records, 'OrderHeld').map(({ value }) => value.order),
      ]),
`,
        )
        .replace('const [, , , accepted]', 'const [, , , , accepted]'),
  },
  typechecks: ['libs/events', 'apps/orders', 'apps/erp-adapter', 'apps/storefront', 'apps/inventory'],
  specs: ['apps/orders/src/order/order.spec.ts', 'libs/events/generate/contract.spec.ts'],
};
