import { instant, named, recordSchema } from '@throughline/service';
import { z } from 'zod';

const price = () => recordSchema('Price');

/** A version of a price, as shops have it. */
export const priceVersion = price;

/** The price that holds, and why. */
export const priceResolution = named('PriceResolution', () =>
  z.object({
    sku: z.string(),
    at: instant(),
    strategy: z
      .union([z.string(), z.object({ priority: z.array(z.string()) })])
      .describe(
        'That of the back office whose price it is: `most-specific`, `lowest`, `regular-or-lower-sale`, or lists in the order of their priority.',
      ),
    winner: price().nullable(),
    because: z.enum(['contract', 'customer-list', 'group', 'sale', 'list']).nullable(),
    regular: price().nullable(),
    saleEndsAt: instant().nullable(),
    runnerUp: price().nullable(),
    nextChangeAt: instant().nullable().describe('When the response may change by itself.'),
  }),
);

/** The lowest price of the thirty days before an instant. */
export const lowestPrice = named('LowestPrice', () =>
  z.object({
    sku: z.string(),
    from: instant(),
    to: instant(),
    lowest: z.object({ price: price(), from: instant() }).nullable(),
  }),
);
