import type { Decimal } from '@throughline/money';
import type { TaxedShipping } from '@throughline/order-rules';
import { type CartChange, changesOf, isOrderable, waitingUnits } from './cart.ts';
import type { CartLineRow } from './cart.tables.ts';
import { type PriceAnswer, type RateOf, priceAnswer, resolveForGuest } from './price-answer.ts';
import { type Audience, textIn } from './product-view.ts';
import { type Quote, type QuotedLine, quoteOf } from './quote.ts';
import type { SellerRules } from './seller-rules.ts';
import type { Sku } from './sku.query.ts';
import { type StockAnswer, stockAnswer } from './stock-answer.ts';

export interface CartLineView {
  sku: string;
  /** Null when the product is gone. */
  model: string | null;
  name: string;
  family: string | null;
  familyName: string | null;
  color: string | null;
  size: string | null;
  quantity: number;
  price: PriceAnswer | null;
  /** Of the whole line, as it is in the total; null without price. */
  gross: Decimal | null;
  stock: StockAnswer | null;
  /** What is different from when the shopper last looked. */
  changes: CartChange[];
  orderable: boolean;
  /** Units that have to wait for a delivery. */
  waiting: number;
  substitute: string | null;
}

export interface CartView {
  country: string;
  shippingMethod: string;
  lines: CartLineView[];
  units: number;
  /** Null for an empty cart, and where the country, its tax or the way of shipping is not served. */
  quote: Quote | null;
  /** Whether an order would be accepted, as far as the shop knows. */
  orderable: boolean;
}

interface Circumstances {
  audience: Audience;
  shippingMethod: string;
  shipping: TaxedShipping | null;
  at: Date;
  rules: Pick<SellerRules, 'strategy' | 'rounding'>;
  rateOf: RateOf;
}

export function cartView(
  rows: readonly CartLineRow[],
  skus: ReadonlyMap<string, Sku>,
  { audience, shippingMethod, shipping, at, rules, rateOf }: Circumstances,
): CartView {
  const quoted: QuotedLine[] = [];
  const lines = rows.map((row): CartLineView => {
    const sku = skus.get(row.sku) ?? null;
    const rate = sku && rateOf(audience.country, sku.taxCategory);
    const resolution = resolveForGuest(sku?.prices ?? [], {
      at,
      strategy: rules.strategy,
      quantity: row.quantity,
    });
    const { winner: price } = resolution;
    const stock = sku && stockAnswer(sku);
    const now = { quantity: row.quantity, price, stock };
    if (sku && price && rate !== null)
      quoted.push({
        sku: sku.sku,
        quantity: row.quantity,
        price,
        taxCategory: sku.taxCategory,
        taxRate: rate,
      });
    return {
      sku: row.sku,
      model: sku?.model ?? null,
      name: sku ? textIn(sku, audience.language).name : row.seen.name,
      family: sku?.family ?? null,
      familyName: sku?.familyName ?? null,
      color: sku?.color ?? null,
      size: sku?.size ?? null,
      quantity: row.quantity,
      price: priceAnswer(resolution, rate),
      gross: null,
      stock,
      changes: changesOf(row.seen, now, rate),
      orderable: isOrderable(now),
      waiting: waitingUnits(now),
      substitute: sku?.substitute ?? null,
    };
  });
  const quote =
    quoted.length > 0 && shipping ? quoteOf(quoted, { shipping, rounding: rules.rounding }) : null;
  const grossOf = new Map(quoted.map(({ sku }, index) => [sku, quote?.lines[index]?.gross]));
  for (const line of lines) line.gross = grossOf.get(line.sku) ?? null;
  return {
    country: audience.country,
    shippingMethod,
    lines,
    units: lines.reduce((units, { quantity }) => units + quantity, 0),
    quote,
    orderable: quote !== null && quoted.length === lines.length && lines.every(({ orderable }) => orderable),
  };
}
