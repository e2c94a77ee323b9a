import { codeFault, longestCode } from '@throughline/events';
import { z } from 'zod';

/** A code such as a SKU, as every route takes it: whatever a topic carries. */
export const code = z
  .string()
  .min(1, 'is missing')
  .max(longestCode, `is longer than ${longestCode} characters`)
  // Not as a pattern, which would be in the OpenAPI document: not every reader of it supports Unicode classes.
  .refine((text) => codeFault(text) === null, { error: ({ input }) => codeFault(String(input)) ?? '' });
