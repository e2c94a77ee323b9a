import type { Decimal } from '@throughline/money';
import type { PriceResolution, PriceStrategy } from '@throughline/pricing-rules';
import type { ResponseOf } from '@throughline/service';
import type { offer } from './offer.response.schemas.ts';
import { type RateOf, priceAnswer, resolveForGuest } from './offer-price.ts';
import type { Sku } from './sku.queries.ts';
import { type StockAnswer, stockAnswer } from './offer-stock.ts';

/** Which of two figures of a SKU is newer: versions compare within an epoch, and a new epoch begins afresh. */
export interface FigureVersion {
  epoch: number;
  version: number;
}

/** Price and stock of a SKU at an instant, before a country's tax. */
export interface Figure extends FigureVersion {
  sku: string;
  at: Date;
  taxCategory: string;
  price: PriceResolution;
  stock: StockAnswer;
}

/** What a page gets of a figure. */
export type FigureView = ResponseOf<typeof offer>;

export function figureOf(sku: Sku, { at, strategy }: { at: Date; strategy: PriceStrategy }): Figure {
  const price = resolveForGuest(sku.prices, { at, strategy });
  const { epoch, version, taxCategory } = sku;
  return { sku: sku.sku, epoch, version, at, taxCategory, price, stock: stockAnswer(sku) };
}

/** The figure as it is shown in a country. */
export function figureView(figure: Figure, country: string, rateOf: RateOf): FigureView {
  const { sku, epoch, version, at, stock, taxCategory } = figure;
  const rate: Decimal | null = rateOf(country, taxCategory);
  return { sku, epoch, version, at, price: priceAnswer(figure.price, rate), stock };
}
