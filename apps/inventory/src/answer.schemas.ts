import { recordAnswer } from '@throughline/service';
import { z } from 'zod';

const count = () => z.int();

/** What can be sold of a SKU, and what it is made of. */
export const availabilityAnswer = () =>
  z.object({
    sku: z.string(),
    availability: recordAnswer('Availability').nullable(),
    supply: count(),
    claimed: count(),
    locations: z.array(
      z.object({
        source: z.string(),
        location: z.string(),
        name: z.string().nullable(),
        servesWeb: z.boolean(),
        quantity: count(),
        basis: z.string(),
        allocatedElsewhere: count(),
        safetyStock: count(),
        figure: count().describe('What it adds to the pool; below zero it takes from it.'),
        watermarked: z.boolean(),
        asOf: z.iso.datetime(),
      }),
    ),
  });

/** The claims of an order, with their ledger. */
export const reservationsAnswer = () =>
  z.object({
    order: z.string(),
    lines: z.array(
      z.object({
        order: z.string(),
        line: count(),
        sku: z.string(),
        reserved: count(),
        backOrdered: count(),
        released: count(),
        settled: count(),
        open: count(),
        entries: z.array(
          z.object({
            kind: z.string(),
            quantity: count(),
            location: z.string().nullable(),
            estimated: z.boolean(),
            at: z.iso.datetime(),
          }),
        ),
      }),
    ),
  });

/** Lines of ended orders whose ledger does not net to zero. */
export const unbalancedAnswer = () =>
  z.object({
    lines: z.array(
      z.object({
        order: z.string(),
        line: count(),
        sku: z.string(),
        open: count(),
        completedAt: z.iso.datetime(),
        ageSeconds: z.number(),
      }),
    ),
  });
