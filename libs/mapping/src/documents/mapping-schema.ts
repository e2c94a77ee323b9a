import { flows } from '@throughline/connector';
import { z } from 'zod';

const name = z.string().min(1);
const text = z.string();

const segment = z
  .union([name, z.record(name, z.union([text, z.array(text)]))])
  .describe(
    'A name; in a list of elements a number from 1, `*` for all of them, or a map of names and texts that an element has; `..` in front is the record around a list.',
  );

export const pathSchema = z
  .union([name, z.array(segment).min(1)])
  .describe('A column by its name, or a list of names that leads to it in a nested record.');
export type PathSpec = z.infer<typeof pathSchema>;

export const headSchema = z
  .union([
    pathSchema,
    z.strictObject({ first: z.array(pathSchema).min(1).describe('The first of these that says something.') }),
    z.strictObject({
      join: z.array(pathSchema).min(1).describe('Those of these that say something, together.'),
      by: text.describe('What stands between them.'),
    }),
  ])
  .describe('Where a field comes from.');
export type HeadSpec = z.infer<typeof headSchema>;

const conditionSchema = z
  .union([text, z.array(text).min(1), z.strictObject({ not: z.union([text, z.array(text).min(1)]) })])
  .describe('The texts that a column has; "" where it says nothing; `not`, any but these.');

const conditionsSchema = z
  .record(name, conditionSchema)
  .describe('Columns and their texts, all of which must be so. Blanks around a text do not count.');
export type ConditionsSpec = z.infer<typeof conditionsSchema>;

const skipSchema = z
  .record(name, conditionSchema)
  .refine((entry) => typeof entry.as === 'string', { message: 'has no "as", which says why' })
  .describe(
    'Columns and their texts under which a row is left out, and why (`as`). `cel` is an expression in their place.',
  );
export type SkipSpec = z.infer<typeof skipSchema>;

const variableSchema = z
  .union([z.boolean(), z.number().int(), name, z.array(segment).min(1), z.strictObject({ constant: text })])
  .describe(
    'A column, a path, a whole number, or a constant. Of `optional`: true when it is left out where it says nothing.',
  );

export const eachSchema = z
  .union([
    z
      .array(z.record(name, variableSchema))
      .min(1)
      .describe('One record for each of these, whose names stand for columns.'),
    z.strictObject({
      of: pathSchema.describe('A list in the record: one record for each of its elements.'),
      split: text.min(1).optional().describe('Of a text that is a list: what stands between its elements.'),
    }),
  ])
  .describe('Makes several records of one row.');
export type EachSpec = z.infer<typeof eachSchema>;

export const stepSchema = z.string().min(1).describe('A step: a word and its arguments.');

/** Where a field comes from, and what is done to it. */
export type FieldSpec =
  | readonly [HeadSpec, ...string[]]
  | { readonly constant: string; readonly then?: readonly string[] | undefined }
  | { readonly cel: string; readonly then?: readonly string[] | undefined }
  | { readonly document: 'asOf'; readonly then?: readonly string[] | undefined }
  | { readonly ordinal: true }
  | { readonly sum: readonly string[] }
  | { readonly record: RecordSpec }
  | ListSpec
  | { readonly all: readonly ListSpec[] };

export type RecordSpec = Readonly<Record<string, FieldSpec>>;

export interface ListSpec {
  readonly each: EachSpec;
  readonly skip?: SkipSpec | readonly SkipSpec[] | undefined;
  readonly record?: RecordSpec | undefined;
  readonly value?: FieldSpec | undefined;
}

const then = z.array(stepSchema).optional().describe('Steps.');
const recordSchema: z.ZodType<RecordSpec> = z
  .lazy(() => z.record(name, fieldSchema))
  .describe('Fields of ours.');
export const skipsSchema = z.union([skipSchema, z.array(skipSchema)]).describe('Rows that are left out.');

const listSchema: z.ZodType<ListSpec> = z.strictObject({
  each: eachSchema,
  skip: skipsSchema.optional(),
  record: recordSchema.optional().describe('The fields of each element.'),
  value: z
    .lazy(() => fieldSchema)
    .optional()
    .describe('What each element is, where it has no fields.'),
});

const fieldSchema: z.ZodType<FieldSpec> = z
  .lazy(() =>
    z.union([
      z.tuple([headSchema], stepSchema).describe('A column and the steps that it goes through.'),
      z.strictObject({ constant: text.describe('A value, always the same.'), then }),
      z.strictObject({ cel: z.string().min(1).describe('An expression in CEL.'), then }),
      z.strictObject({
        document: z.literal('asOf').describe('The source’s own instant of the document.'),
        then,
      }),
      z.strictObject({ ordinal: z.literal(true).describe('Which of its list it is, from 1.') }),
      z.strictObject({
        sum: z
          .array(z.string().regex(/^\w+\.\w+$/, 'is no field of a list, such as lines.net'))
          .min(1)
          .describe('Fields of lists that were made before, such as `lines.net`: their sum.'),
      }),
      z.strictObject({ record: recordSchema }),
      listSchema,
      z.strictObject({ all: z.array(listSchema).min(1).describe('Lists, one behind the other.') }),
    ]),
  )
  .describe('Where a field comes from.');

const elseSchema = z
  .union([
    z.enum(['hold', 'warn']),
    z.strictObject({ repair: text.describe('The value that takes its place.') }),
  ])
  .describe(
    'What becomes of a record that breaks the rule: hold it back, warn, or repair the field and warn.',
  );

const ruleSchema = z
  .record(name, z.union([name, elseSchema]))
  .refine((rule) => Object.keys(rule).filter((key) => key !== 'else').length === 1, {
    message: 'has not one field and what must hold of it',
  })
  .describe(
    'A field and what must hold of it: `required`, `readable`, `above 0`, `at least 0`, `at most 9`, `one of a, b`, `length 1 to 40`, `pattern "A-99"`, `unique`, `zero allowed`, `within 40% of published`.',
  );

export const tableSchema = z
  .record(z.string(), z.union([text, z.array(text)]))
  .describe(
    'Codes and their words. `else`, for all others: `hold` (also when left out), `skip`, `nothing`, or a word.',
  );

type InputValue = string | null | InputValue[] | { [name: string]: InputValue };
export const inputSchema: z.ZodType<InputValue> = z
  .lazy(() => z.union([text, z.null(), z.array(inputSchema), z.record(z.string(), inputSchema)]))
  .describe('A column; empty for null.');

const exampleSchema = z
  .strictObject({
    in: z.record(z.string(), inputSchema).describe('A row as the source gives it.'),
    asOf: text.optional().describe('The source’s own instant of the document, ISO 8601.'),
    out: z
      .array(z.record(z.string(), inputSchema))
      .optional()
      .describe('What must come of it: some fields of each record.'),
    held: z.array(name).optional().describe('Fields that hold the row back.'),
    warned: z.array(name).optional().describe('Fields with a warning.'),
    skipped: text.optional().describe('Why it is left out.'),
  })
  .refine(({ out, held, warned, skipped }) => (out ?? held ?? warned ?? skipped) !== undefined, {
    message: 'says nothing of what must come of it: out, held, warned or skipped',
  });
export type ExampleSpec = z.infer<typeof exampleSchema>;

export const mappingName = z
  .string()
  .regex(/^[a-z][a-z\d-]*@[1-9]\d*$/, 'is no name and version such as prices@5')
  .describe('Name and version: `prices@5`. A version never changes.');

/** A mapping document: how the rows of one reader become the records of one flow. */
export const mappingSchema = z
  .strictObject({
    mapping: mappingName,
    of: name.describe('The reader whose rows it maps.'),
    flow: z.enum(flows).optional().describe('The flow; left out, the name of the mapping is its name.'),
    skip: skipsSchema.optional(),
    charge: conditionsSchema
      .optional()
      .describe(
        'Lines of orders and invoices, such as freight, that are charges and no goods: they go to `charges`.',
      ),
    each: eachSchema.optional(),
    record: recordSchema,
    tables: z.record(name, tableSchema).optional().describe('Code tables.'),
    rules: z.array(ruleSchema).optional().describe('What must hold of a record to be published.'),
    tests: z
      .array(exampleSchema)
      .optional()
      .describe('Rows and what must come of them; run when the mapping is applied.'),
  })
  .describe('How the rows of a source become records of ours.');
export type MappingDocument = z.infer<typeof mappingSchema>;
