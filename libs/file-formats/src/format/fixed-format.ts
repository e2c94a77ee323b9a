import { z } from 'zod';
import { kindsOf, lineSettings, tableSettings } from './table-settings.ts';
import { textSettings } from './text-settings.ts';

const span = z
  .tuple([z.int().min(1).max(100_000), z.int().min(1).max(100_000)])
  .describe('Where the column starts, from 1, and how many characters it has.');
const spans = z
  .record(z.string().min(1).max(500), span)
  .refine((columns) => Object.keys(columns).length > 0, { message: 'names no column' })
  .describe('The columns by name: `[start, length]` in characters. Values keep their blanks.');
export type Spans = z.output<typeof spans>;

export const fixedFormat = z
  .strictObject({
    fixed: z
      .union([z.literal('lines'), z.int().min(1).max(100_000)])
      .describe('`lines`: a record a line. A number: so many characters a record, without line breaks.'),
    ...textSettings,
    ...lineSettings,
    skip: tableSettings.skip,
    ignore: tableSettings.ignore,
    lengths: tableSettings.lengths,
    nest: tableSettings.nest,
    columns: spans.optional(),
    kinds: kindsOf(span, spans).optional(),
  })
  .refine(({ columns, kinds }) => (columns === undefined) !== (kinds === undefined), {
    path: ['columns'],
    message: 'needs `columns` or `kinds`, and not both',
  })
  .refine(({ kinds }) => kinds?.headers === undefined, {
    path: ['kinds', 'headers'],
    message: 'fixed width has no header lines: say `by`',
  })
  .describe('Text whose columns stand at fixed places.');

export type FixedFormat = z.output<typeof fixedFormat>;
