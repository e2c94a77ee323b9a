import { z } from 'zod';
import { identifier } from './settings.ts';

const texts = z.array(z.string()).default([]);

/** Tables of a database that documents are written into: heads, and the lines of each. */
export const documentTables = z
  .strictObject({
    table: identifier.describe(
      'Table that heads are written into: its own, or one that it takes them in from.',
    ),
    schema: identifier
      .optional()
      .describe('Its schema (PostgreSQL) or database (MariaDB); that of the source when left out.'),
    reference: identifier.describe('Column that gets our number, by which a document is found again.'),
    mark: z
      .record(identifier, z.string())
      .default({})
      .describe(
        'Columns with what says that we wrote it: a document of others with our number is none of ours.',
      ),
    key: z
      .union([
        identifier,
        z.strictObject({
          column: identifier.describe('The column.'),
          query: z.string().min(1).describe('SELECT of one value that draws the next, such as a sequence.'),
        }),
      ])
      .optional()
      .describe('Column that identifies it there: filled by the database, or by a query.'),
    number: identifier
      .optional()
      .describe('Column with its number there, which may come later; the key when left out.'),
    status: z
      .strictObject({
        column: identifier.describe('The column.'),
        waiting: texts.describe('What it says while nobody has looked at the document.'),
        refused: texts.describe('What it says of one that is not taken.'),
        error: identifier.optional().describe('Column that says why.'),
      })
      .optional()
      .describe('Of a table from which documents are taken in: what has become of them.'),
    lines: z
      .strictObject({
        table: identifier.describe('Table that lines are written into.'),
        schema: identifier.optional().describe('Its schema or database.'),
        on: z
          .record(identifier, identifier)
          .default({})
          .describe('Columns of a line, each with the column of its head that it equals.'),
      })
      .optional()
      .describe('Where the lines go.'),
  })
  .superRefine(({ key, number }, context) => {
    if (key === undefined && number === undefined)
      context.addIssue({ code: 'custom', path: ['key'], message: 'is missing, and so is number' });
  });
export type DocumentTables = z.output<typeof documentTables>;

export const keyColumn = ({ key }: DocumentTables): string | null =>
  key === undefined ? null : typeof key === 'string' ? key : key.column;

/** Column with the number of a document there. */
export const numberColumn = (tables: DocumentTables): string => tables.number ?? keyColumn(tables) ?? '';

/** Columns of a head that are filled by what the settings say, and by no mapping. */
export function ownColumns(tables: DocumentTables): string[] {
  const { reference, mark, status } = tables;
  const read = [keyColumn(tables), numberColumn(tables), status?.error ?? null];
  return [...new Set([reference, ...Object.keys(mark), ...read.filter((name) => name !== null)])];
}
