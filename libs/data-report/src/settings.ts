import { z } from 'zod';

/**
 * What a column is meant to hold. A `movement-date` is the day of a row's last movement; of `price` and `weight`, zero is
 * told; `decimal` is any other number.
 */
export const meanings = [
  'text',
  'code',
  'gtin',
  'decimal',
  'price',
  'quantity',
  'weight',
  'date',
  'movement-date',
] as const;
export type Meaning = (typeof meanings)[number];

const column = z.string().min(1);

export const columnSettings = z.strictObject({
  means: z.enum(meanings).optional().describe('Guessed from the first records when left out.'),
  format: z
    .string()
    .min(1)
    .optional()
    .describe('How numbers or dates are written, as in a mapping: "1.234,56", "dd/MM/yyyy".'),
  codes: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Known codes, in their case; blanks around a code do not count.'),
  table: z.string().min(1).optional().describe('Name of its code table; that of the column when left out.'),
  length: z.number().int().positive().optional().describe('Characters that each code has.'),
  maxLength: z.number().int().positive().optional().describe('Characters that the shop can show.'),
  required: z.boolean().default(false).describe('Whether each record needs it; keys do in any case.'),
  references: z.string().min(1).optional().describe('Name of the key set in which its values must be.'),
});

export const reportSettings = z.strictObject({
  source: z.string().min(1).optional(),
  reader: z.string().min(1),
  /** Day on which age is judged, `2026-11-30`. */
  asOf: z.iso.date(),
  key: z.array(column).default([]),
  /** Words by which the reader says nothing. */
  nothing: z.array(z.string()).default(['']),
  /** By name; of a nested record the names on the way, with points between: `lines.amount`. */
  columns: z.record(column, columnSettings).default({}),
  /** Column within whose groups prices, quantities and weights are compared, such as the family. */
  groupBy: column.optional(),
  /** Days without a movement after which a row is stale. */
  staleAfterDays: z.number().int().positive().default(730),
  /** Columns of which the lines of each document must add up to its total; `tolerance` is a decimal. */
  totals: z
    .strictObject({
      document: column,
      total: column,
      line: column,
      tolerance: z
        .string()
        .regex(/^\d+(\.\d+)?$/)
        .default('0'),
    })
    .optional(),
  limits: z
    .strictObject({
      /** Distinct values of a column that are held; beyond them, a sample. */
      values: z.number().int().min(16).default(5_000),
      /** Distinct keys, and documents, that are held; beyond them, a sample. */
      keys: z.number().int().min(16).default(250_000),
      /** Columns that are looked at. */
      columns: z.number().int().positive().default(300),
      /** Groups in which values are compared; what is beyond them is one group. */
      groups: z.number().int().positive().default(500),
      /** Examples of a finding. */
      examples: z.number().int().positive().default(5),
    })
    .prefault({}),
  /** Shows letters as `a`, digits as `9`, and no suggestions, so that a report can be given away. */
  maskExamples: z.boolean().default(false),
});

/** What is known of a reader, as it is given: most of it may be left out. */
export type ReportSettingsInput = z.input<typeof reportSettings>;
export type ReportSettings = z.output<typeof reportSettings>;
export type ColumnSettings = z.output<typeof columnSettings>;

/** @throws Error whose message names each field that is wrong, and why. */
export function parseReportSettings(input: unknown): ReportSettings {
  const parsed = reportSettings.safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'settings'}: ${message}`,
  );
  throw new Error(`settings of the data report are wrong: ${faults.join('; ')}`);
}
