import { type Decimal, add, allocate, isZero, multiply } from '@throughline/money';

/** A line or the shipping of a document. */
export interface TaxedPart {
  net: Decimal;
  /** Per cent. */
  taxRate: Decimal;
}

/**
 * Allocates a document's total, tax included, to its parts. Tax is rounded once per rate, not per line, so that gross
 * amounts rounded line by line could miss the total by a minor unit; these add up to it.
 */
export function grossShares(gross: Decimal, currency: string, parts: readonly TaxedPart[]): Decimal[] {
  const weights = parts.map(({ net, taxRate }) => multiply(net, add('100', taxRate)));
  if (weights.every(isZero)) return weights;
  return allocate({ amount: gross, currency }, weights);
}
