import { sellerSettings } from '@throughline/seller-settings';
import { z } from 'zod';

/** Variables of the storefront, and those that the seller's services share. */
export const environment = z.object({
  ...sellerSettings.shape,
  /** Folder of the built pages; without it the service is an API only. */
  STOREFRONT_WEB_DIR: z.string().min(1).optional(),
  /** Address of a trace viewer (Zipkin) that shoppers may be linked to; given on a developer's machine only. */
  TRACE_UI_URL: z.url().optional(),
  /** Most pages that are connected to one replica at a time. */
  LIVE_CONNECTIONS_MAX: z.coerce.number().int().min(1).default(10_000),
  /** Most pages of one client address that are connected to one replica at a time; 0 switches the limit off. */
  LIVE_CONNECTIONS_PER_ADDRESS: z.coerce.number().int().min(0).default(100),
  /** Changes of one cart a minute; 0 switches the limit off. */
  RATE_LIMIT_CART: z.coerce.number().int().min(0).default(300),
});
