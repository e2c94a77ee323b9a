import type {
  Account,
  Order,
  OrderLine,
  OrderRequested,
  RequestedLine,
  StockRefused,
  StockReserved,
} from '@throughline/events';
import { totalsOf } from './amounts.ts';

/** When orders of examples are placed. */
export const placedAt = new Date('2026-02-01T10:00:00Z');

/** An instant so many minutes after `placedAt`. */
export function later(minutes: number): Date {
  return new Date(placedAt.getTime() + minutes * 60_000);
}

const goods = [
  {
    sku: 'HL-U509-R',
    name: 'Helmet',
    quantity: 2,
    priceVersion: 'P1',
    unitPrice: '29.74',
    taxIncluded: false,
    taxCategory: 'standard',
    taxRate: '19',
  },
  {
    sku: 'WB-H098',
    name: 'Water bottle',
    quantity: 3,
    priceVersion: 'Q1',
    unitPrice: '4.49',
    taxIncluded: false,
    taxCategory: 'reduced',
    taxRate: '7',
  },
] as const;

/** An order of which lines are given in part: what is left out is taken from the default order's line of that place. */
export type SomeOrder = Partial<Omit<OrderRequested, 'lines'>> & {
  lines?: readonly Partial<RequestedLine>[];
};

/**
 * Two helmets of 29.74 at 19 % and three bottles of 4.49 at 7 %, net, with shipping of 4.90 at 19 %, for guests in
 * Germany: 77.85 + 13.17 = 91.02 in euros, where tax is rounded by tax group (13.18 by document).
 * @param some other lines, another currency or another rounding give other totals, which add up unless stated too;
 * shipping belongs to the tax class `standard` in these
 */
export function orderRequested({ lines: given = goods, ...some }: SomeOrder = {}): OrderRequested {
  const whole = {
    order: 'W1',
    channel: 'web',
    account: 'guests',
    currency: 'EUR',
    country: 'DE',
    region: null,
    language: 'en',
    purchaseOrderNumber: null,
    shippingMethod: 'standard',
    shippingNet: some.currency === 'JPY' ? '490' : '4.9',
    shippingTaxRate: '19',
    rounding: 'tax-group',
    acceptBackOrder: false,
    at: placedAt,
    keyHash: null,
    buyer: [],
    ...some,
  };
  const lines = given.map((line, index) => {
    const { quantity = goods[index % goods.length]!.quantity } = line;
    const sold = { unit: 'C62', unitQuantity: quantity, perQuantity: 1, components: [] };
    return { line: index + 1, ...goods[index % goods.length]!, ...sold, ...line };
  });
  const shipping = {
    quantity: 1,
    unitPrice: whole.shippingNet,
    taxIncluded: false,
    taxCategory: 'standard',
    taxRate: whole.shippingTaxRate,
  };
  const priced = lines.map((line) => ({ ...line, quantity: line.unitQuantity }));
  const { nets, net, tax, gross } = totalsOf([...priced, shipping], whole.currency, whole.rounding);
  return {
    net,
    tax,
    gross,
    ...whole,
    lines: lines.map((line, index) => ({ net: nets[index]!, ...line })),
  };
}

/** The default order as it is published when it has been placed and nothing else has happened. */
export function placedOrder({
  lines: given = [{}, {}],
  ...some
}: Partial<Omit<Order, 'lines'>> & { lines?: readonly Partial<OrderLine>[] } = {}): Order {
  const request = orderRequested({ lines: given.map(() => ({})) });
  const { order, channel, account, currency, country, shippingMethod, shippingNet, net, tax, gross } =
    request;
  const lines = request.lines.map(({ quantity, taxCategory: _, ...line }, index) => ({
    ...line,
    addedBy: '',
    replaces: null,
    ordered: quantity,
    documented: null,
    substitute: null,
    reserved: 0,
    backOrdered: 0,
    expectedOn: null,
    shipped: 0,
    cancelled: 0,
    invoiced: 0,
    credited: 0,
    returned: 0,
    ...given[index],
  }));
  return {
    order,
    origin: channel,
    state: 'placed',
    integration: 'none',
    integrationReason: null,
    erpNumber: null,
    account,
    currency,
    country,
    region: null,
    purchaseOrderNumber: null,
    lines,
    charges: [],
    shippingMethod,
    shippingNet,
    net,
    tax,
    gross,
    dueNet: null,
    dueTax: null,
    dueGross: null,
    rejection: null,
    shipments: [],
    invoices: [],
    history: [{ step: 'received', at: placedAt, detail: null }],
    amendments: [],
    review: null,
    heldUntil: null,
    cancellationRefusal: null,
    placedAt,
    traceparent: null,
    ...some,
  };
}

/** The account that guests in Germany order on, without a price group; its number as a contract price has it is 10000. */
export function account(some: Partial<Account> = {}): Account {
  return {
    account: 'guests',
    kind: 'guests',
    name: 'Guests',
    bindings: [{ source: 'demo', number: '10000', priceGroup: null, priceLists: [] }],
    currency: 'EUR',
    country: 'DE',
    region: null,
    parent: null,
    billTo: null,
    taxClass: 'normal',
    paymentTerms: null,
    blockedFor: [],
    ...some,
  };
}

/**
 * All of the default order promised of stock, a minute after it was placed.
 * @param lines what is told otherwise of its lines, in their order
 */
export function stockReserved({
  lines = [],
  ...some
}: Partial<Omit<StockReserved, 'lines'>> & {
  lines?: readonly Partial<StockReserved['lines'][number]>[];
} = {}): StockReserved {
  return {
    order: 'W1',
    lines: goods.map(({ sku, quantity }, index) => ({
      line: index + 1,
      sku,
      reserved: quantity,
      backOrdered: 0,
      expectedOn: null,
      ...lines[index],
    })),
    at: later(1),
    ...some,
  };
}

/** The default order refused, a minute after it was placed, because of its bottles: three asked for, one there. */
export function stockRefused(some: Partial<StockRefused> = {}): StockRefused {
  return {
    order: 'W1',
    lines: [{ line: 2, sku: 'WB-H098', requested: 3, available: 1 }],
    at: later(1),
    ...some,
  };
}
