import { compare, multiply } from '@throughline/money';
import type { CartLine, Component, OrderInvoice, Price } from '../../api/types.ts';
import type { Language, Texts } from '../../texts/catalogues.ts';
import { count, listed } from '../../texts/format.ts';
import { priceFor } from '../product/unit-words.ts';

/** So many of a unit, and the base units that they come to; null when that is not known. */
export type Counted = Pick<CartLine, 'unit' | 'quantity' | 'baseQuantity'>;

/** How many of which unit: `2 cartons of 12`; null for pieces, which need no word. */
export function packsOf(
  { unit, quantity, baseQuantity }: Counted,
  t: Texts,
  language: Language,
): string | null {
  const contents = baseQuantity === null ? 1 : baseQuantity / quantity;
  if ((unit === '' || unit === 'C62') && contents === 1) return null;
  const counted = `${count(quantity, language)} ${t.unit(unit, quantity)}`;
  return contents === 1 ? counted : t.pack(counted, count(contents, language));
}

/** What tells a variant of a product from the others. */
export type Variant = Pick<CartLine, 'name' | 'color' | 'size'>;

/** A product with what tells it from its neighbours: `Mountain-500, black, 44`. What is in its name is not said again. */
export function lineName({ name, color, size }: Variant, t: Texts): string {
  const options = [color && t.color(color), size].filter(
    (option) => option && !wordsOf(name).includes(wordsOf(option)),
  );
  return [name, ...options].join(', ');
}

/** With a space before and behind each word, so that whole words are found in it. */
function wordsOf(text: string): string {
  return ` ${text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]/u)
    .filter(Boolean)
    .join(' ')} `;
}

/** Whether a line is a little more or less than its pieces come to, since tax is rounded for the whole order. */
export function isRounded({
  price,
  quantity,
  gross,
}: Pick<CartLine, 'price' | 'quantity' | 'gross'>): boolean {
  if (price === null || gross === null || !price.taxIncluded) return false;
  return compare(multiply(price.amount, String(quantity)), multiply(gross, String(price.perQuantity))) !== 0;
}

/** What a line holds: `2 × Helmet, red`, or `2 cartons of 12: Helmet, red`. */
export function lineTitle(counted: Counted, name: string, t: Texts, language: Language): string {
  const packs = packsOf(counted, t, language);
  return packs === null ? `${t.order.units(counted.quantity)} ${name}` : t.order.inPacks(packs, name);
}

/** What one costs: `€4.20 each`, or for what the price is: `€2.10 for 100`. */
export function eachCosts(
  price: Pick<Price, 'unit' | 'perQuantity'>,
  amount: string,
  t: Texts,
  language: Language,
): string {
  const words = priceFor(price, t, language);
  return words === '' ? t.basket.each(amount) : `${amount} ${words}`;
}

/** What a kit is put together of: `In it: 2 × Pump and 1 × Bag`; null for everything else. */
export function componentsSentence(
  components: readonly Pick<Component, 'name' | 'quantity'>[],
  t: Texts,
  language: Language,
): string | null {
  if (components.length === 0) return null;
  const parts = components.map(({ name, quantity }) => `${t.order.units(quantity)} ${name}`);
  return t.basket.contains(listed(parts, language));
}

/** An invoice or a credit note of an order: with the amount of this order alone where it covers others too. */
export function invoiceWords(
  { number, kind, shared, gross, net }: Pick<OrderInvoice, 'number' | 'kind' | 'shared' | 'gross' | 'net'>,
  t: Texts,
): { title: string; amount: string | null; note: string | null } {
  const title = (kind === 'credit-note' ? t.order.creditNote : t.order.invoice)(number);
  if (!shared) return { title, amount: gross, note: null };
  return { title, amount: net, note: net === null ? t.order.sharedUnknown : t.order.shared };
}
