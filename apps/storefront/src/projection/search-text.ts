import type { Product } from '@throughline/events';

/** Text as it is compared in a search: lower case, without accents. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
}

/** Words of a text, folded; letters and digits that stand together. */
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

/** What was typed as words to look for; the first of them, when there are many. */
export function searchWordsOf(text: string): string[] {
  return [...new Set(wordsOf(text))].slice(0, wordLimit);
}

/** A `tsquery` that wants each word, the beginning of it being enough. */
export function searchQueryOf(words: readonly string[]): string {
  return words.map((word) => `${word}:*`).join(' & ');
}
