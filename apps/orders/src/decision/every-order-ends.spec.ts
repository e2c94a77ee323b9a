import type { AccountBinding, Order, OrderLine } from '@throughline/events';
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
  product,
  stockRefused,
  stockReserved,
} from '@throughline/testing/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { references } from '../fixtures/references.ts';
import { followDocument } from '../documents/followed-document.ts';
import { applyExport, applyInvoice as invoice } from '../documents/fulfilment.ts';
import { hasLeft, remaining } from '../order/order-lines.ts';
import { applyEvents, decideCancellation, decideStock, evolve, requested } from '../order/order.ts';
import type { OrderState } from '../order/order.ts';
import { portionsOf } from '../documents/invoice-portions.ts';
import { decidePlacement } from '../placement/placement.ts';

type Fact = (state: OrderState) => OrderState;
const skus = ['HL-U509-R', 'WB-H098', 'CA-1098'];
/** Of what a kit is put together: a shell and two straps. */
const recipe = [
  { sku: 'SHELL', quantity: 1 },
  { sku: 'STRAP', quantity: 2 },
];

interface Units {
  line: number;
  sku: string;
  quantity: number;
}

/** A service, which its back office invoices and never ships. */
const service = 'FITTING';

/** What is ordered, and the parts in which it leaves and is billed: each a unit or two, perhaps of two lines. */
interface Plan {
  ordered: readonly (Units & { components: typeof recipe })[];
  /** Of kits, their components, each by itself. */
  parts: readonly Units[][];
  bills: readonly Units[][];
}

/** The units in some order, one or two at a time. */
const inParts = (units: readonly Units[]): fc.Arbitrary<Units[][]> =>
  fc
    .tuple(fc.shuffledSubarray([...units], { minLength: units.length }), fc.integer({ min: 1, max: 2 }))
    .map(([shuffled, size]) =>
      Array.from({ length: Math.ceil(units.length / size) }, (_, index) =>
        shuffled.slice(index * size, (index + 1) * size),
      ),
    );
const singly = ({ line, sku, quantity }: Units): Units[] =>
  Array.from({ length: quantity }, () => ({ line, sku, quantity: 1 }));

const plan: fc.Arbitrary<Plan> = fc
  .array(
    fc.record({ sku: fc.constantFrom(...skus, 'KIT', service), quantity: fc.integer({ min: 1, max: 4 }) }),
    {
      minLength: 1,
      maxLength: 4,
      size: 'max',
    },
  )
  .map((lines) =>
    lines.map((of, index) => ({ line: index + 1, ...of, components: of.sku === 'KIT' ? recipe : [] })),
  )
  .chain((ordered) => {
    const goods = ordered.filter(({ sku }) => sku !== service);
    const pieces = goods.flatMap((line) =>
      line.components.length === 0
        ? singly(line)
        : line.components.flatMap(({ sku, quantity }) =>
            singly({ ...line, sku, quantity: line.quantity * quantity }),
          ),
    );
    return fc
      .tuple(inParts(pieces), inParts(ordered.flatMap(singly)))
      .map(([parts, bills]) => ({ ordered, parts, bills }));
  });

const askedFor = ({ ordered }: Plan) => orderRequested({ lines: ordered });
const begin = (of: Plan): OrderState =>
  evolve(requested(askedFor(of), null), { type: 'OrderPlaced', value: askedFor(of) });
const unitsOf = (parts: readonly Units[][], line: number, sku?: string) =>
  parts.flat().filter((unit) => unit.line === line && (sku === undefined || unit.sku === sku)).length;
/** What has left of a line: of kits, those of which everything has. */
const gone = (parts: readonly Units[][], { line, sku }: Pick<Units, 'line' | 'sku'>) =>
  sku === 'KIT'
    ? Math.min(unitsOf(parts, line, 'SHELL'), Math.floor(unitsOf(parts, line, 'STRAP') / 2))
    : unitsOf(parts, line);
/** Units that are out after so many parts: services are done last of all. */
const done = ({ parts }: Plan, sent: number, line: Units) => {
  if (line.sku === service) return sent === parts.length ? line.quantity : 0;
  return gone(parts.slice(0, sent), line);
};

const promised =
  ({ ordered }: Plan, waiting: number): Fact =>
  (state) => {
    const claimed = ordered.flatMap((line) =>
      line.components.length === 0
        ? [line]
        : line.components.map((of) => ({ ...line, ...of, quantity: line.quantity * of.quantity })),
    );
    const lines = claimed.map(({ line, sku, quantity }) => {
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
  (of: Plan, sent: number, lost: (open: number) => number): Fact =>
  (state) => {
    const lines = of.ordered.map(({ line, sku, quantity, components }) => {
      const out = done(of, sent, { line, sku, quantity });
      return {
        ...erpOrder().lines[0]!,
        ...{ line, sku, components, ordered: quantity, cancelled: lost(quantity - out) },
        ...(sku === service && { kind: 'service', invoiced: out }),
      };
    });
    const shipments = of.parts
      .slice(0, sent)
      .map((part, index) => erpShipment(`D${index + 1}`, [], { lines: part }));
    return followDocument(state, { ...erpOrder({ shipments }), lines }, later(4)).state;
  };
/** A document that spans another order as well. */
const shared = (number: string, kind: string, units: readonly Units[]): Fact => {
  const [line] = erpInvoice().lines;
  const lines = [
    ...units.map((unit) => ({ ...line!, ...unit, net: '1' })),
    { ...line!, line: 1, quantity: 9, order: '410009', channelOrder: null },
  ];
  const document = erpInvoice(number, [], { kind, lines, order: null, channelOrder: null });
  const portion = portionsOf(document).get('W1')!;
  return (state) => invoice(state, { name: number, invoice: portion, at: later(5) }).state;
};
const billed = ({ bills }: Plan, which: number): Fact => shared(`R${which}`, 'invoice', bills[which]!);
const credited = ({ bills }: Plan, which: number): Fact => shared(`C${which}`, 'credit-note', bills[which]!);

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
    fc.nat({ max: of.bills.length - 1 }).map((which) => billed(of, which)),
    fc.nat({ max: of.bills.length - 1 }).map((which) => credited(of, which)),
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
  it('tries long stories of several lines, some of which share a product, are kits or services', () => {
    const tried = fc.sample(story, 100);
    expect(tried.some(({ facts }) => facts.length > 25)).toBe(true);
    expect(tried.some(({ of }) => new Set(of.ordered.map(({ sku }) => sku)).size < of.ordered.length)).toBe(
      true,
    );
    for (const wanted of ['KIT', service])
      expect(tried.some(({ of }) => of.ordered.some(({ sku }) => sku === wanted))).toBe(true);
  });

  it('keeps the units of each line in balance', () => {
    fc.assert(
      fc.property(story, ({ of, facts }) => {
        const { order } = told(of, facts);
        const decided = order.history.some(({ step }) => step === 'confirmed' || step === 'back-ordered');
        const billsOf = (kind: string) =>
          order.invoices
            .filter((invoice) => invoice.kind === kind)
            .map(({ number }) => of.bills[Number(number.slice(1))]!);
        for (const line of order.lines) {
          if (line.sku === service) expect([0, line.ordered]).toContain(line.shipped);
          else expect(line.shipped).toBe(gone(of.parts.slice(0, order.shipments.length), line));
          expect(line.invoiced).toBe(unitsOf(billsOf('invoice'), line.line));
          expect(line.credited).toBe(unitsOf(billsOf('credit-note'), line.line));
          expect(line.cancelled).toBeGreaterThanOrEqual(0);
          expect(remaining(line)).toBeGreaterThanOrEqual(0);
          expect(line.reserved + line.backOrdered).toBe(decided ? line.ordered : 0);
        }
        expect(new Set(order.invoices.map(({ number }) => number)).size).toBe(order.invoices.length);
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

  it('opens nothing again when something is given back', () => {
    fc.assert(
      fc.property(story, fc.nat(), ({ of, facts }, which) => {
        const before = told(of, facts).order;
        const { order } = credited(of, which % of.bills.length)(told(of, facts));
        expect(order.state).toBe(before.state);
        const figures = ({ lines }: Order) => lines.map(({ credited: _, ...line }) => line);
        expect(figures(order)).toEqual(figures(before));
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
        ...of.bills.map((_, which) => billed(of, which)),
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
        const bills = of.bills.map((_, which) => billed(of, which));
        const { order } = told(of, [...facts, ...end, ...bills]);
        expect(order.state).toBe(order.rejection ? 'rejected' : hasLeft(order) ? 'completed' : 'cancelled');
      }),
    );
  });
});

describe('money adds up', () => {
  const minor: Record<string, string> = { EUR: '0.01', JPY: '1', KWD: '0.001' };
  const rates: Record<string, string> = {
    standard: '19',
    eco: '19',
    reduced: '7',
    local: '8.875',
    zero: '0',
  };
  const lines = fc.array(
    fc.record({
      sku: fc.constantFrom(...skus),
      unitQuantity: fc.integer({ min: 1, max: 99 }),
      pack: fc.constantFrom(1, 1, 6, 12),
      tenThousandths: fc.integer({ min: 0, max: 10_000_000 }),
      perQuantity: fc.constantFrom(1, 1, 4, 100),
      taxIncluded: fc.boolean(),
      taxCategory: fc.constantFrom(...Object.keys(rates)),
      meantFor: fc.constantFrom('all', 'all', 'dealers', 'clubs', '20001', '20002'),
      minQuantity: fc.integer({ min: 1, max: 240 }),
      endedMinutesAgo: fc.constantFrom(null, 14, 15, 16),
    }),
    { minLength: 1, maxLength: 8, size: 'max' },
  );
  const buyers = fc.record({
    source: fc.constantFrom('demo', 'demo', 'other'),
    priceGroup: fc.constantFrom(null, 'dealers', 'clubs'),
    number: fc.constantFrom('10000', '20001', '20002'),
    priceLists: fc.constant<string[]>([]),
  });
  const order = fc.record({
    lines,
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
    rounding: fc.constantFrom(...roundingPolicies),
    buyer: buyers,
  });
  type Line = typeof lines extends fc.Arbitrary<(infer L)[]> ? L : never;

  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  /** A line of so many packs, and the price of one base unit or more as that of a pack or more. */
  const inPacks = ({ unitQuantity, pack, tenThousandths, perQuantity }: Line) => {
    const common = divisor(pack, perQuantity);
    return {
      unit: pack === 1 ? 'C62' : `X${pack}`,
      unitQuantity,
      quantity: unitQuantity * pack,
      unitPrice: String((tenThousandths * pack) / common / 10_000),
      perQuantity: perQuantity / common,
    };
  };

  /** The request of some lines, and the prices that it names. */
  const asked = (of: readonly Line[], currency: string, rounding: string) => {
    const request = orderRequested({
      currency,
      rounding,
      lines: of.map((line, index) => ({
        ...inPacks(line),
        sku: line.sku,
        taxIncluded: line.taxIncluded,
        taxCategory: line.taxCategory,
        taxRate: rates[line.taxCategory]!,
        priceVersion: `P${index}`,
      })),
    });
    const prices = of.map(({ sku, taxIncluded, minQuantity, perQuantity, ...line }, index) =>
      price({
        sku,
        currency,
        taxIncluded,
        minQuantity,
        perQuantity,
        amount: String(line.tenThousandths / 10_000),
        version: `P${index}`,
        group: ['dealers', 'clubs'].includes(line.meantFor) ? line.meantFor : null,
        account: line.meantFor.startsWith('2') ? line.meantFor : null,
        validTo: line.endedMinutesAgo === null ? null : later(-line.endedMinutesAgo),
      }),
    );
    return { request, prices };
  };
  const units = [1, 6, 12].map((pack) => ({
    unit: pack === 1 ? 'C62' : `X${pack}`,
    numerator: pack,
    denominator: 1,
    gtin: null,
    sellable: true,
  }));
  const products = Object.fromEntries(skus.map((sku) => [sku, product({ sku, units })]));
  const decide = (
    request: ReturnType<typeof orderRequested>,
    prices: ReturnType<typeof price>[],
    {
      rounding = 'tax-group',
      buyer,
    }: { rounding?: (typeof roundingPolicies)[number]; buyer?: AccountBinding },
  ) =>
    decidePlacement(
      request,
      references({ products, prices, accounts: [account(buyer && { bindings: [buyer] })] }),
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
          const miss = (amount: string) => add(amount, `${sign}${minor[currency]!}`);
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
        const { source, priceGroup, number } = buyer;
        const blamed = of.flatMap(({ meantFor, unitQuantity, pack, minQuantity, endedMinutesAgo }, index) => {
          const meant = meantFor === 'all' || (source === 'demo' && [priceGroup, number].includes(meantFor));
          const inTime = endedMinutesAgo === null || endedMinutesAgo < 15;
          return meant && inTime && unitQuantity * pack >= minQuantity ? [] : [index + 1];
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
