/** Letters without accents, in lower case; German umlauts as vowels alone. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
}

function words(text: string): string[] {
  return folded(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Umlauts as they are typed where there are none. */
function transliterated(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöü]/g, (letter) => `${{ ä: 'a', ö: 'o', ü: 'u' }[letter]}e`);
}

/** Pairs of letters, each once and in order: equal where blanks are misplaced or letters doubled. */
function bigrams(text: string): string {
  const letters = words(text).join('');
  const pairs = new Set<string>();
  for (let index = 0; index + 1 < letters.length; index += 1) pairs.add(letters.slice(index, index + 2));
  return [...pairs].sort().join('');
}

/**
 * Texts that share one of these are probably one: key collision by fingerprint and by n-grams, as in OpenRefine. Digits
 * carry meaning, so where there are any, neither the order of words nor where they end is ignored.
 */
export function collisionKeys(text: string): string[] {
  const plain = words(text);
  if (plain.length === 0) return [];
  if (/\p{N}/u.test(text)) return [`w:${plain.join(' ')}`];
  const sorted = (list: string[]) => `w:${[...new Set(list)].sort().join(' ')}`;
  const keys = new Set([sorted(plain), sorted(words(transliterated(text)))]);
  if (plain.join('').length >= 6) keys.add(`n:${bigrams(text)}`);
  return [...keys];
}
