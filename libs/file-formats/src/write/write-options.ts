import { z } from 'zod';

const name = z.string().min(1).max(500);

const trailer = z
  .strictObject({
    line: z
      .string()
      .min(1)
      .max(1_000)
      .refine((text) => !/[\r\n]/.test(text), { message: 'has a line break' })
      .describe('The last line, with {count} and {sum} where they stand in it.'),
    counts: z
      .enum(['records', 'rows', 'lines'])
      .default('rows')
      .describe('What {count} is: records, rows of data, or lines above the trailer.'),
    sumOf: name.optional().describe('The column that {sum} adds up.'),
    decimal: z.enum(['.', ',']).default('.').describe('The decimal sign of that column and of the sum.'),
  })
  .refine(({ line, sumOf }) => line.includes('{sum}') === (sumOf !== undefined), {
    path: ['sumOf'],
    message: 'names the column that {sum} in the line adds up: one needs the other',
  })
  .describe('CSV: a line at the end by which the reader sees that nothing is missing.');
export type WrittenTrailer = z.output<typeof trailer>;

/** The `write:` beside a format: what a format does not say, because it matters in writing only. */
export const writeOptions = z
  .strictObject({
    columns: z
      .array(name)
      .min(1)
      .max(10_000)
      .optional()
      .describe(
        'CSV: the columns in their order; those of the first record where the format and this say nothing.',
      ),
    lineEnd: z.enum(['\r\n', '\n']).optional().describe('CSV: what ends a row, "\\r\\n" unless it is said.'),
    formulaGuard: z
      .boolean()
      .optional()
      .describe(
        'CSV: a value that a spreadsheet would take for a formula gets an apostrophe in front. It is then not what it was.',
      ),
    trailer: trailer.optional(),
    unquoted: z
      .array(name)
      .optional()
      .describe(
        'JSON: properties, by name, that are written as numbers or as true and false where their text is one.',
      ),
    root: z
      .record(z.string().regex(/^@/, 'is no attribute: its name begins with @'), z.string())
      .optional()
      .describe('XML: attributes of the outermost element, such as `@version`.'),
    byteOrderMark: z.boolean().optional().describe('A byte order mark in front; UTF-16 always has one.'),
  })
  .describe('What matters in writing only.');

export type WriteOptions = z.output<typeof writeOptions>;

/** Thrown where a record cannot be written so that the same format would read it as it is. */
export class Unwritable extends Error {
  /** Of the record, from 1; 0: the format itself. */
  readonly position: number;
  readonly field: string | undefined;
  readonly reason: string;

  constructor(position: number, reason: string, field?: string) {
    super(field === undefined ? `record ${position}: ${reason}` : `record ${position}, ${field}: ${reason}`);
    this.name = 'Unwritable';
    this.position = position;
    this.field = field;
    this.reason = reason;
  }
}
