import { named, recordSchema } from '@throughline/service';
import { z } from 'zod';
import { component } from '../catalog/product.response.schemas.ts';
import { decimal, offer, substitute } from '../offers/offer.response.schemas.ts';

// Orders are stored as JSON, so their instants are texts here as well.

/** What can be done about a rejected line, at the prices and with the stock of this moment. */
export const rejectedLine = named('RejectedLine', () =>
  z.object({
    line: z.int(),
    sku: z.string(),
    reason: z.string(),
    available: z
      .int()
      .nullable()
      .describe('Units that could be promised; null when stock is not the reason.'),
    now: offer().nullable().describe('Price and stock as they are now; null when the product is gone.'),
    substitute: substitute().nullable(),
  }),
);

export const orderLine = named('OrderLine', () =>
  z.object({
    line: z.int(),
    sku: z.string(),
    name: z.string(),
    quantity: z.int().describe('Base units, as all quantities of the line; of a kit, kits.'),
    unit: z.string().describe('UN/ECE code of the unit in which it was ordered; empty for the base unit.'),
    unitQuantity: z.int().describe('How many of that unit.'),
    components: z.array(component()).describe('What one kit was sold as; empty for everything else.'),
    net: decimal(),
    gross: decimal().describe(
      "With its share of the order's tax; lines and shipping add up to the order's total.",
    ),
    taxRate: decimal(),
    reserved: z.int(),
    backOrdered: z.int(),
    expectedOn: z.iso.date().nullable(),
    shipped: z.int(),
    cancelled: z.int(),
    invoiced: z.int(),
    credited: z.int().describe('Given back by credit notes; they stay invoiced.'),
  }),
);

const rejection = named('OrderRejection', () =>
  z.object({ reason: z.string(), lines: z.array(rejectedLine()) }),
);

/** An order as its shopper sees it. */
export const order = named('Order', () => {
  const { shipments, invoices, history, review, heldUntil } = recordSchema('Order').shape;
  return z.object({
    order: z.string(),
    version: z.int().describe('Grows with every change.'),
    state: z.string().describe('`placed` until it is decided.'),
    decided: z.boolean(),
    placedAt: z.iso.datetime(),
    currency: z.string(),
    country: z.string(),
    region: z.string().nullable(),
    purchaseOrderNumber: z.string().nullable().describe("Number of the buyer's own purchase order."),
    lines: z.array(orderLine()),
    shipping: z.object({ method: z.string().nullable(), net: decimal(), gross: decimal() }),
    net: decimal(),
    tax: decimal(),
    gross: decimal(),
    erpNumber: z.string().nullable().describe("Number in the seller's own system, null before it is known."),
    integration: z.string(),
    rejection: rejection().nullable(),
    shipments,
    invoices,
    steps: history,
    cancellable: z.boolean(),
    cancellation: z
      .enum(['requested', 'done', 'too-late'])
      .nullable()
      .describe('What has become of the cancellation that was asked for; null when none was.'),
    cancellationRequested: z.boolean().describe('Whether its outcome is still open.'),
    review: review.describe(
      'While a person of the seller has yet to confirm it: nothing is promised until then. Null otherwise.',
    ),
    heldUntil: heldUntil.describe(
      'When it is cancelled unless something comes of it before; null for never.',
    ),
    traceUrl: z
      .string()
      .nullable()
      .describe("Where the journey of the order can be seen, on a developer's machine."),
  });
});

/** An order with the secret that gives access to it. */
export const placedOrder = named('PlacedOrder', () => order().extend({ token: z.string() }));

/** An order found again. */
export const foundOrder = named('FoundOrder', () => z.object({ order: z.string(), token: z.string() }));
