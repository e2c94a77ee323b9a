import { z } from 'zod';

/** Variables of inventory alone. */
export const environment = z.object({
  /** How long after the back office knows of an order a source without watermark is taken to reflect it. */
  SETTLEMENT_GRACE_SECONDS: z.coerce.number().min(0).default(300),
  /** How long after its end an order may have units claimed before that is an alarm. */
  LEDGER_GRACE_SECONDS: z.coerce.number().min(0).default(300),
  /** How often both are looked at. */
  LEDGER_CHECK_SECONDS: z.coerce.number().min(0.05).max(3_600).default(5),
});
