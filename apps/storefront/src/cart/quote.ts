import { type Decimal, subtract } from '@throughline/money';
import {
  type OrderTotals,
  type RoundingPolicy,
  type TaxedShipping,
  type TotalsLine,
  orderTotals,
} from '@throughline/order-rules';
import type { PriceCandidate } from '@throughline/pricing-rules';
import type { ResponseOf } from '@throughline/service';
import { shopCurrency } from '../offers/offer-price.ts';
import type { quote } from './cart.response.schemas.ts';
import { grossShares } from './gross-shares.ts';

/** A priced line, before totals. */
export interface QuotedLine {
  sku: string;
  /** Of the unit that is priced. */
  quantity: number;
  price: PriceCandidate;
  taxCategory: string;
  /** Per cent. */
  taxRate: Decimal;
}

export type Quote = ResponseOf<typeof quote>;

interface Terms {
  shipping: TaxedShipping | null;
  rounding: RoundingPolicy;
}

/** The totals of lines and their shipping; the only place where the shop computes any. */
export function totalsOf<L extends QuotedLine>(
  lines: readonly L[],
  { shipping, rounding }: Terms,
): OrderTotals<L & TotalsLine> {
  const totals = orderTotals({
    currency: shopCurrency,
    rounding,
    shipping,
    lines: lines.map((line) => ({
      ...line,
      unitPrice: line.price.amount,
      perQuantity: line.price.perQuantity,
      taxIncluded: line.price.taxIncluded,
    })),
  });
  // A rounding difference is counted as tax, so that net and tax add up to what is owed.
  return { ...totals, tax: subtract(totals.gross, totals.net), roundingDifference: '0' };
}

/** The totals, and the share of each line in them. */
export function quoteOf(lines: readonly QuotedLine[], terms: Terms): Quote {
  const totals = totalsOf(lines, terms);
  const parts = [...totals.lines, { net: totals.shippingNet, taxRate: terms.shipping?.taxRate ?? '0' }];
  const shares = grossShares(totals.gross, shopCurrency, parts);
  const { taxGroups, net, tax, gross } = totals;
  return {
    currency: shopCurrency,
    lines: totals.lines.map((line, index) => ({ net: line.net, gross: shares[index] ?? '0' })),
    shipping: { net: totals.shippingNet, gross: shares.at(-1) ?? '0' },
    taxGroups,
    net,
    tax,
    gross,
  };
}
