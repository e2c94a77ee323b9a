import { parsePriceStrategy } from '@throughline/pricing-rules';
import { roundingPolicies } from '@throughline/order-rules';
import { z } from 'zod';

/** Variables of orders alone. */
export const environment = z.object({
  /** `most-specific`, `lowest` or `priority:LIST,LIST`, the same as pricing's. */
  PRICE_STRATEGY: z
    .string()
    .default('most-specific')
    .refine((text) => {
      try {
        return Boolean(parsePriceStrategy(text));
      } catch {
        return false;
      }
    }, 'is not most-specific, lowest or priority:LIST,LIST'),
  /** How long after its end a price version is honoured, the same as in pricing. */
  PRICE_GRACE_SECONDS: z.coerce.number().min(0).default(3_600),
  /** How long an order waits for a price, product or account that it names and that was not heard of yet. */
  ORDER_WAIT_SECONDS: z.coerce.number().min(0).default(60),
  /** How often what waits is looked at. */
  ORDER_CHECK_SECONDS: z.coerce.number().min(0.05).max(60).default(0.5),
  /** Where totals are rounded, the same as in the back office. */
  ROUNDING_POLICY: z.enum(roundingPolicies as ['line', 'tax-group', 'document']).default('tax-group'),
});
