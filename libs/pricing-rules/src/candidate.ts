import type { Price } from '@throughline/events';

/**
 * One version of a price, as it is on `pricing.prices`: what a list states for a SKU, from a quantity on, within
 * a half-open window. `list` is the regular price, `sale` a temporary one that is shown beside it, `contract` one
 * negotiated for an account; entries of other kinds take no part.
 */
export type PriceCandidate = Price;

/** Who asks for which price, and when. */
export interface PriceQuery {
  currency: string;
  at: Date;
  quantity: number;
  /** Without it, prices of every unit take part. */
  unit?: string;
  group?: string | null;
  account?: string | null;
}

/** How narrowly a price is meant, narrowest first: for one account, for a group, for a time, for all. */
export type Specificity = 'contract' | 'group' | 'sale' | 'list';

const kinds = ['list', 'sale', 'contract'];
const ranks: Record<Specificity, number> = { contract: 0, group: 1, sale: 2, list: 3 };

/** How narrowly the price is meant. */
export function specificityOf(price: PriceCandidate): Specificity {
  if (price.kind === 'contract' || price.account !== null) return 'contract';
  if (price.group !== null) return 'group';
  return price.kind === 'sale' ? 'sale' : 'list';
}

/** Whether the price is meant for who asks, whenever its window is open. */
export function isFor(price: PriceCandidate, query: PriceQuery): boolean {
  return (
    kinds.includes(price.kind) &&
    price.currency === query.currency &&
    (query.unit === undefined || price.unit === query.unit) &&
    price.minQuantity <= query.quantity &&
    (price.group === null || price.group === query.group) &&
    (price.account === null || price.account === query.account)
  );
}

/**
 * Orders prices by `most-specific`: contract, group, sale, list; then the largest quantity break, the latest
 * start and the greatest version id, so that the order is total.
 */
export function bySpecificity(a: PriceCandidate, b: PriceCandidate): number {
  return (
    ranks[specificityOf(a)] - ranks[specificityOf(b)] ||
    b.minQuantity - a.minQuantity ||
    b.validFrom.getTime() - a.validFrom.getTime() ||
    (a.version < b.version ? 1 : a.version > b.version ? -1 : 0)
  );
}
