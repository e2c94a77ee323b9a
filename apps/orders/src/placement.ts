import type { Decimal, OrderRejected, OrderRequested, Price, RequestedLine } from '@throughline/events';
import { subtract } from '@throughline/money';
import { orderTotals } from '@throughline/order-rules';
import type { RoundingPolicy } from '@throughline/order-rules';
import { isHonoured, resolvePrice } from '@throughline/pricing-rules';
import type { PriceStrategy } from '@throughline/pricing-rules';
import type { OrderEvent } from './order.ts';

export interface KnownAccount {
  account: string;
  erpNumber: string | null;
  priceGroup: string | null;
  blocked: boolean;
}

/** What has been heard from the other services of what a request names. */
export interface PlacementReferences {
  /** By SKU; false for a product that was there and is gone. */
  products: ReadonlyMap<string, boolean>;
  /** By SKU, then by version; null for a version that was removed. */
  prices: ReadonlyMap<string, ReadonlyMap<string, Price | null>>;
  accounts: ReadonlyMap<string, KnownAccount>;
}

export interface PlacementRules {
  /** How long after its end a price version is honoured, in milliseconds. */
  graceMs: number;
  strategy: PriceStrategy;
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
  if (account.blocked) return rejected('account-blocked');
  const unknown = request.lines.filter(({ sku }) => references.products.get(sku) !== true);
  if (unknown.length > 0)
    return rejected(
      'unknown-product',
      unknown.map((line) => faulty(line, 'unknown-product')),
    );
  const stale = request.lines.filter((line) => !isPriceHonoured(line, request, account, references, rules));
  if (stale.length > 0) {
    const lines = stale.map((line) => {
      const now = currentPrice(line, request, account, references, rules, at);
      return {
        ...faulty(line, 'price-changed'),
        price: now?.amount ?? null,
        priceVersion: now?.version ?? null,
      };
    });
    return rejected('price-changed', lines);
  }
  if (!totalsAgree(request, rules.rounding)) return rejected('totals-differ');
  const { order, channel, currency, country, language, lines, shippingMethod, shippingNet } = request;
  const { shippingTaxRate, net, tax, gross, rounding, acceptBackOrder } = request;
  return {
    type: 'OrderPlaced',
    value: {
      order,
      channel,
      account: request.account,
      currency,
      country,
      language,
      lines,
      shippingMethod,
      shippingNet,
      shippingTaxRate,
      net,
      tax,
      gross,
      rounding,
      acceptBackOrder,
      at: request.at,
    },
  };
}

function faulty({ line, sku }: RequestedLine, reason: string): OrderRejected['lines'][number] {
  return { line, sku, reason, available: null, price: null, priceVersion: null };
}

function isPriceHonoured(
  line: RequestedLine,
  { currency, at }: OrderRequested,
  account: KnownAccount,
  { prices }: PlacementReferences,
  { graceMs }: PlacementRules,
): boolean {
  const price = prices.get(line.sku)?.get(line.priceVersion);
  return (
    !!price &&
    price.amount === line.unitPrice &&
    price.taxIncluded === line.taxIncluded &&
    price.currency === currency &&
    price.minQuantity <= line.quantity &&
    (price.group === null || price.group === account.priceGroup) &&
    (price.account === null || price.account === account.erpNumber) &&
    isHonoured(price, at, graceMs)
  );
}

function currentPrice(
  { sku, quantity }: RequestedLine,
  { currency }: OrderRequested,
  { priceGroup, erpNumber }: KnownAccount,
  { prices }: PlacementReferences,
  { strategy }: PlacementRules,
  at: Date,
): { amount: Decimal; version: string } | null {
  const candidates = [...(prices.get(sku)?.values() ?? [])].filter((price) => price !== null);
  const query = { currency, at, quantity, group: priceGroup, account: erpNumber };
  return resolvePrice(candidates, query, strategy).winner;
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
  const { lines, currency, shippingNet, shippingTaxRate } = request;
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
