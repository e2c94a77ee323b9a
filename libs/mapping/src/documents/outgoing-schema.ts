import { z } from 'zod';
import {
  type EachSpec,
  type HeadSpec,
  type PathSpec,
  type SkipSpec,
  eachSchema,
  headSchema,
  inputSchema,
  mappingName,
  pathSchema,
  skipsSchema,
  stepSchema,
  tableSchema,
} from './mapping-schema.ts';
import { type LocatedDocument, readYaml } from './read-yaml.ts';

const name = z.string().min(1);
const text = z.string();

const then = z.array(stepSchema).optional().describe('Steps.');

/** Where a column of theirs comes from, and how it is written. */
const columnSchema = z
  .union([
    z.tuple([headSchema], stepSchema).describe('A field of ours and the steps that it goes through.'),
    z.strictObject({ constant: text.describe('A value, always the same.') }),
    z.strictObject({ cel: z.string().min(1).describe('An expression in CEL.'), then }),
    z.strictObject({ ordinal: z.literal(true).describe('Which of its list it is, from 1.'), then }),
  ])
  .describe('Where a column comes from, and how it is written.');
export type ColumnSpec =
  | readonly [HeadSpec, ...string[]]
  | { readonly constant: string }
  | { readonly cel: string; readonly then?: readonly string[] | undefined }
  | { readonly ordinal: true; readonly then?: readonly string[] | undefined };

const columnsSchema: z.ZodType<Readonly<Record<string, ColumnSpec>>> = z
  .record(name, columnSchema)
  .describe('Columns of theirs.');
export type ColumnsSpec = z.infer<typeof columnsSchema>;

const linesSchema = z.strictObject({
  each: eachSchema.describe('What makes the records: `{ of: lines }`, or one for each of several.'),
  skip: skipsSchema.optional(),
  record: columnsSchema,
});
export interface LinesSpec {
  readonly each: EachSpec;
  readonly skip?: SkipSpec | readonly SkipSpec[] | undefined;
  readonly record: ColumnsSpec;
}

const exampleSchema = z
  .strictObject({
    in: z.record(z.string(), inputSchema).describe('An order of ours.'),
    out: z.record(z.string(), inputSchema).optional().describe('Some columns of the head that comes of it.'),
    lines: z
      .array(z.record(z.string(), inputSchema))
      .optional()
      .describe('Some columns of each record of its lines.'),
    held: z.array(name).optional().describe('Columns that have the order refused.'),
  })
  .refine(({ out, lines, held }) => (out ?? lines ?? held) !== undefined, {
    message: 'says nothing of what must come of it: out, lines or held',
  });
export type OutgoingExample = z.infer<typeof exampleSchema>;

/** A mapping turned round: how something of ours becomes records of a source. */
export const outgoingSchema = z
  .strictObject({
    mapping: mappingName,
    to: z.literal('orders').describe('What goes out: `orders`.'),
    record: columnsSchema.describe('The columns of the head record, and where each comes from.'),
    lines: z
      .union([
        linesSchema,
        z.strictObject({ all: z.array(linesSchema).min(1).describe('Lists, one behind the other.') }),
      ])
      .optional()
      .describe('The records of the lines.'),
    leave: z
      .array(pathSchema)
      .optional()
      .describe('Fields of ours that go nowhere, because the source has no place for them.'),
    tables: z.record(name, tableSchema).optional().describe('Code tables, from ours to theirs.'),
    tests: z
      .array(exampleSchema)
      .optional()
      .describe('Orders and what must come of them; run when the mapping is applied.'),
  })
  .describe('How orders of ours become records of a source.');

/** A document of {@link outgoingSchema}. */
export interface OutgoingDocument {
  readonly mapping: string;
  readonly to: 'orders';
  readonly record: ColumnsSpec;
  readonly lines?: LinesSpec | { readonly all: readonly LinesSpec[] } | undefined;
  readonly leave?: readonly PathSpec[] | undefined;
  readonly tables?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>> | undefined;
  readonly tests?: readonly OutgoingExample[] | undefined;
}

/** An outgoing mapping in YAML. @throws DocumentError with every fault */
export function readOutgoing(source: string): LocatedDocument<OutgoingDocument> {
  return readYaml(source, outgoingSchema as z.ZodType<OutgoingDocument>);
}

/** JSON Schema (draft 2020-12) of outgoing mappings, by which editors complete them. */
export function outgoingJsonSchema(): object {
  return z.toJSONSchema(outgoingSchema, { io: 'input' });
}
