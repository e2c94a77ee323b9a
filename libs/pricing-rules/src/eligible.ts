import type { PriceCandidate } from './candidate.ts';

/** A price that is meant for a query. */
export interface Eligible {
  /** The price in the unit that is sold in. */
  sold: PriceCandidate;
  /** The unit that it is stated for. */
  stated: string;
}

/** Whether it is stated for the base unit, and another one is sold in. */
export function isConverted({ sold, stated }: Eligible): boolean {
  return sold.unit !== stated;
}
