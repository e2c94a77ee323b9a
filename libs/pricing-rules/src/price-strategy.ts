/**
 * How a seller's lists are weighed against each other:
 * - `most-specific`: contract before group before sale before list;
 * - `lowest`: the smallest amount as stated, so the lists that compete should all be net or all gross;
 * - `regular-or-lower-sale`: the regular price, which is the contract, or else that of the first of the buyer's lists, of
 *   the group or of the list, in the unit itself before the base unit; the lowest sale counts instead when it is lower.
 *   What is converted from the base unit is rounded to four decimals, and the price of one is compared to seven, half up;
 * - `priority`: the first list of the chain that has a price; lists outside the chain take no part.
 */
export type PriceStrategy =
  'most-specific' | 'lowest' | 'regular-or-lower-sale' | { priority: readonly string[] };

/**
 * One strategy for the prices of all back offices together; or that of each back office, by source: each chooses among
 * its own prices, and of what they choose the most specific holds. One that is not in the map is `most-specific`.
 */
export type PriceStrategies = PriceStrategy | ReadonlyMap<string, PriceStrategy>;

const words = ['most-specific', 'lowest', 'regular-or-lower-sale'] as const;

/**
 * Reads a strategy from a setting: `most-specific`, `lowest`, `regular-or-lower-sale` or `priority:LIST,LIST`.
 * @throws RangeError when it is none of these
 */
export function parsePriceStrategy(text: string): PriceStrategy {
  const strategy = strategyIn(text);
  if (strategy === null) {
    throw new RangeError(
      `not a price strategy: ${JSON.stringify(text)}; use ${words.join(', ')} or priority:LIST,LIST`,
    );
  }
  return strategy;
}

/** Null when it is none. */
function strategyIn(text: string): PriceStrategy | null {
  const word = words.find((each) => each === text);
  if (word !== undefined) return word;
  const lists = /^priority:(.+)$/
    .exec(text)?.[1]
    ?.split(',')
    .map((list) => list.trim());
  return !lists || lists.includes('') ? null : { priority: lists };
}

/** The strategies that back offices declare; a word that is not known here counts as none. */
export function declaredStrategies(
  declared: Iterable<{ source: string; priceStrategy: string }>,
): ReadonlyMap<string, PriceStrategy> {
  const strategies = new Map<string, PriceStrategy>();
  for (const { source, priceStrategy } of declared) {
    const strategy = strategyIn(priceStrategy);
    if (strategy !== null) strategies.set(source, strategy);
  }
  return strategies;
}

/** The strategy by which prices of a back office are weighed. */
export function strategyOf(strategies: PriceStrategies, source: string): PriceStrategy {
  return isBySource(strategies) ? (strategies.get(source) ?? 'most-specific') : strategies;
}

/** Whether each back office has its own. */
export function isBySource(strategies: PriceStrategies): strategies is ReadonlyMap<string, PriceStrategy> {
  return strategies instanceof Map;
}
