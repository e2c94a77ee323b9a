import { instant, named } from '@throughline/service';
import { z } from 'zod';
import { dataAges, offer } from '../offers/offer.response.schemas.ts';
import { order } from '../orders/order.response.schemas.ts';

/** A server-sent event: what a page watches, or what of it is newer. */
export const streamFrame = named('StreamFrame', () =>
  z.object({
    at: instant(),
    figures: z.array(offer()),
    order: order().optional(),
    ages: dataAges().optional(),
  }),
);
