import { sellerSettings } from '@throughline/seller-settings';
import { z } from 'zod';

/** Variables of the storefront, and those that the seller's services share. */
export const environment = z.object({
  ...sellerSettings.shape,
  /** Folder of the built pages; without it the service is an API only. */
  STOREFRONT_WEB_DIR: z.string().min(1).optional(),
  /** Address of a trace viewer (Zipkin) that shoppers may be linked to; given on a developer's machine only. */
  TRACE_UI_URL: z.url().optional(),
  /** Zone in which the seller's calendar days begin and end. */
  SELLER_TIME_ZONE: z.string().min(1).default('Europe/Berlin'),
  /** Most pages that are connected to one replica at a time. */
  LIVE_CONNECTIONS_MAX: z.coerce.number().int().min(1).default(10_000),
});
