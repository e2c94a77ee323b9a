import { recordAnswer } from '@throughline/service';
import { z } from 'zod';

/** An order as it is published. */
export const orderAnswer = () => recordAnswer('Order');

/** A page of orders, newest first. */
export const orderPage = () =>
  z.object({
    orders: z.array(
      z.object({
        order: z.string(),
        origin: z.string(),
        state: z.string(),
        integration: z.string(),
        account: z.string(),
        currency: z.string(),
        gross: z.string(),
        placedAt: z.iso.datetime(),
        ageSeconds: z.number(),
      }),
    ),
    next: z.string().nullable().describe('`after` of the next page.'),
    undecided: z
      .object({
        count: z.int(),
        oldestSeconds: z.number(),
        value: z.array(z.object({ currency: z.string(), gross: z.string() })),
      })
      .optional()
      .describe('What waits in all, when undecided orders were asked for.'),
  });
