import { z } from 'zod';
import { meanings } from './settings.ts';
import { findingKindNames, severities } from './finding-kinds.ts';

const count = z.number().int().nonnegative();

export const exampleSchema = z.strictObject({
  /** Where the record begins in its document, from 1; 0 of a database row. */
  position: count,
  /** Where the record is that it is compared with: the first of a duplicate. */
  other: count.optional(),
  /** Values as the source gives them, cut after 120 characters. */
  values: z.array(z.string()),
});
export type Example = z.infer<typeof exampleSchema>;

export const detailSchema = z.strictObject({
  /** A word for the part, such as a date format; or the value of the source that it is about. */
  label: z.string().optional(),
  value: z.string().optional(),
  count,
  share: z.number().min(0).max(1),
});

export const findingSchema = z.strictObject({
  kind: z.enum(findingKindNames),
  severity: z.enum(severities),
  /** Null where it is about whole records. */
  column: z.string().nullable(),
  /** Of `outOf` things; an estimate from a sample when not `exact`. */
  count,
  outOf: count,
  share: z.number().min(0).max(1),
  exact: z.boolean(),
  /** Whether what the column means was guessed; such a finding blocks nothing. */
  guessed: z.boolean(),
  examples: z.array(exampleSchema),
  /** How the count is made up. */
  details: z.array(detailSchema),
  /** What the sentences need, never a value of the source: the expected length, the tolerance. */
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** What to do, in a sentence. */
  advice: z.strictObject({ en: z.string(), de: z.string() }),
  /** YAML for the source's documents, to paste and to go through. */
  suggestion: z.string().optional(),
});
export type Finding = z.infer<typeof findingSchema>;

export const columnReportSchema = z.strictObject({
  name: z.string(),
  means: z.enum(meanings),
  guessed: z.boolean(),
  /** Values that say something. */
  filled: count,
  /** Empty, blank, null, or a word that means nothing. */
  empty: count,
  /** Records that do not mention the column at all. */
  absent: count,
  /** Distinct values; an estimate when not `exact`. */
  distinct: count,
  exact: z.boolean(),
  /** Characters of the shortest and the longest value. */
  shortest: count,
  longest: count,
});

/** A data preparation report. */
export const dataReport = z.strictObject({
  version: z.literal(1),
  source: z.string().nullable(),
  reader: z.string(),
  asOf: z.iso.date(),
  rows: count,
  /** Whether nothing blocks. */
  ready: z.boolean(),
  /** Indexes into `findings` of what to mend first, five at most. */
  first: z.array(count).max(5),
  /** The most severe first. */
  findings: z.array(findingSchema),
  columns: z.array(columnReportSchema),
  /** Columns beyond the limit, which were not looked at. */
  columnsLeftOut: count,
  /** Whether anything was counted from a sample. */
  exact: z.boolean(),
  masked: z.boolean(),
});
export type DataReport = z.infer<typeof dataReport>;
export type ColumnReport = z.infer<typeof columnReportSchema>;
