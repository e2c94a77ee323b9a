import type { Order, OrderLine } from '@throughline/events';
import { add } from '@throughline/money';
import { roundingPolicies } from '@throughline/order-rules';
import {
  account,
  erpInvoice,
  erpOrder,
  erpShipment,
  later,
  orderRequested,
  placedAt,
  price,
  stockRefused,
  stockReserved,
} from '@throughline/testing/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { references } from './fixtures/references.ts';
import { applyErpOrder, applyExport, applyInvoice } from './fulfilment.ts';
import { applyEvents, decideCancellation, decideStock, evolve, remaining, requested } from './order.ts';
import type { OrderState } from './order.ts';
import { decidePlacement } from './placement.ts';

type Fact = (state: OrderState) => OrderState;
const skus = ['HL-U509-R', 'WB-H098', 'CA-1098'];

/** What is ordered, and the parts in which it leaves: each a unit or two, perhaps of two lines. */
interface Plan {
  ordered: readonly { line: number; sku: string; quantity: number }[];
  parts: readonly { line: number; sku: string; quantity: number }[][];
}
const plan: fc.Arbitrary<Plan> = fc
  .array(fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 4 }) }), {
    minLength: 1,
    maxLength: 4,
    size: 'max',
  })
  .map((lines) => lines.map((of, index) => ({ line: index + 1, ...of })))
  .chain((ordered) => {
    const units = ordered.flatMap(({ line, sku, quantity }) =>
      Array.from({ length: quantity }, () => ({ line, sku, quantity: 1 })),
    );
    const inAnyOrder = fc.shuffledSubarray(units, { minLength: units.length });
    return fc.tuple(inAnyOrder, fc.integer({ min: 1, max: 2 })).map(([shuffled, size]) => {
      const parts = Array.from({ length: Math.ceil(units.length / size) }, (_, index) =>
        shuffled.slice(index * size, (index + 1) * size),
      );
      return { ordered, parts };
    });
  });

const askedFor = ({ ordered }: Plan) => orderRequested({ lines: ordered });
const begin = (of: Plan): OrderState =>
  evolve(requested(askedFor(of), null), { type: 'OrderPlaced', value: askedFor(of) });
const unitsOf = (parts: Plan['parts'], line: number) =>
  parts.flat().filter((unit) => unit.line === line).length;

const promised =
  ({ ordered }: Plan, waiting: number): Fact =>
  (state) => {
    const lines = ordered.map(({ line, sku, quantity }) => {
      const backOrdered = Math.min(waiting, quantity);
      return { line, sku, reserved: quantity - backOrdered, backOrdered, expectedOn: null };
    });
    const value = { ...stockReserved(), lines };
    return decideStock(state, { type: 'StockReserved', value }).reduce(evolve, state);
  };
const refused: Fact = (state) =>
  decideStock(state, { type: 'StockRefused', value: stockRefused() }).reduce(evolve, state);
const cancelled: Fact = (state) => {
  const events = decideCancellation(state, { by: 'shopper', reason: '', at: later(2) });
  return applyEvents(state, events, later(2)).state;
};
const handedOver =
  (reached: string): Fact =>
  (state) =>
    applyExport(state, {
      order: 'W1',
      source: 'demo',
      state: reached,
      reason: null,
      erpNumber: reached === 'sent' ? null : '410001',
      differences: [],
      at: later(3),
    }).state;
/** The back office as it stands after so many shipments; what is `lost` of the rest it has cancelled. */
const document =
  ({ ordered, parts }: Plan, sent: number, lost: (open: number) => number): Fact =>
  (state) => {
    const left = parts.slice(0, sent);
    const lines = ordered.map(({ line, sku, quantity }) => ({
      ...erpOrder().lines[0]!,
      line,
      sku,
      ordered: quantity,
      cancelled: lost(quantity - unitsOf(left, line)),
    }));
    const shipments = left.map((part, index) => erpShipment(`D${index + 1}`, [], { lines: part }));
    return applyErpOrder(state, { ...erpOrder({ shipments }), lines }, later(4)).state;
  };
const billed =
  ({ parts }: Plan, which: number): Fact =>
  (state) => {
    const freight = { line: 0, sku: 'FREIGHT', quantity: 1, net: '4.9', taxRate: '19' };
    const lines = parts[which]!.map((unit) => ({ ...unit, net: '1', taxRate: '19' }));
    return applyInvoice(state, erpInvoice(`R${which}`, [], { lines: [...lines, freight] }), later(5)).state;
  };

const factOf = (of: Plan): fc.Arbitrary<Fact> =>
  fc.oneof(
    fc.integer({ min: 0, max: 4 }).map((waiting) => promised(of, waiting)),
    fc.constant(refused),
    fc.constant(cancelled),
    fc
      .constantFrom('received', 'sent', 'parked', 'acknowledged', 'verified', 'refused', 'cancelled')
      .map(handedOver),
    fc
      .tuple(fc.nat({ max: of.parts.length }), fc.nat({ max: 4 }))
      .map(([sent, lost]) => document(of, sent, (open) => Math.min(open, lost))),
    fc.nat({ max: of.parts.length - 1 }).map((which) => billed(of, which)),
  );
const story = plan.chain((of) =>
  fc.record({
    of: fc.constant(of),
    facts: fc.array(factOf(of), { maxLength: 30, size: 'max' }),
    next: factOf(of),
  }),
);
const told = (of: Plan, facts: readonly Fact[]) => facts.reduce((state, fact) => fact(state), begin(of));

describe('whatever comes, in whatever order, however often', () => {
  it('tries long stories of several lines, some of which share a product', () => {
    const tried = fc.sample(story, 100);
    expect(tried.some(({ facts }) => facts.length > 25)).toBe(true);
    expect(tried.some(({ of }) => new Set(of.ordered.map(({ sku }) => sku)).size < of.ordered.length)).toBe(
      true,
    );
  });

  it('keeps the units of each line in balance', () => {
    fc.assert(
      fc.property(story, ({ of, facts }) => {
        const { order } = told(of, facts);
        const decided = order.history.some(({ step }) => step === 'confirmed' || step === 'back-ordered');
        const ours = new Map(order.invoices.map(({ number }) => [number, Number(number.slice(1))]));
        for (const line of order.lines) {
          expect(line.shipped).toBe(unitsOf(of.parts.slice(0, order.shipments.length), line.line));
          expect(line.invoiced).toBe(
            unitsOf(
              [...ours.values()].map((which) => of.parts[which]!),
              line.line,
            ),
          );
          expect(line.cancelled).toBeGreaterThanOrEqual(0);
          expect(remaining(line)).toBeGreaterThanOrEqual(0);
          expect(line.reserved + line.backOrdered).toBe(decided ? line.ordered : 0);
        }
        expect(ours.size).toBe(order.invoices.length);
      }),
    );
  });

  it('keeps what the shopper saw, and every step that was taken', () => {
    const seen = ({ account: who, net, tax, gross, shippingNet, lines }: Order) => {
      const constant = ({ line, sku, name, unitPrice, taxRate, net: amount, ordered }: OrderLine) => {
        return { line, sku, name, unitPrice, taxRate, net: amount, ordered };
      };
      return { who, net, tax, gross, shippingNet, lines: lines.map(constant) };
    };
    fc.assert(
      fc.property(story, ({ of, facts, next }) => {
        const before = told(of, facts).order;
        const { order } = told(of, [...facts, next]);
        expect(seen(order)).toEqual(seen(begin(of).order));
        expect(order.history.slice(0, before.history.length)).toEqual(before.history);
      }),
    );
  });

  it('learns nothing from what it knows', () => {
    fc.assert(
      fc.property(story, ({ of, facts, next }) => {
        const once = told(of, [...facts, next]);
        expect(next(once)).toEqual(once);
      }),
    );
  });

  it('ends when all has left and is invoiced', () => {
    const ending = story.chain(({ of, facts }) => {
      const last = [
        promised(of, 0),
        document(of, of.parts.length, () => 0),
        ...of.parts.map((_, which) => billed(of, which)),
      ];
      return fc.record({
        of: fc.constant(of),
        facts: fc.constant(facts),
        end: fc.shuffledSubarray(last, { minLength: last.length }),
      });
    });
    fc.assert(
      fc.property(ending, ({ of, facts, end }) => {
        const { order } = told(of, [...facts, ...end]);
        expect(order.state).toBe(order.rejection ? 'rejected' : 'completed');
        for (const { ordered, shipped, invoiced, cancelled: back } of order.lines)
          expect({ shipped, invoiced, back }).toEqual({ shipped: ordered, invoiced: ordered, back: 0 });
      }),
    );
  });

  it('ends when the back office cancels what has not left, and invoices the rest', () => {
    const ending = story.chain(({ of, facts }) => {
      return fc.record({
        of: fc.constant(of),
        facts: fc.constant(facts),
        sent: fc.nat({ max: of.parts.length }),
      });
    });
    fc.assert(
      fc.property(ending, ({ of, facts, sent }) => {
        const end = [promised(of, 0), document(of, sent, (open) => open)];
        const bills = of.parts.map((_, which) => billed(of, which));
        const { order } = told(of, [...facts, ...end, ...bills]);
        const left = order.lines.some(({ shipped }) => shipped > 0);
        expect(order.state).toBe(order.rejection ? 'rejected' : left ? 'completed' : 'cancelled');
      }),
    );
  });
});

describe('money adds up', () => {
  const units: Record<string, string> = { EUR: '0.01', JPY: '1', KWD: '0.001' };
  const rates: Record<string, string> = {
    standard: '19',
    eco: '19',
    reduced: '7',
    local: '8.875',
    zero: '0',
  };
  const amounts = fc.integer({ min: 0, max: 10_000_000 }).map((n) => String(n / 10_000));
  const lines = fc.array(
    fc.record({
      sku: fc.constantFrom(...skus),
      quantity: fc.integer({ min: 1, max: 99 }),
      unitPrice: amounts,
      taxIncluded: fc.boolean(),
      taxCategory: fc.constantFrom(...Object.keys(rates)),
      meantFor: fc.constantFrom('all', 'all', 'dealers', 'clubs', '20001', '20002'),
      minQuantity: fc.integer({ min: 1, max: 120 }),
      endedMinutesAgo: fc.constantFrom(null, 14, 15, 16),
    }),
    { minLength: 1, maxLength: 8, size: 'max' },
  );
  const buyers = fc.record({
    priceGroup: fc.constantFrom(null, 'dealers', 'clubs'),
    erpNumber: fc.constantFrom(null, '20001', '20002'),
  });
  const order = fc.record({
    lines,
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
    rounding: fc.constantFrom(...roundingPolicies),
    buyer: buyers,
  });
  type Line = typeof lines extends fc.Arbitrary<(infer L)[]> ? L : never;

  /** The request of some lines, and the prices that it names. */
  const asked = (of: readonly Line[], currency: string, rounding: string) => {
    const request = orderRequested({
      currency,
      rounding,
      lines: of.map(({ sku, quantity, unitPrice, taxIncluded, taxCategory }, index) => ({
        sku,
        quantity,
        unitPrice,
        taxIncluded,
        taxCategory,
        taxRate: rates[taxCategory]!,
        priceVersion: `P${index}`,
      })),
    });
    const prices = of.map(({ sku, unitPrice, taxIncluded, meantFor, minQuantity, endedMinutesAgo }, index) =>
      price({
        sku,
        currency,
        taxIncluded,
        minQuantity,
        amount: unitPrice,
        version: `P${index}`,
        group: ['dealers', 'clubs'].includes(meantFor) ? meantFor : null,
        account: meantFor.startsWith('2') ? meantFor : null,
        validTo: endedMinutesAgo === null ? null : later(-endedMinutesAgo),
      }),
    );
    return { request, prices };
  };
  const products = Object.fromEntries(skus.map((sku) => [sku, true]));
  const decide = (
    request: ReturnType<typeof orderRequested>,
    prices: ReturnType<typeof price>[],
    { rounding = 'tax-group', buyer = {} }: { rounding?: (typeof roundingPolicies)[number]; buyer?: object },
  ) =>
    decidePlacement(
      request,
      references({ products, prices, accounts: [account(buyer)] }),
      { graceMs: 15 * 60_000, strategy: 'lowest', rounding },
      { at: placedAt, final: true },
    );
  const forAll = (of: readonly Line[]) =>
    of.map((line) => ({ ...line, meantFor: 'all', minQuantity: 1, endedMinutesAgo: null }) satisfies Line);

  it('takes exactly the totals of the arithmetic, in each currency and rounding, and no other', () => {
    fc.assert(
      fc.property(
        order,
        fc.constantFrom('net', 'tax', 'gross', 'shippingNet', 'line'),
        fc.nat(),
        fc.constantFrom('', '-'),
        ({ lines: of, currency, rounding }, wrong, which, sign) => {
          const { request, prices } = asked(forAll(of), currency, rounding);
          expect(decide(request, prices, { rounding }).type).toBe('OrderPlaced');
          const miss = (amount: string) => add(amount, `${sign}${units[currency]!}`);
          const lines = request.lines.map((line, index) =>
            index === which % request.lines.length ? { ...line, net: miss(line.net) } : line,
          );
          const some = wrong === 'line' ? { lines } : { [wrong]: miss(request[wrong]) };
          expect(decide({ ...request, ...some }, prices, { rounding })).toEqual({
            type: 'OrderRejected',
            value: { order: 'W1', reason: 'totals-differ', lines: [], at: placedAt },
          });
        },
      ),
    );
  });

  it('blames exactly the lines whose price is not for this account, this quantity and this time', () => {
    fc.assert(
      fc.property(order, ({ lines: of, currency, rounding, buyer }) => {
        const { request, prices } = asked(of, currency, rounding);
        const blamed = of.flatMap(({ meantFor, quantity, minQuantity, endedMinutesAgo }, index) => {
          const meant = ['all', buyer.priceGroup, buyer.erpNumber].includes(meantFor);
          const inTime = endedMinutesAgo === null || endedMinutesAgo < 15;
          return meant && inTime && quantity >= minQuantity ? [] : [index + 1];
        });
        const verdict = decide(request, prices, { rounding, buyer });
        expect(verdict.type).toBe(blamed.length > 0 ? 'OrderRejected' : 'OrderPlaced');
        if (verdict.type !== 'OrderRejected') return;
        expect(verdict.value.reason).toBe('price-changed');
        expect(verdict.value.lines.map(({ line }) => line)).toEqual(blamed);
      }),
    );
  });
});
