import type { AccountBinding, Price } from '@throughline/events';
import type { SoldIn } from './units.ts';

/**
 * One version of a price, as it is on `pricing.prices`: what a list states for a SKU and a unit of it, from a quantity
 * on, within a half-open window. `list` is the regular price, `customer-list` that of accounts which have the list among
 * their own, `sale` a temporary one that is shown beside it, `contract` one negotiated for an account; entries of other
 * kinds take no part, nor does what was revoked, whatever the instant.
 */
export type PriceCandidate = Price;

/** Who asks for which price, and when. */
export interface PriceQuery {
  currency: string;
  at: Date;
  /** Base units. */
  quantity: number;
  soldIn: SoldIn;
  /** The customers that the buyer is in back offices; none for guests, who get what is for everybody. */
  bindings?: readonly AccountBinding[];
}

/** How narrowly a price is meant, narrowest first: for one account, for some, for a group, for a time, for all. */
export type Specificity = 'contract' | 'customer-list' | 'group' | 'sale' | 'list';

const kinds = ['list', 'customer-list', 'sale', 'contract'];
const ranks: Record<Specificity, number> = { contract: 0, 'customer-list': 1, group: 2, sale: 3, list: 4 };

/** How narrowly the price is meant. */
export function specificityOf(price: PriceCandidate): Specificity {
  if (price.kind === 'contract' || price.account !== null) return 'contract';
  if (price.kind === 'customer-list') return 'customer-list';
  if (price.group !== null) return 'group';
  return price.kind === 'sale' ? 'sale' : 'list';
}

/** Whether the price is meant for who asks and how much, whenever its window is open and whatever its unit. */
export function isFor(price: PriceCandidate, query: Omit<PriceQuery, 'at'>): boolean {
  const binding = bindingOf(price, query);
  return (
    price.revokedAt === null &&
    kinds.includes(price.kind) &&
    price.currency === query.currency &&
    price.minQuantity <= query.quantity &&
    (price.maxQuantity === null || price.maxQuantity >= query.quantity) &&
    (price.group === null || price.group === binding?.priceGroup) &&
    (price.account === null || price.account === binding?.number) &&
    (price.kind !== 'customer-list' || binding?.priceLists.includes(price.list) === true)
  );
}

/**
 * Orders prices by `most-specific`: contract, customer list, group, sale, list; of customer lists the one that comes
 * first among the buyer's; then the largest quantity break, the latest start and the greatest version id, so that the
 * order is total.
 */
export function bySpecificity(query: Pick<PriceQuery, 'bindings'>) {
  return (a: PriceCandidate, b: PriceCandidate): number =>
    breadthOf(a) - breadthOf(b) ||
    listRank(a, query) - listRank(b, query) ||
    b.minQuantity - a.minQuantity ||
    b.validFrom.getTime() - a.validFrom.getTime() ||
    byVersion(a, b);
}

/** How narrowly a price is meant, as a number that is smaller the narrower it is. */
export function breadthOf(price: PriceCandidate): number {
  return ranks[specificityOf(price)];
}

/** Created once: a collator costs more than all the comparisons of a page. */
const numerals = new Intl.Collator('en', { numeric: true });

/** The greater version first, numbers in it by their value: back offices count, and `L10` came after `L9`. */
export function byVersion(a: PriceCandidate, b: PriceCandidate): number {
  if (a.version === b.version) return 0;
  return numerals.compare(b.version, a.version) || (a.version < b.version ? 1 : -1);
}

/** Place of the list among those of the buyer; 0 for what is of no list of customers. */
export function listRank(price: PriceCandidate, query: Pick<PriceQuery, 'bindings'>): number {
  if (specificityOf(price) !== 'customer-list') return 0;
  return bindingOf(price, query)?.priceLists.indexOf(price.list) ?? 0;
}

/** The customer that the buyer is in the back office that states the price. */
function bindingOf(
  price: PriceCandidate,
  { bindings }: Pick<PriceQuery, 'bindings'>,
): AccountBinding | undefined {
  return bindings?.find(({ source }) => source === price.source);
}
