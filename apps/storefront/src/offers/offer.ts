import type { Decimal } from '@throughline/money';
import type { PriceResolution, PriceStrategy } from '@throughline/pricing-rules';
import type { ResponseOf } from '@throughline/service';
import { type RateOf, offerPrice, resolveForGuest } from './offer-price.ts';
import { type OfferStock, offerStock } from './offer-stock.ts';
import type { offer as offerSchema } from './offer.response.schemas.ts';
import type { Sku } from './sku.queries.ts';

/** Which of two offers of a SKU is newer: versions compare within an epoch, and a new epoch begins afresh. */
export interface OfferVersion {
  epoch: number;
  version: number;
}

/** Price and stock of a SKU at an instant, before a country's tax. */
export interface Offer extends OfferVersion {
  sku: string;
  at: Date;
  taxCategory: string;
  price: PriceResolution;
  stock: OfferStock;
}

/** An offer as a page gets it. */
export type OfferView = ResponseOf<typeof offerSchema>;

export function offerOf(sku: Sku, { at, strategy }: { at: Date; strategy: PriceStrategy }): Offer {
  const price = resolveForGuest(sku.prices, { at, strategy });
  const { epoch, version, taxCategory } = sku;
  return { sku: sku.sku, epoch, version, at, taxCategory, price, stock: offerStock(sku) };
}

/** The offer as it is shown in a country. */
export function offerView(offer: Offer, country: string, rateOf: RateOf): OfferView {
  const { sku, epoch, version, at, stock, taxCategory } = offer;
  const rate: Decimal | null = rateOf(country, taxCategory);
  return { sku, epoch, version, at, price: offerPrice(offer.price, rate), stock };
}
