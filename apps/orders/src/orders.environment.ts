import { sellerSettings } from '@throughline/seller-settings';
import { z } from 'zod';

/** Variables of orders, and those that the seller's services share. */
export const environment = z.object({
  ...sellerSettings.shape,
  /** How long an order waits for a price, product or account that it names and that was not heard of yet. */
  ORDER_WAIT_SECONDS: z.coerce.number().min(0).default(60),
  /** How often what waits is looked at. */
  ORDER_CHECK_SECONDS: z.coerce.number().min(0.05).max(60).default(0.5),
});
