import type { Product } from '@throughline/events';

/** Text as searches compare it: lower case, without accents. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
}

/** Words of a text, folded: runs of letters and digits. */
export function wordsOf(text: string): string[] {
  return folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Everything that a product can be found by. */
export function searchTextOf(product: Product): string {
  const { sku, model, familyName, category, color, size, texts } = product;
  const names = texts.map(({ name }) => name);
  return wordsOf([sku, model, familyName, category, color, size, ...names].join(' ')).join(' ');
}

const wordLimit = 8;

/** The words that were typed; the first of them when there are many. */
export function searchWordsOf(text: string): string[] {
  return [...new Set(wordsOf(text))].slice(0, wordLimit);
}

/** A `tsquery` that matches texts with each of the words, or a word that begins with it. */
export function searchQueryOf(words: readonly string[]): string {
  return words.map((word) => `${word}:*`).join(' & ');
}
