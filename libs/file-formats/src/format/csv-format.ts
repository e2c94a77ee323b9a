import { z } from 'zod';
import { kindsOf, lineSettings, tableSettings } from './table-settings.ts';
import { textSettings } from './text-settings.ts';

const columnNames = z
  .array(z.string().max(500))
  .min(1)
  .max(10_000)
  .describe('The names of the columns from the left; an empty name leaves the number.');

export const csvFormat = z
  .strictObject({
    csv: z
      .string()
      .min(1)
      .max(10)
      .refine((delimiter) => !/["\r\n]/.test(delimiter), { message: 'is no quote and no line break' })
      .describe(
        'The delimiter between fields, such as `;`, `,`, `|` or a tab; it may have several characters.',
      ),
    ...textSettings,
    ...tableSettings,
    ...lineSettings,
    quote: z
      .union([z.literal('none'), z.string().length(1)])
      .default('"')
      .describe('The character around fields that contain delimiters; `none` when quotes mean nothing.'),
    escape: z
      .enum(['doubled', 'backslash'])
      .default('doubled')
      .describe(
        'How a quote inside quotes is written; `backslash` makes the next character literal anywhere.',
      ),
    bareQuotes: z
      .enum(['fault', 'literal'])
      .default('fault')
      .describe(
        'What a quote means inside a field that does not begin with one, as in `24" frame`: a fault of its row, or itself.',
      ),
    multiline: z
      .boolean()
      .default(true)
      .describe(
        'Whether quoted fields may hold line breaks. Say `false` where they never do: a stray quote then costs its own line only.',
      ),
    end: z
      .string()
      .min(1)
      .max(10)
      .optional()
      .describe(
        'What stands at the end of each row before the line break, where rows are not ended by the line break alone.',
      ),
    columns: columnNames.optional(),
    kinds: kindsOf(
      z.int().min(1).describe('The number of the field that says the kind, from 1.'),
      columnNames,
    ).optional(),
  })
  .refine(namedOnce, {
    path: ['columns'],
    message: 'are named by the header: say `header: none` to name them here',
  })
  .refine(({ kinds, header }) => kinds === undefined || header === undefined || header === 'none', {
    path: ['header'],
    message: 'there is one for each kind: say `kinds.columns` or `kinds.headers`',
  })
  .describe('Text with delimiters: comma or semicolon separated, tabs, pipes.');

export type CsvFormat = z.output<typeof csvFormat>;

function namedOnce(format: { columns?: unknown; header?: unknown }): boolean {
  return format.columns === undefined || format.header === 'none' || format.header === undefined;
}
