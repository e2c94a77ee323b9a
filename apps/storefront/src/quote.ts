import { type Decimal, subtract } from '@throughline/money';
import {
  type RoundingPolicy,
  type TaxGroup,
  type TaxedShipping,
  orderTotals,
} from '@throughline/order-rules';
import type { PriceCandidate } from '@throughline/pricing-rules';
import { grossShares } from './gross-shares.ts';
import { shopCurrency } from './price-answer.ts';

/** A priced line, before totals. */
export interface QuotedLine {
  sku: string;
  quantity: number;
  price: PriceCandidate;
  taxCategory: string;
  /** Per cent. */
  taxRate: Decimal;
}

export interface Quote {
  currency: string;
  /** Of each line in the order given: net, and its share of the total with tax. */
  lines: { net: Decimal; gross: Decimal }[];
  shipping: { net: Decimal; gross: Decimal };
  taxGroups: TaxGroup[];
  net: Decimal;
  tax: Decimal;
  /** What the shopper owes; equals net and tax, and the sum of lines and shipping with tax. */
  gross: Decimal;
}

/** What the lines and their shipping come to; the only place where the shop computes a total. */
export function quoteOf(
  lines: readonly QuotedLine[],
  { shipping, rounding }: { shipping: TaxedShipping | null; rounding: RoundingPolicy },
): Quote {
  const totals = orderTotals({
    currency: shopCurrency,
    rounding,
    shipping,
    lines: lines.map(({ quantity, price, taxCategory, taxRate }) => ({
      quantity,
      unitPrice: price.amount,
      taxIncluded: price.taxIncluded,
      taxCategory,
      taxRate,
    })),
  });
  const parts = [...totals.lines, { net: totals.shippingNet, taxRate: shipping?.taxRate ?? '0' }];
  const shares = grossShares(totals.gross, shopCurrency, parts);
  return {
    currency: shopCurrency,
    lines: totals.lines.map(({ net }, index) => ({ net, gross: shares[index] ?? '0' })),
    shipping: { net: totals.shippingNet, gross: shares.at(-1) ?? '0' },
    taxGroups: totals.taxGroups,
    net: totals.net,
    // What rounding adds belongs to the tax, so that net and tax are what is owed.
    tax: subtract(totals.gross, totals.net),
    gross: totals.gross,
  };
}
