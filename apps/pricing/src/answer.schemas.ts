import { recordAnswer } from '@throughline/service';
import { z } from 'zod';

const instant = () => z.iso.datetime();
const price = () => recordAnswer('Price');

/** The price that holds, and why. */
export const priceAnswer = () =>
  z.object({
    sku: z.string(),
    at: instant(),
    strategy: z
      .union([z.string(), z.object({ priority: z.array(z.string()) })])
      .describe('`most-specific`, `lowest`, or lists in the order of their priority.'),
    winner: price().nullable(),
    because: z.string().nullable().describe('`contract`, `group`, `sale` or `list`.'),
    regular: price().nullable(),
    saleEndsAt: instant().nullable(),
    runnerUp: price().nullable(),
    nextChangeAt: instant().nullable().describe('When the answer may change by itself.'),
  });

/** The lowest price of the thirty days before an instant. */
export const lowestAnswer = () =>
  z.object({
    sku: z.string(),
    from: instant(),
    to: instant(),
    lowest: z.object({ price: price(), from: instant() }).nullable(),
  });
