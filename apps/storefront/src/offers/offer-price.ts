import { type Decimal, compare } from '@throughline/money';
import { orderTotals } from '@throughline/order-rules';
import {
  type PriceCandidate,
  type PriceResolution,
  type PriceStrategies,
  type SoldIn,
  resolvePrice,
  fewestOf,
} from '@throughline/pricing-rules';
import type { ResponseOf } from '@throughline/service';
import type { price } from './offer.response.schemas.ts';

/** What the shop sells in. */
export const shopCurrency = 'EUR';

/**
 * The rate in force for goods of a tax class in a country, or in a region of it; null when none is known. A region without
 * rates of its own is as the rest of the country.
 */
export type RateOf = (country: string, taxCategory: string, region?: string | null) => Decimal | null;

/** What clients are given for a version that they are shown as the price of a SKU. */
export type VersionIdOf = (sku: string, version: string) => string;

/** The price of a unit, or of several of it, as a shopper of a country sees it, and why it is that. */
export type OfferPrice = ResponseOf<typeof price>;

/**
 * Resolves what a guest pays for a unit at an instant.
 * @param quantity base units; those of the least that can be ordered when left out
 */
export function resolveForGuest(
  prices: readonly PriceCandidate[],
  {
    at,
    strategy,
    soldIn,
    quantity = fewestOf(soldIn),
  }: { at: Date; strategy: PriceStrategies; soldIn: SoldIn; quantity?: number },
): PriceResolution {
  return resolvePrice(prices, { currency: shopCurrency, at, quantity, soldIn }, strategy);
}

/** The resolution as it is shown in a country; null when there is no price. */
export function offerPrice(
  resolution: PriceResolution,
  rate: Decimal | null,
  idOf: VersionIdOf,
): OfferPrice | null {
  const { winner, because, regular, runnerUp, saleEndsAt } = resolution;
  if (!winner || !because) return null;
  const amount = displayed(winner, rate);
  const beside = regular && because === 'sale' ? displayed(regular, rate, winner.perQuantity) : null;
  return {
    amount,
    perQuantity: winner.perQuantity,
    unit: winner.unit,
    taxIncluded: rate !== null || winner.taxIncluded,
    taxRate: rate,
    currency: winner.currency,
    version: idOf(winner.sku, winner.version),
    list: winner.list,
    because,
    regular: beside !== null && compare(beside, amount) > 0 ? beside : null,
    saleEndsAt,
    runnerUp: runnerUp?.version ?? null,
  };
}

/** What a price is for, and what it is. */
interface Stated extends Pick<PriceCandidate, 'amount' | 'taxIncluded' | 'currency'> {
  /** One when left out. */
  perQuantity?: number;
}

/**
 * Amount with the tax of a rate, as the total of an order of so many has it.
 * @param quantity as many as the price is for when left out
 */
export function displayed(
  { amount, taxIncluded, currency, perQuantity = 1 }: Stated,
  rate: Decimal | null,
  quantity = perQuantity,
): Decimal {
  const line = {
    ...{ quantity, unitPrice: amount, perQuantity, taxIncluded },
    ...{ taxCategory: '', taxRate: rate ?? '0' },
  };
  // For a single line, every rounding policy gives the same.
  return orderTotals({ currency, rounding: 'line', lines: [line], shipping: null }).gross;
}
