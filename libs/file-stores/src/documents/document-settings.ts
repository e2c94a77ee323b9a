import { z } from 'zod';
import { checkPath } from '../stores/paths.ts';
import { byteSize, duration } from '../quantities.ts';
import { compilePattern } from './pattern.ts';

/** A folder below the top of a store. */
export const folder = z.string().refine(staysInside, 'is no path below the top of the store');

const pattern = z
  .string()
  .superRefine((text, context) => {
    try {
      compilePattern(text, 'UTC');
    } catch (error) {
      context.addIssue((error as Error).message);
    }
  })
  .describe(
    'Names of these documents: {seq} for their number, {asOf:yyyyMMdd-HHmm} for their time in the time zone of the source, {any} for what may be anything.',
  );

const fields = ['name', 'stem', 'sha256', 'size', 'reason'] as const;

/** A text with `{name}` (of the document), `{stem}` (without its ending), and what else is allowed. */
const template = (allowed: readonly (typeof fields)[number][]) =>
  z
    .string()
    .min(1)
    .refine(
      (text) =>
        [...text.matchAll(/\{([^{}]*)\}/g)].every(([, field]) => allowed.some((known) => known === field)),
      `may hold only ${allowed.map((field) => `{${field}}`).join(', ')}`,
    );

/** A name beside the document, or below the top of the store. */
const companion = template(['name', 'stem']).refine(
  (text) => /\{(name|stem)\}/.test(text) && staysInside(text),
  'is no name that is made of the name of the document',
);

/** A name in the same folder. */
export const marker = companion.refine(
  (text) => !text.includes('/'),
  'is in another folder than the document',
);

const columns = ['name', 'size', 'sha256', 'md5', 'records', 'other'] as const;

const manifest = z.strictObject({
  pattern: pattern.describe('Names of the manifests, as in the pattern of documents.'),
  columns: z
    .array(z.enum(columns))
    .refine(
      (all) => all.filter((column) => column === 'name').length === 1,
      'needs the column name, and only once',
    )
    .refine((all) => all.some((column) => column === 'size' || column === 'sha256' || column === 'md5'), {
      error:
        'needs size, sha256 or md5: without, a manifest would speak for a later document of the name too',
    })
    .describe('What the columns of a manifest are. Other columns are called other.'),
  separator: z
    .string()
    .min(1)
    .default(' ')
    .describe('What stands between two columns; a blank is any number of blanks and tabulators.'),
  header: z.boolean().default(false).describe('Whether the first line names the columns.'),
});

const ready = z
  .union([
    z.strictObject({
      marker: marker.describe('There is a file of this name, such as {name}.ok or {stem}.done.'),
    }),
    z.strictObject({ rename: z.literal(true).describe('It is renamed to its name when it is whole.') }),
    z.strictObject({
      still: duration.describe('It has not changed for so long. Writers that pause are missed.'),
    }),
    z.strictObject({ manifest: manifest.describe('A manifest names it, with what there is to check.') }),
  ])
  .describe('How one sees that a document is whole.');

/** What of a reader says which documents it takes, and what becomes of them (`readers` of a source document). */
export const documentSettings = z
  .strictObject({
    folder: folder.default('').describe('Folder that documents arrive in, below the top of the store.'),
    pattern,
    ready,
    every: duration
      .prefault('60s')
      .describe('How often is looked; a folder that tells its changes is looked at at once as well.'),
    limit: byteSize.prefault('1GB').describe('Larger documents are not read.'),
    repeated: z
      .enum(['hold', 'use'])
      .default('hold')
      .describe(
        'What becomes of a document under a new name with the content of an earlier one: held until a person looks, or used. Use it where things may well come back to what they were, as in an export of stock.',
      ),
    readAgain: duration
      .prefault('24h')
      .describe(
        'Where a store cannot tell every change (SFTP), a document that stays where it is is read again after so long.',
      ),
    archive: folder
      .min(1)
      .optional()
      .describe('Folder for documents that were used. Without one they stay where they are.'),
    reject: folder
      .min(1)
      .optional()
      .describe('Folder for documents that were refused, each with its reason. Without one they stay.'),
    acknowledge: z
      .strictObject({
        name: companion.describe('Its name below the top of the store, made of {name} or {stem}.'),
        accepted: template(fields)
          .default('accepted {name} {sha256}\n')
          .describe('Its text for a document that was used: {name}, {stem}, {sha256}, {size}.'),
        rejected: template(fields)
          .default('rejected {name} {sha256} {reason}\n')
          .describe('Its text for a document that was refused, with {reason}.'),
      })
      .optional()
      .describe('A file that tells the source what became of a document.'),
  })
  .refine(
    ({ ready: used, archive, reject }) =>
      !('marker' in used) || (archive !== undefined && reject !== undefined),
    {
      error: 'needs archive and reject: a marker that stays would speak for a later document of the name too',
      path: ['ready', 'marker'],
    },
  )
  .refine(({ folder: inbox, archive }) => archive !== inbox, {
    error: 'is the folder that documents arrive in',
    path: ['archive'],
  })
  .refine(({ folder: inbox, reject }) => reject !== inbox, {
    error: 'is the folder that documents arrive in',
    path: ['reject'],
  });

export type DocumentSettings = z.infer<typeof documentSettings>;
export type Readiness = DocumentSettings['ready'];
export type ManifestSettings = z.infer<typeof manifest>;

/** How documents of ours are answered (`acknowledgement` of an outgoing flow). */
export const acknowledgementSettings = z.strictObject({
  folder: folder.default('').describe('Folder that the answers arrive in, below the top of the store.'),
  pattern: z
    .string()
    .refine(
      (text) =>
        /\{(name|stem)\}/.test(text) &&
        text.split('{any}').length <= 4 &&
        [...text.matchAll(/\{([^{}]*)\}/g)].every(([, field]) =>
          ['name', 'stem', 'any'].includes(field ?? ''),
        ),
      'needs {name} or {stem}, and may hold {any} up to three times',
    )
    .describe('Names of the answers: {name} or {stem} of the document, {any} for what may be anything.'),
  marker: marker
    .optional()
    .describe(
      'An answer is whole when there is a file of this name. Without one it is renamed when it is whole.',
    ),
  limit: byteSize.prefault('1MB').describe('Larger answers are refused.'),
});

export type AcknowledgementSettings = z.infer<typeof acknowledgementSettings>;

function staysInside(path: string): boolean {
  try {
    if (path !== '') checkPath(path);
    return true;
  } catch {
    return false;
  }
}
