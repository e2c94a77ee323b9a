/**
 * How a seller's lists are weighed against each other:
 * - `most-specific`: contract before group before sale before list;
 * - `lowest`: the smallest amount as stated, so the lists that compete should all be net or all gross;
 * - `priority`: the first list of the chain that has a price; lists outside the chain take no part.
 */
export type PriceStrategy = 'most-specific' | 'lowest' | { priority: readonly string[] };

/**
 * Reads a strategy from a setting: `most-specific`, `lowest` or `priority:LIST,LIST`.
 * @throws RangeError when it is none of these
 */
export function parsePriceStrategy(text: string): PriceStrategy {
  if (text === 'most-specific' || text === 'lowest') return text;
  const lists = /^priority:(.+)$/
    .exec(text)?.[1]
    ?.split(',')
    .map((list) => list.trim());
  if (!lists || lists.includes('')) {
    throw new RangeError(
      `not a price strategy: ${JSON.stringify(text)}; use most-specific, lowest or priority:LIST,LIST`,
    );
  }
  return { priority: lists };
}
