import type { CartChange } from '../../api/types.ts';
import type { Language, Texts } from '../../texts/catalogues.ts';
import { calendarDate, money } from '../../texts/format.ts';

/** Whether a change is said until the shopper has read it; how much there is of a product stays true. */
export function isPassing({ kind }: CartChange): boolean {
  return kind === 'price-rose' || kind === 'price-fell' || kind === 'back-in-stock';
}

/** What changed of a line of the cart, as a sentence. */
export function changeSentence(
  change: CartChange,
  { name, currency, t, language }: { name: string; currency: string; t: Texts; language: Language },
): string {
  const words = t.basket.changes;
  const amount = (text: string) => money(text, currency, language);
  const date = 'expectedOn' in change && change.expectedOn ? calendarDate(change.expectedOn, language) : null;
  switch (change.kind) {
    case 'price-rose':
      return (change.saleEnded ? words.saleEnded : words.rose)(name, amount(change.from), amount(change.to));
    case 'price-fell':
      return words.fell(name, amount(change.from), amount(change.to));
    case 'no-price':
      return words.noPrice(name);
    case 'fewer':
      return change.waits
        ? words.fewerWaits(name, change.available, date)
        : words.fewer(name, change.available);
    case 'sold-out':
      return change.waits ? words.soldOutWaits(name, date) : words.soldOut(name);
    case 'back-in-stock':
      return words.back(name);
    case 'not-sold-so':
      return words.notSoldSo(name);
    case 'gone':
      return words.gone(name);
  }
}
