import { roundingPolicies } from '@throughline/order-rules';
import { parsePriceStrategy } from '@throughline/pricing-rules';
import { z } from 'zod';

/** Variables of the storefront alone. */
export const environment = z.object({
  /** Folder of the built pages; without it the service is an API only. */
  STOREFRONT_WEB_DIR: z.string().min(1).optional(),
  /** Address of a trace viewer (Zipkin) that shoppers may be linked to; given on a developer's machine only. */
  TRACE_UI_URL: z.url().optional(),
  /** Zone in which the seller's calendar days begin and end. */
  SELLER_TIME_ZONE: z.string().min(1).default('Europe/Berlin'),
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
  /** How long after its end a price version is honoured, the same as in pricing; a day at most. */
  PRICE_GRACE_SECONDS: z.coerce.number().min(0).max(86_400).default(3_600),
  /** Where totals are rounded, the same as in the back office. */
  ROUNDING_POLICY: z.enum(roundingPolicies as ['line', 'tax-group', 'document']).default('tax-group'),
  /** Most pages that are connected to one replica at a time. */
  LIVE_CONNECTIONS_MAX: z.coerce.number().int().min(1).default(10_000),
});
