import { z } from 'zod';
import { pattern } from './text-settings.ts';

const count = z.int().min(0).max(100_000);
const rowNumber = z.int().min(1).max(100_000);
const name = z.string().min(1).max(500);

export const header = z
  .union([
    rowNumber.describe(
      'The number of the row that names the columns, from 1; rows above it are passed over.',
    ),
    z
      .literal('none')
      .describe('No row names the columns: `columns` does, else they go by their numbers (XLSX: letters).'),
    z
      .strictObject({
        rows: z
          .tuple([rowNumber, rowNumber])
          .describe('Two rows that name the columns together, upper and lower.'),
        fill: z
          .enum(['none', 'right'])
          .default('none')
          .describe(
            '`right`: a blank cell of the upper row means what stands to the left of it, as under merged cells.',
          ),
        join: z.string().max(10).default(' ').describe('What stands between the two names.'),
      })
      .describe('A header of two rows.'),
  ])
  .describe('Where the names of the columns are. Counted after `skip.before`.');

const nestRule = z.union([
  z
    .strictObject({
      kind: name.describe('The kind of the rows that are gathered.'),
      under: name.describe('The kind of the row above them that they belong to.'),
    })
    .describe('Rows of one kind belong to the last row of another.'),
  z
    .strictObject({
      blank: name.describe(
        'The column that is filled in the first row of a record, and blank in those that continue it.',
      ),
    })
    .describe('Rows that leave this column blank continue the row above. The list holds the first row too.'),
  z
    .strictObject({ same: name.describe('The column whose value the rows of one record share.') })
    .describe('Adjacent rows with the same value are one record. The list holds all of them.'),
]);

export const nest = z
  .record(name, nestRule)
  .refine(
    (rules) => Object.values(rules).every((rule) => 'kind' in rule) || Object.keys(rules).length === 1,
    {
      message: '`blank` and `same` stand alone: one list a record',
    },
  )
  .describe('Lists of rows inside a record, by the name that the list gets.');

export const pick = z
  .union([name, z.array(name).min(1)])
  .describe('The kind, or kinds, that become records; others are counted and passed over.');

/** Kinds of rows, and how one is told: `by` is a field's number, or for fixed width `[start, length]`. */
export function kindsOf<By extends z.ZodType, Columns extends z.ZodType>(by: By, columns: Columns) {
  return z
    .strictObject({
      by: by.optional(),
      headers: pattern
        .optional()
        .describe(
          'Header lines stand among the rows: their first field matches this, its group `kind` says the kind of the rows that follow, the other fields name their columns.',
        ),
      pick,
      columns: z.record(name, columns).default({}).describe('The columns of each kind.'),
      carry: z
        .record(name, name)
        .default({})
        .describe(
          'Rows that hold for all that follow: `{head: C}` lays the last row of kind C into each record as `head`.',
        ),
    })
    .refine(({ by: field, headers }) => (field === undefined) !== (headers === undefined), {
      message: 'needs `by` or `headers`, and not both',
    })
    .describe('Several kinds of rows in one file.');
}

export const skip = z
  .strictObject({
    before: count.default(0).describe('Rows at the start of the file.'),
    afterHeader: count.default(0).describe('Rows below the header, such as units.'),
    end: count.default(0).describe('Rows at the end, such as totals; blank ones do not count.'),
  })
  .describe('Rows to pass over without reading them.');

export const trailer = z
  .union([
    pattern,
    z.strictObject({
      line: pattern.describe('What the last line looks like.'),
      counts: z
        .enum(['records', 'rows', 'lines'])
        .default('rows')
        .describe('What the group `count` counts: records, rows of data, or lines above the trailer.'),
      sumOf: name.optional().describe('The column that the group `sum` adds up.'),
      decimal: z.enum(['.', ',']).default('.').describe('The decimal sign of that column and of the sum.'),
    }),
  ])
  .describe(
    'A regular expression for the last line, with the groups `count` and `sum` as it has them. It proves the end; without it, or with another count or sum, the file is not whole.',
  );

/** What formats of rows say. */
export const tableSettings = {
  header: header.optional(),
  skip: skip.optional(),
  ignore: z
    .array(pattern)
    .default([])
    .describe('Lines to pass over wherever they stand: heads of pages, subtotals, rules.'),
  lengths: z
    .enum(['exact', 'free'])
    .default('exact')
    .describe(
      '`exact`: a row with more or fewer fields than columns is a fault. `free`: fields at the end may be missing, and empty ones may be too many.',
    ),
  nest: nest.optional(),
};

/** Of text only. */
export const lineSettings = {
  comment: z.string().min(1).max(10).optional().describe('Lines that begin with this are passed over.'),
  trailer: trailer.optional(),
  head: z
    .strictObject({
      row: rowNumber.describe('Its number in the file, from 1.'),
      as: name
        .default('head')
        .describe('The name under which it is laid into each record, its fields by number.'),
    })
    .optional()
    .describe('A row of its own above the table that says something of the whole file, such as a date.'),
};
