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

const delivered = named('OrderSubstitute', () =>
  z.object({
    sku: z.string(),
    name: z.string(),
    model: z.string().nullable().describe('Of its page; null when the shop does not have it.'),
    color: z.string().nullable(),
    size: z.string().nullable(),
  }),
);

export const orderLine = named('OrderLine', () =>
  z.object({
    line: z.int(),
    sku: z.string(),
    name: z.string(),
    model: z.string().nullable().describe('Of its page; null when the shop does not have it any more.'),
    color: z.string().nullable(),
    size: z.string().nullable(),
    added: z.boolean().describe('Whether the seller has added it: nothing of it was ordered here.'),
    replaces: z
      .int()
      .nullable()
      .describe('Line whose units it delivers in its stead or as a part; null when none.'),
    substitute: delivered()
      .nullable()
      .describe('What the seller delivers instead of its SKU; null while that is the SKU itself.'),
    quantity: z
      .int()
      .describe(
        'Base units ordered, as all quantities of the line; of a kit, kits; of an added line, as added.',
      ),
    documented: z
      .int()
      .nullable()
      .describe('Base units that the seller has for it now; null while that is not known.'),
    unit: z.string().describe('UN/ECE code of the unit in which it was ordered; empty for the base unit.'),
    unitQuantity: z.int().describe('How many of that unit.'),
    components: z.array(component()).describe('What one kit was sold as; empty for everything else.'),
    net: decimal(),
    gross: decimal().describe(
      "With its share of the order's tax; ordered lines and shipping add up to the order's total.",
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

const amounts = () => ({ net: decimal(), tax: decimal(), gross: decimal() });

const taxRow = named('OrderTax', () =>
  z.object({ rate: decimal().describe('Per cent.'), net: decimal(), tax: decimal() }),
);

const address = named('OrderAddress', () =>
  z.object({
    name: z.string(),
    company: z.string().nullable(),
    street: z.string(),
    street2: z.string().nullable(),
    postalCode: z.string(),
    city: z.string(),
    country: z.string(),
    region: z.string().nullable(),
  }),
);

/** An order as its shopper sees it. */
export const order = named('Order', () => {
  const { shipments, invoices, history, amendments, review, heldUntil } = recordSchema('Order').shape;
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
    ...amounts(),
    taxes: z.array(taxRow()).describe('What of it is taxed at which rate, as ordered.'),
    due: z
      .object(amounts())
      .nullable()
      .describe(
        'What is owed now where that is not the total: after cancellations and changes by the seller.',
      ),
    recipient: address()
      .nullable()
      .describe('Where it goes to; null in the response to the request, and where it is not known any more.'),
    erpNumber: z.string().nullable().describe("Number in the seller's own system, null before it is known."),
    integration: z.string(),
    attention: z
      .boolean()
      .describe(
        'Whether it could not be handed to the seller’s system as it is, so that a person looks at it.',
      ),
    amendments: amendments.describe(
      'Where the seller delivers something else than was ordered, as it stands.',
    ),
    rejection: rejection().nullable(),
    shipments,
    invoices,
    steps: history,
    cancellable: z.boolean(),
    cancellationRequested: z.boolean(),
    cancellation: z
      .enum(['none', 'requested', 'cancelled', 'partly', 'too-late'])
      .describe('What has come of the request: `partly` when the rest had left already.'),
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

/** An order of which nobody knows any more whose it is. */
export const erasedOrder = named('ErasedOrder', () => z.object({ order: z.string(), erasedAt: z.string() }));
