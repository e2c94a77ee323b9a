import type { Problem } from '../../api/types.ts';

/**
 * The number of the order that the same was ordered with a moment ago, where the shop asks whether this is meant to be
 * another one; null for every other problem.
 */
export function orderedBefore({ type, ...problem }: Problem): string | null {
  const { order } = problem as { order?: unknown };
  return type.endsWith(':ordered-a-moment-ago') && typeof order === 'string' ? order : null;
}
