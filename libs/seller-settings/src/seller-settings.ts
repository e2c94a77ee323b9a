import { roundingPolicies } from '@throughline/order-rules';
import { type PriceStrategy, parsePriceStrategy } from '@throughline/pricing-rules';
import { z } from 'zod';

/** The setting by which each back office has the strategy that it declares. */
const asDeclared = 'as-declared';

/**
 * Variables that hold what the seller decides and more than one service must agree on: all services are given the same.
 * Each spreads them into its environment: `z.object({ ...sellerSettings.shape, … })`.
 */
export const sellerSettings = z.object({
  /**
   * `as-declared`, read into null: the prices of each back office by the strategy that it declares. Or one for all of
   * them, read into a `PriceStrategy`: `most-specific`, `lowest`, `regular-or-lower-sale` or `priority:LIST,LIST`.
   */
  PRICE_STRATEGY: z
    .string()
    .default(asDeclared)
    .transform((text, context): PriceStrategy | null => {
      if (text === asDeclared) return null;
      try {
        return parsePriceStrategy(text);
      } catch {
        context.addIssue(
          'is not as-declared, most-specific, lowest, regular-or-lower-sale or priority:LIST,LIST',
        );
        return z.NEVER;
      }
    }),
  /** How long after its end a price version is honoured; a day at most. */
  PRICE_GRACE_SECONDS: z.coerce.number().min(0).max(86_400).default(3_600),
  /** Where totals are rounded, the same as in the back office. */
  ROUNDING_POLICY: z.enum(roundingPolicies).default('tax-group'),
});
