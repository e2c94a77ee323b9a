import { recordAnswer } from '@throughline/service';
import { z } from 'zod';

// What the shop answers, for its OpenAPI page. Functions: the page is made only when somebody asks for it.

const decimal = () => z.string().describe('Decimal number.');
const instant = () => z.iso.datetime();

const priceAnswer = () =>
  z.object({
    amount: decimal().describe('Of one unit, with tax when `taxIncluded`.'),
    taxIncluded: z.boolean(),
    taxRate: decimal().nullable(),
    currency: z.string(),
    version: z.string().describe('Price version that an order should name.'),
    list: z.string(),
    because: z.string().describe('`contract`, `group`, `sale` or `list`.'),
    regular: decimal().nullable().describe('The regular price beside a lower sale price.'),
    saleEndsAt: instant().nullable(),
    runnerUp: z.string().nullable(),
  });

const stockAnswer = () =>
  z.object({
    state: z.string().describe('`in-stock`, `back-order`, `out-of-stock`, `discontinued` or `unknown`.'),
    available: z.int().describe('Units that can be ordered and sent at once.'),
    backOrderable: z.int(),
    expectedOn: z.iso.date().nullable().describe('Day of the next delivery.'),
    locations: z.array(
      z.object({
        location: z.string(),
        name: z.string(),
        city: z.string().nullable(),
        kind: z.string(),
        available: z.int(),
      }),
    ),
    estimated: z.boolean(),
    asOf: instant().nullable(),
  });

const figureMembers = () => ({
  sku: z.string(),
  at: instant(),
  epoch: z.int(),
  version: z.int().describe('Grows with every change, within an epoch.'),
  price: priceAnswer().nullable(),
  stock: stockAnswer(),
  traceparent: z.string().optional(),
});
const figure = () => z.object(figureMembers());
const substitute = () => z.object({ sku: z.string(), model: z.string(), name: z.string() }).nullable();

/** Price and stock of the SKUs asked for. */
export const figuresAnswer = () => z.object({ figures: z.array(figure()) });

/** A page of the product list. */
export const productList = () =>
  z.object({
    products: z.array(
      z.object({
        model: z.string(),
        name: z.string(),
        family: z.string(),
        familyName: z.string(),
        category: z.string().nullable(),
        colors: z.array(z.string()),
        sizes: z.array(z.string()),
        skus: z.array(z.string()),
        from: priceAnswer().nullable().describe('The lowest price of its SKUs.'),
        priceVaries: z.boolean(),
        stock: z.string(),
        available: z.int(),
      }),
    ),
    next: z.string().nullable().describe('`after` of the next page.'),
    families: z
      .array(
        z.object({
          family: z.string(),
          familyName: z.string(),
          category: z.string().nullable(),
          products: z.int(),
          more: z.boolean().describe('There may be more: a search was cut short after 1,000 SKUs.'),
        }),
      )
      .optional()
      .describe('On the first page.'),
  });

/** The page of one product. */
export const productPage = () =>
  z.object({
    model: z.string(),
    name: z.string(),
    description: z.string(),
    family: z.string(),
    familyName: z.string(),
    category: z.string().nullable(),
    skus: z.array(
      z.object({
        ...figureMembers(),
        color: z.string().nullable(),
        size: z.string().nullable(),
        unit: z.string(),
        discontinued: z.boolean(),
      }),
    ),
    substitute: substitute(),
  });

const flowAge = () => z.object({ asOf: instant(), late: z.boolean() }).nullable();

/** Countries and ways of shipping, and how old the figures are. */
export const shopAnswer = () =>
  z.object({
    currency: z.string(),
    countries: z.array(
      z.object({
        country: z.string(),
        taxRate: decimal(),
        shipping: z.array(z.object({ method: z.string(), net: decimal(), gross: decimal() })),
      }),
    ),
    ages: z.object({ stock: flowAge(), prices: flowAge() }),
  });

const rejectedLine = () =>
  z.object({
    line: z.int(),
    sku: z.string(),
    reason: z.string(),
    available: z.int().nullable().describe('Units that could be promised.'),
    now: figure().nullable(),
    substitute: substitute(),
  });

const orderLine = () =>
  z.object({
    line: z.int(),
    sku: z.string(),
    name: z.string(),
    quantity: z.int(),
    net: decimal(),
    gross: decimal(),
    taxRate: decimal(),
    reserved: z.int(),
    backOrdered: z.int(),
    expectedOn: z.iso.date().nullable(),
    shipped: z.int(),
    cancelled: z.int(),
    invoiced: z.int(),
  });

/** An order as its shopper sees it. */
export const orderAnswer = () => {
  const { shipments, invoices, history } = recordAnswer('Order').shape;
  return z.object({
    order: z.string(),
    version: z.int(),
    state: z.string().describe('`placed` until it is decided.'),
    decided: z.boolean(),
    placedAt: instant(),
    currency: z.string(),
    country: z.string(),
    lines: z.array(orderLine()),
    shipping: z.object({ method: z.string().nullable(), net: decimal(), gross: decimal() }),
    net: decimal(),
    tax: decimal(),
    gross: decimal(),
    erpNumber: z.string().nullable(),
    integration: z.string(),
    rejection: z.object({ reason: z.string(), lines: z.array(rejectedLine()) }).nullable(),
    shipments,
    invoices,
    steps: history,
    cancellable: z.boolean(),
    cancellationRequested: z.boolean(),
    traceUrl: z.string().nullable(),
  });
};

/** The order with the token that gives access to it. */
export const placedAnswer = () => orderAnswer().extend({ token: z.string() });

/** An order found again. */
export const foundAnswer = () => z.object({ order: z.string(), token: z.string() });

const tax = () => z.object({ category: z.string(), rate: decimal(), net: decimal(), tax: decimal() });

/** The guest's cart. */
export const cartAnswer = () =>
  z.object({
    country: z.string(),
    shippingMethod: z.string(),
    lines: z.array(
      z.object({
        sku: z.string(),
        model: z.string().nullable(),
        name: z.string(),
        family: z.string().nullable(),
        familyName: z.string().nullable(),
        color: z.string().nullable(),
        size: z.string().nullable(),
        quantity: z.int(),
        price: priceAnswer().nullable(),
        gross: decimal().nullable(),
        stock: stockAnswer().nullable(),
        changes: z.array(z.object({ kind: z.string() })),
        orderable: z.boolean(),
        waiting: z.int().describe('Units that have to wait for a delivery.'),
        substitute: z.string().nullable(),
      }),
    ),
    units: z.int(),
    quote: z
      .object({
        currency: z.string(),
        lines: z.array(z.object({ net: decimal(), gross: decimal() })),
        shipping: z.object({ net: decimal(), gross: decimal() }),
        taxGroups: z.array(tax()),
        net: decimal(),
        tax: decimal(),
        gross: decimal(),
      })
      .nullable(),
    orderable: z.boolean(),
  });
