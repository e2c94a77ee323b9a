import { z } from 'zod';
import { tableSettings } from './table-settings.ts';
import { everyFormat } from './text-settings.ts';

const letters = z.string().regex(/^[A-Z]{1,3}$/, 'is the letter of a column, such as `A` or `AB`');

const { header, skip, ignore, nest } = tableSettings;

export const xlsxFormat = z
  .strictObject({
    xlsx: z
      .union([z.string().min(1).max(100), z.int().min(1).max(1_000)])
      .describe('The sheet, by its name or by its number from 1.'),
    ...everyFormat,
    header,
    skip,
    ignore,
    nest,
    columns: z
      .record(z.string().min(1).max(500), letters)
      .optional()
      .describe('The columns by name: the letter of each, where no row names them.'),
  })
  .refine(({ columns, header }) => columns === undefined || header === 'none' || header === undefined, {
    path: ['columns'],
    message: 'are named by the header: say `header: none` to name them here',
  })
  .refine(noKinds, { path: ['nest'], message: 'a sheet has no kinds: say `blank` or `same`' })
  .describe(
    'A sheet of a workbook. Dates come as ISO text, numbers as the shortest text that means them, formulas by the value that was saved.',
  );

export type XlsxFormat = z.output<typeof xlsxFormat>;

function noKinds({ nest }: { nest?: Record<string, object> | undefined }): boolean {
  return Object.values(nest ?? {}).every((rule) => !('kind' in rule));
}
