import type {
  Account,
  Decimal,
  OrderPlaced,
  OrderRejected,
  OrderRequested,
  Price,
} from '@throughline/events';
import { subtract } from '@throughline/money';
import { orderTotals } from '@throughline/order-rules';
import type { RoundingPolicy } from '@throughline/order-rules';
import { type PriceStrategies, isHonoured, priceAsSold, resolvePrice } from '@throughline/pricing-rules';
import type { OrderEvent } from '../order/order.ts';
import { type KnownProduct, type SoldLine, faulty, productFault, soldLines, unitsOf } from './sold-lines.ts';

export type KnownAccount = Pick<Account, 'account' | 'bindings' | 'blockedFor'> & {
  /** Null when it was heard of before anybody asked. */
  kind: Account['kind'] | null;
};

/** What has been heard from the other services of what a request names. */
export interface PlacementReferences {
  /** By SKU; null for a product that was there and is gone. */
  products: ReadonlyMap<string, KnownProduct | null>;
  /** By SKU, then by version; null for a version that was removed. */
  prices: ReadonlyMap<string, ReadonlyMap<string, Price | null>>;
  accounts: ReadonlyMap<string, KnownAccount>;
}

export interface PlacementRules {
  /** How long after its end a price version is honoured, in milliseconds. */
  graceMs: number;
  /** How prices are weighed: of all back offices, or of each. */
  strategy: PriceStrategies;
  rounding: RoundingPolicy;
}

export type Placement = { type: 'Wait' } | Extract<OrderEvent, { type: 'OrderPlaced' | 'OrderRejected' }>;

/**
 * Decides whether a request becomes an order. What it names and nobody has told us of yet may be on its way, so it
 * waits for it until `final`.
 */
export function decidePlacement(
  request: OrderRequested,
  references: PlacementReferences,
  rules: PlacementRules,
  { at, final }: { at: Date; final: boolean },
): Placement {
  const account = references.accounts.get(request.account);
  const unseen =
    account === undefined ||
    request.lines.some(
      ({ sku, priceVersion }) =>
        !references.products.has(sku) || !references.prices.get(sku)?.has(priceVersion),
    );
  if (unseen && !final) return { type: 'Wait' };

  const rejected = (reason: string, lines: OrderRejected['lines'] = []): Placement => {
    return { type: 'OrderRejected', value: { order: request.order, reason, lines, at } };
  };
  if (account === undefined) return rejected('unknown-account');
  if (isBlocked(account)) return rejected('account-blocked');
  const { lines } = request;
  const fault = productFault(lines, (sku) => references.products.get(sku) ?? null);
  if (fault) return rejected(fault.reason, fault.lines);
  const sold = soldLines(lines, references.products);
  const stale = sold.filter((each) => !isPriceHonoured(each, request, account, references, rules));
  if (stale.length > 0) {
    return rejected(
      'price-changed',
      stale.map((each) => repriced(each, request, account, references, rules.strategy, at)),
    );
  }
  if (!totalsAgree(request, rules.rounding)) return rejected('totals-differ');
  return { type: 'OrderPlaced', value: agreedOn(request) };
}

/**
 * Why an order that waited for a person is not taken any more, although its prices are those that were shown; null when
 * nothing that was heard speaks against it.
 */
export function withdrawnSince(
  request: OrderRequested,
  references: PlacementReferences,
  { strategy }: Pick<PlacementRules, 'strategy'>,
  at: Date,
): Extract<OrderEvent, { type: 'OrderRejected' }> | null {
  const { order, lines } = request;
  const account = references.accounts.get(request.account);
  const rejected = (reason: string, blamed: OrderRejected['lines'] = []) => {
    return { type: 'OrderRejected' as const, value: { order, reason, lines: blamed, at } };
  };
  if (account && isBlocked(account)) return rejected('account-blocked');
  const fault = productFault(lines, (sku) => references.products.get(sku));
  if (fault) return rejected(fault.reason, fault.lines);
  const revoked = lines.filter(
    ({ sku, priceVersion }) => (references.prices.get(sku)?.get(priceVersion)?.revokedAt ?? null) !== null,
  );
  if (revoked.length === 0) return null;
  return rejected(
    'price-changed',
    revoked.map((line) => {
      const [sold] = soldLines([line], references.products);
      return sold && account
        ? repriced(sold, request, account, references, strategy, at)
        : faulty(line, 'price-changed');
    }),
  );
}

/** What is placed of a request: how it is known again, and whose it is, are not told any further. */
export function agreedOn({ keyHash: _, buyer: __, ...agreed }: OrderRequested): OrderPlaced {
  return agreed;
}

/** Whoever is refused what we do not know gets no new orders. */
function isBlocked({ blockedFor }: KnownAccount): boolean {
  return blockedFor.some((refused) => refused !== 'shipments');
}

function isPriceHonoured(
  { line, soldIn }: SoldLine,
  { currency, at }: OrderRequested,
  { bindings }: KnownAccount,
  { prices }: PlacementReferences,
  { graceMs, strategy }: PlacementRules,
): boolean {
  const price = prices.get(line.sku)?.get(line.priceVersion);
  if (!price || !isHonoured(price, at, graceMs)) return false;
  // Whether another one would be taken now is for the shop to tell, which knows what the shopper was shown.
  const sold = priceAsSold(price, { currency, quantity: line.quantity, soldIn, bindings }, strategy);
  return (
    sold !== null &&
    sold.amount === line.unitPrice &&
    sold.perQuantity === line.perQuantity &&
    sold.taxIncluded === line.taxIncluded
  );
}

/** A line whose price does not hold, with the one that does. */
function repriced(
  sold: SoldLine,
  request: OrderRequested,
  account: KnownAccount,
  references: PlacementReferences,
  strategy: PriceStrategies,
  at: Date,
): OrderRejected['lines'][number] {
  const now = currentPrice(sold, request, account, references, strategy, at);
  return {
    ...faulty(sold.line, 'price-changed'),
    price: now?.amount ?? null,
    priceVersion: now?.version ?? null,
  };
}

function currentPrice(
  { line: { sku, quantity }, soldIn }: SoldLine,
  { currency }: OrderRequested,
  { bindings }: KnownAccount,
  { prices }: PlacementReferences,
  strategy: PriceStrategies,
  at: Date,
): { amount: Decimal; version: string } | null {
  const candidates = [...(prices.get(sku)?.values() ?? [])].filter((price) => price !== null);
  return resolvePrice(candidates, { currency, at, quantity, soldIn, bindings }, strategy).winner;
}

/** Whether computing the order anew gives what the shopper saw, to the minor unit. */
function totalsAgree(request: OrderRequested, rounding: RoundingPolicy): boolean {
  const { lines } = request;
  const numbers = new Set(lines.map(({ line }) => line));
  if (request.rounding !== rounding || lines.length === 0 || numbers.size < lines.length) return false;
  if (lines.some(({ quantity }) => quantity < 1)) return false;
  // The request does not say with which goods shipping is taxed as one group: those of a class, or none.
  const classes = new Set(lines.map(({ taxCategory }) => taxCategory));
  return ['', ...classes].some((taxCategory) => agrees(request, rounding, taxCategory));
}

function agrees(request: OrderRequested, rounding: RoundingPolicy, taxCategory: string): boolean {
  const { currency, shippingNet, shippingTaxRate } = request;
  const lines = request.lines.map((line) => ({ ...line, quantity: unitsOf(line) }));
  const shipping = { net: shippingNet, taxCategory, taxRate: shippingTaxRate };
  try {
    const totals = orderTotals({ currency, rounding, lines, shipping });
    return (
      totals.net === request.net &&
      // For prices stated with tax, what rounding adds belongs to the tax.
      subtract(totals.gross, totals.net) === request.tax &&
      totals.gross === request.gross &&
      totals.shippingNet === shippingNet &&
      totals.lines.every(({ net }, index) => net === lines[index]?.net)
    );
  } catch (error) {
    // An unknown currency or an amount that is no number cannot have been computed by the shop.
    if (error instanceof RangeError) return false;
    throw error;
  }
}
