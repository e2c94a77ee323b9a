import type { TaxedShipping } from '@throughline/order-rules';
import { inBaseUnits, soldInOf } from '@throughline/pricing-rules';
import type { ResponseOf } from '@throughline/service';
import { componentViews } from '../catalog/kit-components.ts';
import { type Audience, textIn } from '../catalog/product-view.ts';
import { type RateOf, type VersionIdOf, offerPrice, resolveForGuest } from '../offers/offer-price.ts';
import { expectedOn, offerStock } from '../offers/offer-stock.ts';
import type { SellerRules } from '../offers/seller-rules.service.ts';
import type { NamedProduct, Sku } from '../offers/sku.queries.ts';
import { changesOf, isOrderable, quantityWithin, stepOf, waitingUnits } from './cart.ts';
import type { cart, cartLine } from './cart.response.schemas.ts';
import type { CartLineRow } from './cart.tables.ts';
import { type QuotedLine, quoteOf } from './quote.ts';

export type CartLineView = ResponseOf<typeof cartLine>;
export type CartView = ResponseOf<typeof cart>;

interface Circumstances {
  audience: Audience;
  /** Names of the components of kits, and of what is gone, by SKU. */
  names: ReadonlyMap<string, NamedProduct>;
  /** Null where the country is taxed as a whole. */
  region: string | null;
  shippingMethod: CartView['shippingMethod'];
  shipping: TaxedShipping | null;
  at: Date;
  rules: Pick<SellerRules, 'strategy' | 'rounding'>;
  rateOf: RateOf;
  idOf: VersionIdOf;
}

export function cartView(
  rows: readonly CartLineRow[],
  skus: ReadonlyMap<string, Sku>,
  { names, audience, region, shippingMethod, shipping, at, rules, rateOf, idOf }: Circumstances,
): CartView {
  const quoted: QuotedLine[] = [];
  const lines = rows.map((row): CartLineView => {
    const sku = skus.get(row.sku) ?? null;
    const rate = sku && rateOf(audience.country, sku.taxCategory, region);
    const soldIn = sku && soldInOf(sku, row.unit || undefined);
    const quantity = soldIn && inBaseUnits(row.quantity, soldIn);
    const resolution =
      sku && soldIn && quantity !== null
        ? resolveForGuest(sku.prices, { at, strategy: rules.strategy, quantity, soldIn })
        : null;
    const price = resolution?.winner ?? null;
    const stock = sku && offerStock(sku);
    const now = { quantity, price, stock };
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
      color: (sku ?? names.get(row.sku))?.color ?? null,
      size: (sku ?? names.get(row.sku))?.size ?? null,
      unit: soldIn?.unit ?? row.unit,
      quantity: row.quantity,
      baseQuantity: quantity,
      available: soldIn && stock ? quantityWithin(stock.available, soldIn) : 0,
      most: soldIn && stock ? quantityWithin(stock.available + stock.backOrderable, soldIn) : 0,
      step: soldIn ? stepOf(soldIn) : 1,
      components: componentViews(sku?.components ?? [], names, audience.language),
      price: resolution && offerPrice(resolution, rate, idOf),
      gross: null,
      stock,
      changes: changesOf(row.seen, now, rate),
      orderable: isOrderable(now),
      waiting: waitingUnits(now),
      expectedOn: stock && quantity !== null && waitingUnits(now) > 0 ? expectedOn(stock, quantity) : null,
      substitute: sku?.substitute ?? null,
    };
  });
  const quote =
    quoted.length > 0 && shipping ? quoteOf(quoted, { shipping, rounding: rules.rounding }) : null;
  const grossOf = new Map(quoted.map(({ sku }, index) => [sku, quote?.lines[index]?.gross]));
  for (const line of lines) line.gross = grossOf.get(line.sku) ?? null;
  return {
    country: audience.country,
    region,
    shippingMethod,
    lines,
    units: lines.reduce((units, { quantity }) => units + quantity, 0),
    quote,
    orderable: quote !== null && quoted.length === lines.length && lines.every(({ orderable }) => orderable),
  };
}
