import { named, problemSchema } from '@throughline/service';
import { z } from 'zod';
import { component } from '../catalog/product.response.schemas.ts';
import { decimal, price, stock } from '../offers/offer.response.schemas.ts';
import { shippingMethod } from '../web/request.schemas.ts';

/** What is different from when the shopper last looked, for pages to put in words. */
export const cartChange = named('CartChange', () => {
  const delivery = {
    expectedOn: z.iso.date().nullable().describe('Day of the next delivery.'),
    waits: z.boolean().describe('Whether the missing units can follow later.'),
  };
  return z.union([
    z.object({
      kind: z.enum(['price-rose', 'price-fell']),
      from: decimal(),
      to: decimal(),
      saleEnded: z.boolean(),
    }),
    z.object({ kind: z.literal('no-price') }),
    z.object({
      kind: z.literal('fewer'),
      wanted: z.int().describe('Base units.'),
      available: z.int().describe('Base units.'),
      ...delivery,
    }),
    z.object({ kind: z.literal('sold-out'), ...delivery }),
    z.object({ kind: z.literal('back-in-stock') }),
    z.object({ kind: z.literal('not-sold-so') }).describe('Not sold in this unit and number any more.'),
    z.object({ kind: z.literal('gone') }),
  ]);
});

export const cartLine = named('CartLine', () =>
  z.object({
    sku: z.string(),
    model: z.string().nullable().describe('Null when the product is gone.'),
    name: z.string(),
    family: z.string().nullable(),
    familyName: z.string().nullable(),
    color: z.string().nullable(),
    size: z.string().nullable(),
    unit: z.string().describe('UN/ECE code of the unit of sale.'),
    quantity: z.int().describe('Of the unit.'),
    baseQuantity: z
      .int()
      .nullable()
      .describe('Base units that it comes to; null when it is not sold in this unit and number any more.'),
    available: z.int().describe('How many of the unit can be sent at once.'),
    most: z.int().describe('How many of the unit can be ordered: those, and what may follow later.'),
    step: z.int().describe('Quantities are multiples of it.'),
    components: z.array(component()).describe('What one kit is put together of; empty for everything else.'),
    price: price().nullable(),
    gross: decimal().nullable().describe('Of the whole line, as it is in the total; null without price.'),
    stock: stock().nullable(),
    changes: z.array(cartChange()),
    orderable: z.boolean(),
    waiting: z.int().describe('Base units that have to wait for a delivery.'),
    expectedOn: z.iso.date().nullable().describe('Day on which those are expected; null when none is known.'),
    substitute: z.string().nullable(),
  }),
);

const taxGroup = named('TaxGroup', () =>
  z.object({ category: z.string(), rate: decimal(), net: decimal(), tax: decimal() }),
);

/** What the cart comes to. */
export const quote = named('Quote', () =>
  z.object({
    currency: z.string(),
    lines: z
      .array(z.object({ net: decimal(), gross: decimal() }))
      .describe('Of each line in the order given: net, and its share of the total with tax.'),
    shipping: z.object({ net: decimal(), gross: decimal() }),
    taxGroups: z.array(taxGroup()),
    net: decimal(),
    tax: decimal(),
    gross: decimal().describe(
      'What the shopper owes; equals net and tax, and the sum of lines and shipping with tax.',
    ),
  }),
);

/** The guest's cart. */
export const cart = named('Cart', () =>
  z.object({
    country: z.string(),
    region: z
      .string()
      .nullable()
      .describe('Region whose tax is in the amounts; null where it is that of the whole country.'),
    shippingMethod,
    lines: z.array(cartLine()),
    units: z.int().describe('Of all lines, each in its own unit of sale.'),
    quote: quote()
      .nullable()
      .describe(
        'Null for an empty cart, and where the country, its tax or the way of shipping is not served.',
      ),
    orderable: z.boolean().describe('Whether an order would be accepted, as far as the shop knows.'),
  }),
);

/** The total or a price is not what the shopper was shown. */
export const priceConflict = named('PriceConflict', () =>
  problemSchema().extend({
    shown: decimal().optional().describe('The total that was shown.'),
    total: decimal().optional().describe('The total as it is.'),
    sku: z.string().optional().describe('Of the line whose price is another.'),
    price: z
      .object({
        version: z.string(),
        amount: decimal().describe('Of `perQuantity` of the unit.'),
        perQuantity: z.int(),
        unit: z.string(),
        taxIncluded: z.boolean(),
      })
      .optional()
      .describe('The price of the SKU as it is.'),
  }),
);
