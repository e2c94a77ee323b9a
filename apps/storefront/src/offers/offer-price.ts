import { type Decimal, compare, roundToMinor } from '@throughline/money';
import { orderTotals } from '@throughline/order-rules';
import {
  type PriceCandidate,
  type PriceResolution,
  type PriceStrategy,
  resolvePrice,
} from '@throughline/pricing-rules';
import type { ResponseOf } from '@throughline/service';
import type { price } from './offer.response.schemas.ts';

/** What the shop sells in. */
export const shopCurrency = 'EUR';

/** The rate in force for goods of a tax class in a country; null when none is known. */
export type RateOf = (country: string, taxCategory: string) => Decimal | null;

/** The price of one unit as a shopper of a country sees it, and why it is that. */
export type OfferPrice = ResponseOf<typeof price>;

/** Resolves what a guest pays for a quantity at an instant. */
export function resolveForGuest(
  prices: readonly PriceCandidate[],
  { at, strategy, quantity = 1 }: { at: Date; strategy: PriceStrategy; quantity?: number },
): PriceResolution {
  return resolvePrice(prices, { currency: shopCurrency, at, quantity, group: null, account: null }, strategy);
}

/** The resolution as it is shown in a country; null when there is no price. */
export function offerPrice(resolution: PriceResolution, rate: Decimal | null): OfferPrice | null {
  const { winner, because, regular, runnerUp, saleEndsAt } = resolution;
  if (!winner || !because) return null;
  const amount = displayed(winner, rate);
  const beside = regular && because === 'sale' ? displayed(regular, rate) : null;
  return {
    amount,
    taxIncluded: rate !== null || winner.taxIncluded,
    taxRate: rate,
    currency: winner.currency,
    version: winner.version,
    list: winner.list,
    because,
    regular: beside !== null && compare(beside, amount) > 0 ? beside : null,
    saleEndsAt,
    runnerUp: runnerUp?.version ?? null,
  };
}

/** Amount of one unit with the tax of a rate, as the total of an order of one would have it. */
export function displayed(
  price: Pick<PriceCandidate, 'amount' | 'taxIncluded' | 'currency'>,
  rate: Decimal | null,
): Decimal {
  if (price.taxIncluded) return roundToMinor(price.amount, price.currency);
  if (rate === null) return roundToMinor(price.amount, price.currency);
  const line = { quantity: 1, unitPrice: price.amount, taxIncluded: false, taxCategory: '', taxRate: rate };
  // For a single line, every rounding policy gives the same.
  return orderTotals({ currency: price.currency, rounding: 'line', lines: [line], shipping: null }).gross;
}
