import { compare, multiply } from '@throughline/money';
import type { Offer, Price, ProductSummary, StockState } from '../api/types.ts';

export type Offers = ReadonlyMap<string, Offer>;

/** Offers with newer ones merged in: within an epoch, never an older version after a newer. */
export function merged(shown: Offers, incoming: readonly Offer[]): Offers {
  const next = new Map(shown);
  for (const offer of incoming) {
    const before = next.get(offer.sku);
    const older = before?.epoch === offer.epoch && offer.version < before.version;
    if (!older) next.set(offer.sku, offer);
  }
  return next;
}

/** What a card shows of its SKUs. */
export type CardOffer = Pick<ProductSummary, 'from' | 'fromSku' | 'priceVaries' | 'stock' | 'available'>;

const order: StockState[] = ['in-stock', 'back-order', 'unknown', 'out-of-stock', 'discontinued'];

/** What the card shows now; what came with the list while an offer of one of its SKUs is missing. */
export function cardOffer(card: ProductSummary, offers: Offers): CardOffer {
  const live = card.skus.flatMap((sku) => offers.get(sku) ?? []);
  if (live.length < card.skus.length) return card;
  const offered = live.filter(({ stock }) => stock.state !== 'discontinued');
  const priced = (offered.length > 0 ? offered : live).flatMap(({ sku, price }) =>
    price ? [{ sku, price }] : [],
  );
  const lowest = priced.toSorted((a, b) => compareShown(a.price, b.price))[0] ?? null;
  const states = live.map(({ stock }) => stock.state).toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  return {
    from: lowest?.price ?? null,
    fromSku: lowest?.sku ?? null,
    priceVaries: lowest !== null && priced.some(({ price }) => compareShown(price, lowest.price) !== 0),
    stock: states[0] ?? 'unknown',
    available: live.reduce((units, { stock }) => units + stock.available, 0),
  };
}

/** Which price is lower for one unit. */
function compareShown(a: Price, b: Price): number {
  return compare(multiply(a.amount, String(b.perQuantity)), multiply(b.amount, String(a.perQuantity)));
}
