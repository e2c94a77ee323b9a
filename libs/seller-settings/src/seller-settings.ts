import { roundingPolicies } from '@throughline/order-rules';
import { parsePriceStrategy } from '@throughline/pricing-rules';
import { z } from 'zod';

/**
 * Variables that hold what the seller decides and more than one service must agree on: all services are given the same.
 * Each spreads them into its environment: `z.object({ ...sellerSettings.shape, … })`.
 */
export const sellerSettings = z.object({
  /** `most-specific`, `lowest` or `priority:LIST,LIST`; read into a `PriceStrategy`. */
  PRICE_STRATEGY: z
    .string()
    .default('most-specific')
    .transform((text, context) => {
      try {
        return parsePriceStrategy(text);
      } catch {
        context.addIssue('is not most-specific, lowest or priority:LIST,LIST');
        return z.NEVER;
      }
    }),
  /** How long after its end a price version is honoured; a day at most. */
  PRICE_GRACE_SECONDS: z.coerce.number().min(0).max(86_400).default(3_600),
  /** Where totals are rounded, the same as in the back office. */
  ROUNDING_POLICY: z.enum(roundingPolicies).default('tax-group'),
});
