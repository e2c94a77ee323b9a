import type { Stock, StockState } from '../../api/types.ts';
import type { Language, Texts } from '../../texts/catalogues.ts';
import { calendarDate, count, listed } from '../../texts/format.ts';

/** How the stock is to be felt: there, to be waited for, or not there. */
export type StockTone = 'good' | 'wait' | 'none';

export function stockTone(state: StockState): StockTone {
  if (state === 'in-stock') return 'good';
  return state === 'back-order' ? 'wait' : 'none';
}

/** Stock in one short line, for a card. */
export function stockShort(state: StockState, available: number, t: Texts): string {
  if (state === 'in-stock') return available === 1 ? t.stock.last : t.stock.inStock;
  if (state === 'back-order') return t.stock.backOrder(null);
  if (state === 'discontinued') return t.stock.gone;
  return state === 'unknown' ? t.stock.unknown : t.stock.out;
}

/** Stock as a sentence with its places: `12 in stock in Berlin, 3 in Lyon`. */
export function stockSentence(stock: Stock, t: Texts, language: Language): string {
  const expected = stock.expectedOn && calendarDate(stock.expectedOn, language);
  if (stock.state === 'back-order') return t.stock.backOrder(expected);
  if (stock.state === 'out-of-stock') return expected ? t.stock.outUntil(expected) : t.stock.out;
  if (stock.state !== 'in-stock') return stockShort(stock.state, 0, t);
  const places = stock.locations.map(({ available, city, name }, index) =>
    (index === 0 ? t.stock.firstAt : t.stock.at)(count(available, language), city ?? name),
  );
  const where =
    places.length > 0 ? listed(places, language) : t.stock.units(count(stock.available, language));
  return stock.available === 1 ? `${t.stock.last}. ${where}` : where;
}
