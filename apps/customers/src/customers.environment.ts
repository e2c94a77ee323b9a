import { z } from 'zod';
import type { GuestsPlan } from './account.ts';

/** Variables of customers alone. */
export const environment = z.object({
  /** The customer that gathers the orders of guests, `source|number`; default: the one the back office marks. */
  GUEST_CUSTOMER: z
    .string()
    .regex(/^[^|]+\|[^|]+$/, 'is not source|number')
    .optional(),
});

/** The customer that the plan names for guests. */
export function guestsPlanOf({ GUEST_CUSTOMER }: z.infer<typeof environment>): GuestsPlan {
  const [source, number] = GUEST_CUSTOMER?.split('|') ?? [];
  return source && number ? { source, number } : null;
}
