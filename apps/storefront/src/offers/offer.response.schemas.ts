import { instant, named } from '@throughline/service';
import { z } from 'zod';

export const decimal = () => z.string().describe('Decimal number.');

/** The price of a unit, or of several of it, as a shopper of a country sees it, and why it is that. */
export const price = named('Price', () =>
  z.object({
    amount: decimal().describe('Of `perQuantity` of the unit, with tax when `taxIncluded`.'),
    perQuantity: z.int().describe('How many of the unit the amounts are for; one of nearly everything.'),
    unit: z.string().describe('Unit that is priced, UN/ECE code.'),
    taxIncluded: z
      .boolean()
      .describe('Whether tax is in the amounts; false where no rate of the country is known.'),
    taxRate: decimal().nullable(),
    currency: z.string(),
    version: z
      .string()
      .describe(
        'What an order should name for this price, as it is: it proves that the price was shown, for which reason it is honoured for a while after its end.',
      ),
    list: z.string().describe('Code of the price list it comes from.'),
    because: z.enum(['contract', 'customer-list', 'group', 'sale', 'list']).describe('What made it win.'),
    regular: decimal()
      .nullable()
      .describe('The regular price beside a lower sale price, taxed likewise; null otherwise.'),
    saleEndsAt: instant().nullable(),
    runnerUp: z
      .string()
      .nullable()
      .describe(
        'The price version that would hold if this one were not there; it is no proof that its price was shown.',
      ),
  }),
);

const stockLocation = named('StockLocation', () =>
  z.object({
    location: z.string(),
    name: z.string(),
    city: z.string().nullable(),
    kind: z.string(),
    available: z.int(),
  }),
);

const delivery = named('Delivery', () =>
  z.object({ expectedOn: z.iso.date(), quantity: z.int().describe('Units that nobody waits for yet.') }),
);

export const stockState = named('StockState', () =>
  z.enum(['in-stock', 'back-order', 'out-of-stock', 'discontinued', 'unknown']),
);

/** What a shopper is told of the stock of a SKU. */
export const stock = named('Stock', () =>
  z.object({
    state: stockState(),
    available: z.int().describe('Units that can be ordered and sent at once.'),
    backOrderable: z.int().describe('Units that can be ordered beyond these, to be sent later.'),
    expectedOn: z.iso
      .date()
      .nullable()
      .describe('Day of the next delivery of which any unit is free, null when none is known.'),
    incoming: z
      .array(delivery())
      .describe(
        'Deliveries to come, earliest first: what is asked beyond `available` comes with those that cover it.',
      ),
    locations: z.array(stockLocation()).describe('Where the available units are; adds up to `available`.'),
    estimated: z
      .boolean()
      .describe('Whether a part of it rests on time and not on what the back office confirmed.'),
    asOf: instant().nullable().describe('When the newest figure in it was stated.'),
  }),
);

const unit = named('UnitOfSale', () =>
  z.object({
    unit: z.string().describe('UN/ECE code.'),
    quantity: z.number().describe('Base units in one; a fraction where only several come to whole ones.'),
  }),
);

/** Another unit that a SKU is sold in, and what it costs. */
const pack = named('Pack', () => unit().extend({ price: price().nullable() }));

/** Price and stock of a SKU at an instant, as they are shown in a country. */
export const offer = named('Offer', () =>
  z.object({
    sku: z.string(),
    at: instant(),
    epoch: z.int(),
    version: z.int().describe('Grows with every change, within an epoch.'),
    price: price().nullable().describe('For the unit that is offered first; null when there is none.'),
    soldIn: unit().optional().describe('The unit that is offered first; left out where it is the base unit.'),
    packs: z.array(pack()).describe('Other units that it is sold in; empty for nearly everything.'),
    stock: stock(),
    traceparent: z
      .string()
      .optional()
      .describe('W3C trace context of the push that brought it, when the change behind it is traced.'),
  }),
);

/** Price and stock of the SKUs asked for. */
export const offerList = named('OfferList', () => z.object({ figures: z.array(offer()) }));

export const substitute = named('Substitute', () =>
  z.object({ sku: z.string(), model: z.string(), name: z.string() }),
);

/** As of when the data of a flow are, and whether that is longer ago than it should be. */
export const dataAge = named('DataAge', () =>
  z.object({
    asOf: instant().describe('The last instant whose changes are all in.'),
    late: z.boolean(),
  }),
);

/** The age of stock and of prices. */
export const dataAges = named('DataAges', () =>
  z.object({
    stock: dataAge().nullable().describe('Null while nothing is known of its flow.'),
    prices: dataAge().nullable().describe('Null while nothing is known of its flow.'),
  }),
);
