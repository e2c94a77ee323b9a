import { tableReader } from '@throughline/database-sources';
import { formatSchema } from '@throughline/file-formats';
import { documentSettings, duration } from '@throughline/file-stores';
import { z } from 'zod';

const readerName = z.string().regex(/^[a-z][a-zA-Z0-9_-]{0,39}$/, 'is no name of letters, digits, _ and -');

export const column = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .describe('A column by its name, or the names that lead to a value in a nested record.');
export type ColumnSpec = z.output<typeof column>;

const joined = z.strictObject({
  reader: readerName.describe('The reader whose records are laid in.'),
  on: z
    .array(z.strictObject({ this: column, is: column }))
    .min(1)
    .describe('Columns of this reader (`this`) and those of the other that say the same (`is`).'),
  many: z
    .boolean()
    .default(true)
    .describe('Whether several records may be laid in: then they are a list, else one or nothing.'),
});

/** `5%` or `0.05` as a share. */
const share = z
  .string()
  .regex(/^(100|\d{1,2})(\.\d+)?%$/, 'is no share such as 5%')
  .transform((text) => Number(text.slice(0, -1)) / 100);

const reaction = z.enum(['tell', 'stop']);

const drift = z
  .strictObject({
    new: reaction.default('tell').describe('A column that was not there.'),
    gone: reaction.optional().describe('A column that vanished; `stop` when left out.'),
    wider: reaction.default('tell').describe('Values more than twice as long, or a column that takes more.'),
    narrower: reaction
      .default('tell')
      .describe('Values less than half as long, or a column that takes less.'),
    type: reaction
      .default('stop')
      .describe('Numbers that are text now, dates in another format, another decimal mark, another type.'),
    empty: reaction.default('tell').describe('A column that says nothing far more often than before.'),
  })
  .prefault({})
  .describe('What becomes of columns that are not as before: it is told, or a person is asked first.');

const expectations = z
  .strictObject({
    every: duration.optional().describe('How often something is to come; later than that is told.'),
    gone: share
      .prefault('5%')
      .describe('Share of the keys that may go within a day; beyond, a person is asked.'),
    held: share
      .prefault('2%')
      .describe('Share of the records that may be held back or unreadable; beyond, a person is asked.'),
    least: z.int().min(1).default(20).describe('Keys that may go in any case are fewer than these.'),
    columns: reaction
      .default('stop')
      .describe('The older word for `drift: { gone: … }`, which goes before it.'),
    drift,
  })
  .prefault({})
  .describe('What is expected; a document that is out of bounds waits for a person.');

/** What every reader says, whatever it reads from. */
const common = {
  key: z.array(column).min(1).describe('Columns that identify a record, byte for byte.'),
  nothing: z
    .array(z.string())
    .default([])
    .describe('Texts that say nothing in any column, such as NULL, beside the empty one.'),
  unavailable: z
    .string()
    .optional()
    .describe('The text that stands for a value which the source could not tell.'),
  columns: z
    .array(z.string().min(1))
    .optional()
    .describe('Columns that there are: with them, a misspelt one in a mapping is refused.'),
  with: z
    .record(z.string().min(1), joined)
    .default({})
    .describe('Records of other readers that are laid in, each by the name that they get.'),
  expect: expectations,
};

/** What every reader of documents says, however they come. */
const ofDocuments = {
  format: formatSchema,
  ...common,
  says: z
    .enum(['everything', 'changes'])
    .describe('Whether a document names all there is, so that what is missing is gone, or what has changed.'),
  rowByRow: z
    .boolean()
    .default(false)
    .describe('Whether records are taken from a document that is not whole or partly unreadable.'),
};

/** A reader of documents in a folder or on a server. */
export const fileReader = documentSettings.safeExtend(ofDocuments);
export type FileReader = z.output<typeof fileReader>;

/** A reader of documents that people upload. */
export const uploadReader = z.strictObject(ofDocuments);
export type UploadReader = z.output<typeof uploadReader>;

/** A reader of a table, a view or a query of a database. */
export const databaseReader = tableReader.safeExtend({
  nothing: common.nothing,
  unavailable: common.unavailable,
  expect: z
    .strictObject({ drift })
    .prefault({})
    .describe('What is expected of its columns, by the catalogue of the database.'),
  every: duration.prefault('1s').describe('How often changes are looked for.'),
  sweep: duration
    .prefault('24h')
    .describe('How often everything is compared; of a reader by hashes, how often it is looked at all.'),
});
export type DatabaseReader = z.output<typeof databaseReader>;

/** Whether each way in which columns may differ is told, or stops the reader. */
export interface DriftRules {
  readonly new: 'tell' | 'stop';
  readonly gone: 'tell' | 'stop';
  readonly wider: 'tell' | 'stop';
  readonly narrower: 'tell' | 'stop';
  readonly type: 'tell' | 'stop';
  readonly empty: 'tell' | 'stop';
}

/** What a reader expects of its columns. */
export function driftRules({
  drift: { gone, ...rules },
  columns = 'stop',
}: {
  drift: Omit<DriftRules, 'gone'> & { gone?: 'tell' | 'stop' | undefined };
  columns?: 'tell' | 'stop';
}): DriftRules {
  return { ...rules, gone: gone ?? columns };
}

export { readerName };
