import { isDecimal } from '@throughline/money';
import { z } from 'zod';

const count = z.int().min(0);
const counts = z.record(z.string().min(1), z.int().min(1));
const decimal = z.string().refine(isDecimal, 'is no decimal such as 1234.50');

const reader = z
  .strictObject({
    files: z.array(z.string().min(1)).min(1).describe('Its files, below the folder of the data.'),
    rows: count.describe('Rows in: records, what cannot be read, and what the format passes over.'),
    unreadable: count.default(0).describe('Rows that cannot be read; they are held.'),
    passedOver: count.default(0).describe('Rows that the format passes over, such as those of other kinds.'),
    keys: count.optional().describe('Distinct source keys.'),
    leftOver: count.default(0).describe('Of a reader that is laid into others: records that were not.'),
  })
  .describe('What is in the files of a reader.');

const mapping = z
  .strictObject({
    accepted: count.describe('Rows that came through whole.'),
    held: counts
      .default({})
      .describe('Rows held back, by field and reason; texts in quotes are left out of it.'),
    skipped: counts.default({}).describe('Rows left out, by the reason that is stated.'),
    records: count.describe('Records that are published; a row may make several.'),
    warned: count.default(0).describe('Of these, those with a warning.'),
    repeated: count.default(0).describe('Of these, those whose key another one of the flow has.'),
    sums: z
      .record(z.string().min(1), z.union([decimal, z.record(z.string().regex(/^[A-Z]{3}$/), decimal)]))
      .default({})
      .describe('Exact sums of fields, such as `amount` or `lines.net`: in all, or by currency.'),
    counts: z
      .record(z.string().min(1), counts)
      .default({})
      .describe('How many records have which code, of fields such as `unit`.'),
  })
  .describe('What comes of the rows by a mapping.');

/** What must come of the files of a source, counted by other means than its document. */
export const expectedSchema = z
  .strictObject({
    set: z.string().min(1).describe('What it is called in reports.'),
    system: z.string().min(1).describe('What wrote the files.'),
    asOf: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('The instant of the files, where they say none.'),
    readers: z.record(z.string().min(1), reader),
    mappings: z.record(z.string().min(1), mapping),
    notRead: z
      .array(z.strictObject({ what: z.string().min(1), why: z.string().min(1) }))
      .default([])
      .describe('What of the files configuration does not bring in, and why.'),
  })
  .describe('Expected numbers of a source.');
export type Expected = z.output<typeof expectedSchema>;
