import fc from 'fast-check';
import { subtract } from '@throughline/money';
import { orderTotals } from '@throughline/order-rules';
import { describe, expect, it } from 'vitest';
import { observeErpOrder, observeExport, observeInvoice, follow } from './fulfilment.ts';
import { decideCancellation, decideStock, evolve, remaining, requested } from './order.ts';
import type { OrderState } from './order.ts';
import { decidePlacement } from './placement.ts';
import { erpOrder, invoice, knowledge, later, price, request, shipment } from './fixtures/samples.ts';

type Fact = (state: OrderState) => OrderState;
const number = 'W1';
const ordered = 5;
const asked = () => {
  const [line] = request().lines;
  return request({ lines: [{ ...line!, quantity: ordered }] });
};

const promise: Fact = (state) =>
  decideStock(state, {
    type: 'StockReserved',
    value: {
      order: number,
      at: later(1),
      lines: [{ line: 1, sku: 'HL-U509-R', reserved: 4, backOrdered: 1, expectedOn: null }],
    },
  }).reduce(evolve, state);
const refusal: Fact = (state) =>
  decideStock(state, { type: 'StockRefused', value: { order: number, at: later(1), lines: [] } }).reduce(
    evolve,
    state,
  );
const cancellation: Fact = (state) => {
  const events = decideCancellation(state, { by: 'shopper', reason: '', at: later(2) });
  return follow(state, events, later(2)).state;
};
const handOver = (reached: string): Fact => {
  const erpNumber = reached === 'sent' ? null : '410001';
  return (state) =>
    observeExport(state, {
      order: number,
      source: 'demo',
      state: reached,
      reason: null,
      erpNumber,
      differences: [],
      at: later(3),
    }).state;
};
/** The back office as it stands after some shipments and cancelled units; later ones contain the earlier. */
const document = (shipments: number, cancelled: number): Fact => {
  const parts = Array.from({ length: shipments }, (_, index) => shipment(`D${index + 1}`, 1));
  const lines = erpOrder().lines.map((line) => ({ ...line, ordered, cancelled }));
  return (state) => observeErpOrder(state, erpOrder({ lines, shipments: parts }), later(4)).state;
};
const billed = (which: number): Fact => {
  return (state) => observeInvoice(state, invoice(`R${which}`, 1), later(5)).state;
};

const fact: fc.Arbitrary<Fact> = fc.oneof(
  fc.constant(promise),
  fc.constant(refusal),
  fc.constant(cancellation),
  fc.constantFrom('received', 'sent', 'acknowledged', 'verified', 'refused').map(handOver),
  fc
    .nat({ max: ordered })
    .chain((sent) => fc.nat({ max: ordered - sent }).map((lost) => document(sent, lost))),
  fc.integer({ min: 1, max: ordered }).map(billed),
);
const story = fc.array(fact, { maxLength: 30 });
const begin = (): OrderState => evolve(requested(asked(), null), { type: 'OrderPlaced', value: asked() });

describe('whatever comes, in whatever order, however often', { timeout: 60_000 }, () => {
  it('keeps the units of a line in balance, and the figures as the shopper saw them', () => {
    fc.assert(
      fc.property(story, (facts) => {
        const { order } = facts.reduce((state, each) => each(state), begin());
        for (const line of order.lines) {
          expect(line.shipped).toBeLessThanOrEqual(line.ordered);
          expect(line.cancelled).toBeGreaterThanOrEqual(0);
          expect(remaining(line)).toBeGreaterThanOrEqual(0);
        }
        const { net, tax, gross } = asked();
        expect(order).toMatchObject({ net, tax, gross });
      }),
    );
  });

  it('learns nothing from what it knows', () => {
    fc.assert(
      fc.property(story, fact, (facts, each) => {
        const once = each(facts.reduce((state, before) => before(state), begin()));
        const { state: ignored, ...step } = { ...once.order };
        const twice = each(once);
        expect(twice.order.lines).toEqual(once.order.lines);
        expect(twice.order.shipments).toEqual(step.shipments);
        expect(twice.order.invoices).toEqual(step.invoices);
        expect(twice.order.state).toBe(ignored);
      }),
    );
  });

  it('ends', () => {
    fc.assert(
      fc.property(story, (facts) => {
        const end = [promise, document(ordered, 0), ...[1, 2, 3, 4, 5].map(billed)];
        const { order } = [...facts, ...end].reduce((state, each) => each(state), begin());
        expect(['completed', 'rejected', 'cancelled']).toContain(order.state);
      }),
    );
  });
});

describe('money adds up', { timeout: 60_000 }, () => {
  const amounts = fc.integer({ min: 0, max: 10_000_000 }).map((units) => String(units / 10_000));
  const lines = fc.array(
    fc.record({
      quantity: fc.integer({ min: 1, max: 99 }),
      unitPrice: amounts,
      taxIncluded: fc.boolean(),
      rate: fc.constantFrom('19', '7', '0'),
    }),
    { minLength: 1, maxLength: 6 },
  );

  it('takes exactly the totals that the shared rules give, and no other', () => {
    fc.assert(
      fc.property(lines, fc.constantFrom('0.01', '-0.01'), (given, error) => {
        const priced = given.map(({ quantity, unitPrice, taxIncluded, rate }, index) => ({
          ...request().lines[0]!,
          line: index + 1,
          quantity,
          unitPrice,
          taxIncluded,
          taxRate: rate,
          taxCategory: rate,
          priceVersion: `P${index}`,
        }));
        const totals = orderTotals({
          currency: 'EUR',
          rounding: 'tax-group',
          lines: priced,
          shipping: { net: '0', taxCategory: 'standard', taxRate: '19' },
        });
        const { net, gross, lines: computed } = totals;
        const tax = subtract(gross, net);
        const honest = request({ lines: computed, shippingNet: '0', net, tax, gross });
        const known = knowledge(
          priced.map(({ priceVersion, unitPrice, taxIncluded }) =>
            price({ version: priceVersion, amount: unitPrice, taxIncluded }),
          ),
        );
        const decide = (some: typeof honest) =>
          decidePlacement(
            some,
            known,
            { graceMs: 0, strategy: 'lowest', rounding: 'tax-group' },
            { at: later(1), final: true },
          );
        expect(decide(honest).type).toBe('OrderPlaced');
        const wrong = (Number(gross) + Number(error)).toFixed(2);
        expect(decide({ ...honest, gross: wrong })).toMatchObject({ value: { reason: 'totals-differ' } });
      }),
    );
  });
});
