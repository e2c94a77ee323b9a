import { named, recordSchema } from '@throughline/service';
import { z } from 'zod';
import { dataAges, decimal, offer, price, stockState, substitute } from '../offers/offer.response.schemas.ts';
import { shippingMethod } from '../web/request.schemas.ts';

/** A product as a card of the list. */
export const productSummary = named('ProductSummary', () =>
  z.object({
    model: z.string(),
    name: z.string(),
    family: z.string(),
    familyName: z.string(),
    category: z.string().nullable(),
    colors: z.array(z.string()),
    sizes: z.array(z.string()),
    skus: z.array(z.string()),
    from: price().nullable().describe('The lowest price of its SKUs.'),
    fromSku: z.string().nullable().describe('The SKU that has this price, which the page is to open at.'),
    priceVaries: z.boolean().describe('Whether its SKUs cost different amounts.'),
    stock: stockState().describe('The best that one of its SKUs offers.'),
    available: z.int(),
  }),
);

export const productFamily = named('ProductFamily', () =>
  z.object({
    family: z.string(),
    familyName: z.string(),
    category: z.string().nullable(),
    products: z.int(),
    more: z.boolean().describe('There may be more products than counted: a search was cut short.'),
  }),
);

/** A page of the product list. */
export const productList = named('ProductList', () =>
  z.object({
    products: z.array(productSummary()),
    next: z.string().nullable().describe('`after` of the next page.'),
    families: z.array(productFamily()).optional().describe('On the first page.'),
  }),
);

/**
 * What a page shows of a SKU just as the catalog has published it: the one place where a further fact is named. The pages
 * list those that their texts have a label for.
 */
export const productFacts = () =>
  recordSchema('Product').pick({ color: true, size: true, unit: true, gtin: true });

export const component = named('Component', () =>
  z.object({
    sku: z.string(),
    name: z.string().describe('The SKU where it has no name.'),
    model: z.string().nullable().describe('Of its page; null when it is no product of the shop.'),
    quantity: z.int().describe('Units of it in one kit.'),
  }),
);

/** A SKU on its product's page. */
export const sku = named('Sku', () =>
  offer()
    .extend(productFacts().shape)
    .extend({
      gtin: z.string().nullable().describe('On the label of one base unit; null when there is none.'),
      discontinued: z.boolean(),
      components: z.array(component()).describe('What one kit is put together of; empty for all else.'),
    }),
);

/** The page of one product. */
export const product = named('Product', () =>
  z.object({
    model: z.string(),
    name: z.string(),
    description: z.string(),
    family: z.string(),
    familyName: z.string(),
    category: z.string().nullable(),
    skus: z.array(sku()),
    substitute: substitute().nullable().describe('What is offered in place of a SKU that is discontinued.'),
  }),
);

const shippingOption = named('ShippingOption', () =>
  z.object({ method: shippingMethod, net: decimal(), gross: decimal() }),
);

const region = named('Region', () =>
  z.object({ code: z.string(), name: z.string(), shipping: z.array(shippingOption()) }),
);

const postalCode = named('PostalCodeRule', () =>
  z.object({
    pattern: z
      .string()
      .describe('Regular expression of a code in capital letters, without spaces around it.'),
    example: z.string(),
  }),
);

const country = named('Country', () =>
  z.object({
    country: z.string(),
    taxRate: decimal(),
    postalCode: postalCode().nullable().describe('How postal codes are written; null where any is taken.'),
    regions: z.array(region()).describe('Parts of it in which other taxes hold; empty for most countries.'),
    shipping: z.array(shippingOption()),
  }),
);

/** Countries and shipping methods, and how old stock and prices are. */
export const shop = named('Shop', () =>
  z.object({
    currency: z.string(),
    countries: z.array(country()),
    limits: recordSchema('ErpSource').shape.limits.describe(
      'What the back office can hold of an order: more is refused, and never cut.',
    ),
    ages: dataAges(),
  }),
);
