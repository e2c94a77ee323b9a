import { sellerSettings } from '@throughline/seller-settings';
import { z } from 'zod';

/** Variables of pricing, and those that the seller's services share. */
export const environment = z.object({
  ...sellerSettings.shape,
  /** How long shops keep a version after its end; orders may still name it for `PRICE_GRACE_SECONDS` more. */
  PRICE_RETENTION_DAYS: z.coerce.number().min(0).default(30),
  /** How long it is known what prices were said; the lowest price of thirty days is asked for within that time. */
  PRICE_HISTORY_DAYS: z.coerce.number().min(31).default(400),
  /** How often versions that ended long ago are removed. */
  PRICE_REMOVAL_SECONDS: z.coerce.number().min(1).max(86_400).default(600),
});
