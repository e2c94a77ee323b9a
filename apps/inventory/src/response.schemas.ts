import { instant, named, recordSchema } from '@throughline/service';
import { z } from 'zod';

const count = () => z.int();

const locationSupply = named('LocationSupply', () =>
  z.object({
    source: z.string(),
    location: z.string().describe('Code of the location; unique within the source.'),
    name: z.string().nullable(),
    servesWeb: z.boolean(),
    quantity: count(),
    basis: z.string(),
    allocatedElsewhere: count(),
    safetyStock: count(),
    figure: count().describe('What it adds to the pool; below zero it takes from it.'),
    watermarked: z.boolean(),
    asOf: instant(),
  }),
);

const kitPart = named('KitPart', () =>
  z.object({
    sku: z.string(),
    quantity: count().describe('Units of it in one kit.'),
    availableToSell: count().describe('Units of it that can be promised now, for this kit or otherwise.'),
  }),
);

/** What can be sold of a SKU, and what it is made of. */
export const skuAvailability = named('SkuAvailability', () =>
  z.object({
    sku: z.string(),
    availability: recordSchema('Availability')
      .nullable()
      .describe('Null while no location has stated anything.'),
    supply: count().describe('Of the locations that serve the shop; negatives are kept.'),
    claimed: count().describe('What of it orders have claimed.'),
    locations: z.array(locationSupply()),
    components: z.array(kitPart()).describe('What a kit is put together of; empty for everything else.'),
  }),
);

const openClaim = named('OpenClaim', () =>
  z.object({
    order: z.string(),
    line: count(),
    units: count().describe('Claimed, and still among what the locations have stated.'),
    backOrdered: count().describe('What of the claim was promised beyond stock.'),
    since: instant().nullable(),
  }),
);

const owedUnits = named('OwedUnits', () =>
  z.object({
    order: z.string().nullable().describe('Null: figures below zero, which deliveries make up for first.'),
    line: count().nullable(),
    quantity: count(),
    expectedOn: z.iso.date().nullable().describe('The delivery that covers them; null when none does.'),
  }),
);

/** What can be sold of a SKU as a sum that can be followed: `supply` of the locations that count, less `claims`. */
export const stockExplanation = named('StockExplanation', () =>
  skuAvailability().extend({
    locations: z.array(
      locationSupply()
        .extend({
          notCounted: z
            .enum(['unknown-location', 'not-for-the-web'])
            .nullable()
            .describe('Why it adds nothing; null when it counts.'),
        })
        .meta({ id: 'ExplainedLocation' }),
    ),
    claims: z.object({
      count: count(),
      units: count(),
      oldest: z.array(openClaim()).describe('As many as were asked for by `limit`, the oldest first.'),
    }),
    incoming: z.array(
      z.object({
        expectedOn: z.iso.date(),
        quantity: count(),
        owed: count().describe('Promised already.'),
      }),
    ),
    owed: z.object({
      units: count().describe('Claimed beyond supply.'),
      to: z.array(owedUnits()).describe('The first of them, as many as were asked for by `limit`.'),
    }),
  }),
);

const ledgerEntry = named('LedgerEntry', () =>
  z.object({
    kind: z.string(),
    quantity: count(),
    location: z.string().nullable(),
    estimated: z.boolean(),
    at: instant(),
  }),
);

const reservation = named('Reservation', () =>
  z.object({
    order: z.string(),
    line: count(),
    sku: z.string().describe('The SKU of the line, or of a component of its kit.'),
    reserved: count(),
    backOrdered: count(),
    released: count(),
    settled: count(),
    open: count(),
    entries: z.array(ledgerEntry()),
  }),
);

/** The claims of an order, with their ledger. */
export const orderReservations = named('OrderReservations', () =>
  z.object({ order: z.string(), lines: z.array(reservation()) }),
);

const unbalancedLine = named('UnbalancedLine', () =>
  z.object({
    order: z.string(),
    line: count(),
    sku: z.string(),
    open: count(),
    completedAt: instant(),
    ageSeconds: z.number(),
  }),
);

/** Lines of ended orders whose ledger does not net to zero. */
export const unbalancedLineList = named('UnbalancedLineList', () =>
  z.object({ lines: z.array(unbalancedLine()) }),
);
