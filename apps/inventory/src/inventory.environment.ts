import { sellerSettings } from '@throughline/seller-settings';
import { z } from 'zod';

/** Variables of inventory alone. */
export const environment = z.object({
  /** How long after the back office learned of an order the figures of a source without watermarks contain it. */
  SETTLEMENT_GRACE_SECONDS: z.coerce.number().min(0).default(300),
  /** How long after its end an order may still claim units without an alarm. */
  LEDGER_GRACE_SECONDS: z.coerce.number().min(0).default(300),
  SELLER_TIME_ZONE: sellerSettings.shape.SELLER_TIME_ZONE,
  /** How often both are checked. */
  LEDGER_CHECK_SECONDS: z.coerce.number().min(0.05).max(3_600).default(5),
});
