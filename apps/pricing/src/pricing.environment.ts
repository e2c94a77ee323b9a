import { parsePriceStrategy } from '@throughline/pricing-rules';
import { z } from 'zod';

/** Variables of pricing alone. */
export const environment = z.object({
  /** `most-specific`, `lowest` or `priority:LIST,LIST`. */
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
  /** How long shops keep a version after its end, and how much longer orders may still name it. */
  PRICE_RETENTION_DAYS: z.coerce.number().min(0).default(30),
  PRICE_GRACE_SECONDS: z.coerce.number().min(0).default(3_600),
  /** How often versions that ended long ago are removed. */
  PRICE_REMOVAL_SECONDS: z.coerce.number().min(1).max(86_400).default(600),
});
