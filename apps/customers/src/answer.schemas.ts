import { recordAnswer } from '@throughline/service';
import { z } from 'zod';

/** An account as it is published. */
export const accountAnswer = () => recordAnswer('Account');

/** A page of accounts by number. */
export const accountPage = () =>
  z.object({
    accounts: z.array(accountAnswer()),
    next: z.string().nullable().describe('`after` of the next page.'),
  });
