import { isDecimal } from '@throughline/money';
import { roundingPolicies } from '@throughline/order-rules';
import { type PriceStrategy, parsePriceStrategy } from '@throughline/pricing-rules';
import { z } from 'zod';

/** An amount with tax in the currency of the order; none when it is 0. */
const limitOfWorth = (amount: string) =>
  z
    .string()
    .default(amount)
    .refine((text) => isDecimal(text) && !text.startsWith('-'), 'is not an amount')
    .transform((text) => (Number(text) === 0 ? null : text));

/** The setting by which each back office has the strategy that it declares. */
const asDeclared = 'as-declared';

/**
 * Variables that hold what the seller decides and more than one service must agree on: all services are given the same.
 * Each spreads them into its environment: `z.object({ ...sellerSettings.shape, … })`.
 */
export const sellerSettings = z.object({
  /**
   * `as-declared`, read into null: the prices of each back office by the strategy that it declares. Or one for all of
   * them, read into a `PriceStrategy`: `most-specific`, `lowest`, `regular-or-lower-sale` or `priority:LIST,LIST`.
   */
  PRICE_STRATEGY: z
    .string()
    .default(asDeclared)
    .transform((text, context): PriceStrategy | null => {
      if (text === asDeclared) return null;
      try {
        return parsePriceStrategy(text);
      } catch {
        context.addIssue(
          'is not as-declared, most-specific, lowest, regular-or-lower-sale or priority:LIST,LIST',
        );
        return z.NEVER;
      }
    }),
  /** How long after its end a price version is honoured; a day at most. */
  PRICE_GRACE_SECONDS: z.coerce.number().min(0).max(86_400).default(3_600),
  /** Zone in which the seller's calendar days begin and end. */
  SELLER_TIME_ZONE: z.string().min(1).default('Europe/Berlin'),
  /** Where totals are rounded, the same as in the back office. */
  ROUNDING_POLICY: z.enum(roundingPolicies).default('tax-group'),
  /** Base units of a line beyond which an order waits for a person; no limit when it is 0. */
  BUYER_LINE_QUANTITY_MAX: z.coerce
    .number()
    .int()
    .min(0)
    .default(200)
    .transform((units) => units || null),
  /** Worth of an order beyond which it waits for a person. */
  BUYER_ORDER_WORTH_MAX: limitOfWorth('10000'),
  /** Worth of all that a buyer has open beyond which a further order waits for a person. */
  BUYER_OPEN_WORTH_MAX: limitOfWorth('20000'),
  /** Days after which what is promised to a buyer without terms is given back when nothing has come of it; 0: never. */
  BUYER_HOLD_DAYS: z.coerce.number().min(0).max(3_650).default(14),
});
