import type {
  Account,
  Decimal,
  OrderPlaced,
  OrderRejected,
  OrderRequested,
  Price,
  Product,
  RequestedLine,
} from '@throughline/events';
import { subtract } from '@throughline/money';
import { orderTotals } from '@throughline/order-rules';
import type { RoundingPolicy } from '@throughline/order-rules';
import {
  type PriceStrategies,
  type SoldIn,
  inBaseUnits,
  isForSale,
  isHonoured,
  priceAsSold,
  resolvePrice,
  soldInOf,
} from '@throughline/pricing-rules';
import type { OrderEvent } from '../order/order.ts';

export type KnownAccount = Pick<Account, 'account' | 'bindings' | 'blockedFor'> & {
  /** Null when it was heard of before anybody asked. */
  kind: Account['kind'] | null;
};

export type KnownProduct = Pick<Product, 'unit' | 'kind' | 'quantityScale' | 'units' | 'components'>;

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
  const blamed = (reason: string, faults: readonly RequestedLine[]) =>
    rejected(
      reason,
      faults.map((line) => faulty(line, reason)),
    );
  const allBut = (passed: readonly { line: RequestedLine }[]) =>
    lines.filter((line) => !passed.some((each) => each.line === line));

  const known = lines.flatMap((line) => {
    const product = references.products.get(line.sku);
    return product && isForSale(product) ? [{ line, product }] : [];
  });
  const unknown = allBut(known);
  if (unknown.length > 0) return blamed('unknown-product', unknown);
  const sold = known.flatMap(({ line, product }): SoldLine[] => {
    const soldIn = unitOf(line, product);
    return soldIn ? [{ line, soldIn }] : [];
  });
  const notSold = allBut(sold);
  if (notSold.length > 0) return blamed('unit-not-sold', notSold);
  const unchanged = known.filter(({ line, product }) => isSameRecipe(line.components, product.components));
  const changed = allBut(unchanged);
  if (changed.length > 0) return blamed('kit-changed', changed);
  const stale = sold.filter((each) => !isPriceHonoured(each, request, account, references, rules));
  if (stale.length > 0) {
    const repriced = stale.map((each) => {
      const now = currentPrice(each, request, account, references, rules, at);
      return {
        ...faulty(each.line, 'price-changed'),
        price: now?.amount ?? null,
        priceVersion: now?.version ?? null,
      };
    });
    return rejected('price-changed', repriced);
  }
  if (!totalsAgree(request, rules.rounding)) return rejected('totals-differ');
  return { type: 'OrderPlaced', value: agreedOn(request) };
}

/** What is placed of a request: how it is known again, and whose it is, are not told any further. */
export function agreedOn({ keyHash: _, buyer: __, ...agreed }: OrderRequested): OrderPlaced {
  return agreed;
}

/** Whoever is refused what we do not know gets no new orders. */
function isBlocked({ blockedFor }: KnownAccount): boolean {
  return blockedFor.some((refused) => refused !== 'shipments');
}

/** A line, and the unit that it is sold in. */
interface SoldLine {
  line: RequestedLine;
  soldIn: SoldIn;
}

/** How the product is sold in the unit of the line; null when it is not, or the quantity is another in base units. */
function unitOf(line: RequestedLine, product: KnownProduct): SoldIn | null {
  const soldIn = soldInOf(product, line.unit || product.unit);
  return soldIn && inBaseUnits(unitsOf(line), soldIn) === line.quantity ? soldIn : null;
}

/** How many of its unit a line has; requests from before 0.2 state base units alone. */
function unitsOf({ unitQuantity, quantity }: RequestedLine): number {
  return unitQuantity === 0 ? quantity : unitQuantity;
}

type Recipe = RequestedLine['components'];

/** Nothing is promised by a recipe that is not the seller's. */
function isSameRecipe(sold: Recipe, known: Recipe): boolean {
  const quantities = new Map(known.map(({ sku, quantity }) => [sku, quantity]));
  return sold.length === known.length && sold.every(({ sku, quantity }) => quantities.get(sku) === quantity);
}

function faulty({ line, sku }: RequestedLine, reason: string): OrderRejected['lines'][number] {
  return { line, sku, reason, available: null, price: null, priceVersion: null };
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

function currentPrice(
  { line: { sku, quantity }, soldIn }: SoldLine,
  { currency }: OrderRequested,
  { bindings }: KnownAccount,
  { prices }: PlacementReferences,
  { strategy }: PlacementRules,
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
