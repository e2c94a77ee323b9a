import { codeFault } from '@throughline/events';
import { InvalidRequest, code as sku } from '@throughline/service';
import { z } from 'zod';

// Not as patterns, which would be in the OpenAPI document: not every reader of it supports Unicode classes.
const hasNoControls = (text: string) => !/\p{Cc}/u.test(text);

export const country = z.string().regex(/^[A-Z]{2}$/, 'is not a country code of two capital letters');
export const language = z.string().regex(/^[a-z]{2}(-[A-Za-z0-9]{2,8})*$/, 'is not a language tag');
export const quantity = z.number().int().min(1).max(9999);
const unit = z
  .string()
  .regex(/^[^|\s]{1,20}$/, 'is not a code of a unit')
  .refine(hasNoControls, 'is not a code of a unit');
/** As the back office codes it. */
const region = z.string().min(1).max(20).refine(hasNoControls, 'is not a region');

/** Country and language of the shopper; by default the shop's own. */
export const audience = { country: country.default('DE'), language: language.default('en') };

const skuLimit = 500;
const commas = z
  .string()
  .max(16_000)
  .optional()
  .describe('SKUs separated by commas, for those that hold none: `skus=A,B`. `sku` takes all.');

/** Which SKUs a page asks for: `sku=A,1&sku=B`, and for those without commas `skus=A,B` as well. */
export const skusAsked = {
  sku: z
    .preprocess(
      (value) => (typeof value === 'string' ? [value] : value),
      z.array(z.string().max(1_000)).max(skuLimit),
    )
    .optional()
    .describe('A SKU, whatever it holds; to be repeated, `sku=A,1&sku=B`.'),
  skus: commas,
};

/**
 * The SKUs, each once. A text that is none is left out, as one that nobody knows is: it spoils no other.
 * @throws InvalidRequest when they are too many
 */
export function skusOf({
  sku: each = [],
  skus = '',
}: {
  sku?: string[] | undefined;
  skus?: string | undefined;
}): string[] {
  const all = new Set([...each, ...skus.split(',')].filter((text) => codeFault(text) === null));
  if (all.size <= skuLimit) return [...all];
  const message = `are more than ${skuLimit}`;
  throw new InvalidRequest([{ field: each.length > skuLimit ? 'sku' : 'skus', message, in: 'query' }]);
}

export const listQuery = z.object({
  ...audience,
  family: z.string().min(1).max(64).optional(),
  search: z
    .string()
    .trim()
    .max(100)
    .optional()
    .transform((text) => text || undefined),
  after: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(60).default(24),
});

export const productQuery = z.object(audience);
export const offersQuery = z.object({ country: audience.country, ...skusAsked });

export const shippingMethod = z.enum(['standard', 'express']).meta({ id: 'ShippingMethod' });
export const cartQuery = z.object({
  ...audience,
  region: region.optional(),
  shipping: shippingMethod.default('standard'),
});
const priceVersion = z
  .string()
  .min(1)
  .max(300)
  .optional()
  .describe(
    '`version` of the price that was shown, as it was given; the price in force when left out. A price that has ended is honoured for a while, and one that was never given out is not.',
  );
export const cartLineBody = z
  .strictObject({
    sku,
    quantity: z.number().int().min(0).max(9999),
    unit: unit.optional(),
    priceVersion,
  })
  .meta({ id: 'CartLineRequest' });

const line = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest, `is longer than ${longest} characters`)
    .refine(hasNoControls, 'holds a control character');
const text = (longest: number) => line(longest).min(1, 'is missing');
const optionalText = (longest: number) =>
  line(longest)
    .nullish()
    .transform((value) => value || null);

export const recipient = z
  .strictObject({
    name: text(100),
    company: optionalText(100),
    street: text(100),
    street2: optionalText(100).optional().describe('Second line of the address.'),
    postalCode: text(12),
    city: text(60),
    email: z.string().trim().max(254).pipe(z.email('is not an e-mail address')),
    phone: optionalText(30),
  })
  .meta({ id: 'Recipient' });

const orderLineBody = z
  .strictObject({
    sku,
    quantity,
    priceVersion,
    /** UN/ECE code of the unit that is counted; the one that is offered first when left out. */
    unit: unit.optional(),
  })
  .meta({ id: 'OrderLineRequest' });

export const orderBody = z
  .strictObject({
    country,
    language: language.default('en'),
    shippingMethod,
    /** Whether units that are not in stock may follow later. */
    acceptBackOrder: z.boolean().default(false),
    lines: z
      .array(orderLineBody)
      .min(1, 'is empty')
      .max(100)
      .refine((lines) => new Set(lines.map((line) => line.sku)).size === lines.length, 'names a SKU twice'),
    /** The total that the shopper was shown; the order is refused when it is another. */
    total: z
      .string()
      .regex(/^\d{1,12}(\.\d{1,4})?$/, 'is not an amount')
      .optional(),
    recipient,
    /** Number of the buyer's own purchase order. */
    purchaseOrderNumber: line(35)
      .nullish()
      // Not null: a request is known again by its hash, and one of an earlier version did not say anything of it.
      .transform((value) => value || undefined),
    /** Region of the country, where it tells regions apart. */
    region: region.optional(),
    /** That the lines are those of the cart: the order is refused when it holds something else by now. */
    wholeCart: z.literal(true).optional(),
  })
  .meta({ id: 'OrderRequest' });

export type OrderBody = z.infer<typeof orderBody>;

export const orderNumber = z.string().regex(/^W[0-9A-HJKMNP-TV-Z]{9}$/, 'is not an order number');
export const orderParams = z.object({ order: z.string().max(40) });
export const lookupBody = z
  .strictObject({
    order: z.string().trim().toUpperCase().pipe(orderNumber),
    email: z.string().trim().max(254).pipe(z.email('is not an e-mail address')),
  })
  .meta({ id: 'OrderLookup' });
export const cancellationBody = z
  .strictObject({ reason: z.string().trim().max(300).default('') })
  .meta({ id: 'CancellationRequest' })
  .default({ reason: '' });

/** A key that nobody can guess, such as a UUID. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{16,128}$/, 'is missing, or not 16 to 128 printable characters');

export const streamQuery = z.object({
  country: audience.country,
  ...skusAsked,
  order: z.string().max(40).optional(),
});
