import { compare } from '@throughline/money';
import type { Offer, ProductSummary, StockState } from '../api/types.ts';

export type Figures = ReadonlyMap<string, Offer>;

/** The figures after others have come: within an epoch never an older version after a newer. */
export function merged(shown: Figures, incoming: readonly Offer[]): Figures {
  const next = new Map(shown);
  for (const figure of incoming) {
    const before = next.get(figure.sku);
    const older = before?.epoch === figure.epoch && figure.version < before.version;
    if (!older) next.set(figure.sku, figure);
  }
  return next;
}

/** What a card shows of its SKUs. */
export type CardFigures = Pick<ProductSummary, 'from' | 'priceVaries' | 'stock' | 'available'>;

const order: StockState[] = ['in-stock', 'back-order', 'unknown', 'out-of-stock', 'discontinued'];

/** The card's figures as they are now; as they came with the list while one of its SKUs is not known. */
export function cardFigures(card: ProductSummary, figures: Figures): CardFigures {
  const live = card.skus.flatMap((sku) => figures.get(sku) ?? []);
  if (live.length < card.skus.length) return card;
  const offered = live.filter(({ stock }) => stock.state !== 'discontinued');
  const prices = (offered.length > 0 ? offered : live).flatMap(({ price }) => price ?? []);
  const from = prices.toSorted((a, b) => compare(a.amount, b.amount))[0] ?? null;
  const states = live.map(({ stock }) => stock.state).toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  return {
    from,
    priceVaries: prices.some(({ amount }) => amount !== from?.amount),
    stock: states[0] ?? 'unknown',
    available: live.reduce((units, { stock }) => units + stock.available, 0),
  };
}
