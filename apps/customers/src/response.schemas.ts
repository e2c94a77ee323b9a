import { named, recordSchema } from '@throughline/service';
import { z } from 'zod';

/** An account as it is published. */
export const account = () => recordSchema('Account');

/** A page of accounts by number. */
export const accountList = named('AccountList', () =>
  z.object({
    accounts: z.array(account()),
    next: z.string().nullable().describe('`after` of the next page.'),
  }),
);
