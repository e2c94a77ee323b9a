import { z } from 'zod';

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** `30s`, `10m`, `500ms`, `1h` in milliseconds. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,6}(ms|s|m|h)$/, 'a duration such as 30s, 10m or 1h')
  .transform((text) => {
    const [, number = '', unit = ''] = /^(\d+)(\D+)$/.exec(text) ?? [];
    return Number(number) * units[unit as keyof typeof units];
  });

/** Names of readers and joined tables: they stand in keys of ours and in the change log. */
const name = z.string().regex(/^[a-z][a-zA-Z0-9_-]{0,39}$/, 'a name of letters, digits, _ and -');
/** A name of the source's own, quoted wherever it is used. */
export const identifier = z
  .string()
  .min(1)
  .max(63)
  .refine((text) => !text.includes('\0'), 'without a null character');
const identifiers = z
  .array(identifier)
  .min(1)
  .refine((list) => new Set(list).size === list.length, 'each column once');

const joined = z.strictObject({
  table: identifier.describe('Table that is joined.'),
  schema: identifier
    .optional()
    .describe('Its schema (PostgreSQL) or database (MariaDB); that of the source when left out.'),
  on: z
    .record(identifier, identifier)
    .refine((on) => Object.keys(on).length > 0, 'at least one column')
    .describe('Columns of the joined table, each with the column of the reader that it equals.'),
  many: z
    .boolean()
    .default(true)
    .describe('Whether several rows belong to a record: then they are a list, else a single row or nothing.'),
  columns: identifiers.optional().describe('Columns that are read; all when left out.'),
  order: identifiers.optional().describe('Columns that the list is sorted by; by its texts when left out.'),
  refresh: z
    .boolean()
    .default(true)
    .describe('Whether a change of a joined row is a change of the record, which is then read again.'),
  changed: identifier
    .optional()
    .describe(
      'For changes by column: the column of the joined table that says when, or in which version, a row changed.',
    ),
});

const changes = z.union(
  [
    z.strictObject({
      log: z.literal('triggers').describe('A log that triggers write in the source. Needs a table.'),
      heartbeat: duration
        .prefault('30s')
        .describe('How often a row is sent through the log to see whether it comes out.'),
    }),
    z.strictObject({
      column: identifier.describe('Column that says when, or in which version, a row last changed.'),
      overlap: z
        .union([duration, z.int().positive().max(100_000_000)])
        .prefault('10m')
        .describe('How far back each look begins: a duration, of a version a number of versions.'),
    }),
    z.strictObject({
      hash: z
        .literal('ranges')
        .describe('Hashes that the source computes over ranges of keys, compared with what is known.'),
    }),
  ],
  { error: 'one of { log: triggers }, { column: … } and { hash: ranges }' },
);

/** What is read of a database, and how its changes are found. */
export const tableReader = z
  .strictObject({
    table: identifier.optional().describe('Table with one row for each record.'),
    view: identifier.optional().describe('View with one row for each record.'),
    query: z
      .string()
      .min(1)
      .optional()
      .describe('SELECT with one row for each record, in the words of the database.'),
    schema: identifier
      .optional()
      .describe('Schema or database of the table or view; that of the source when left out.'),
    key: identifiers.describe('Columns that identify a record. Several are joined to one source key.'),
    columns: identifiers.optional().describe('Columns that are read; all when left out.'),
    where: z
      .string()
      .min(1)
      .optional()
      .describe('Condition on the columns of the table or view, in the words of the database.'),
    with: z
      .record(name, joined)
      .default({})
      .describe('Joined tables, each by the name that its rows have in the record.'),
    changes: changes.describe('How changes are found.'),
  })
  .superRefine((settings, context) => {
    const issue = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const from = (['table', 'view', 'query'] as const).filter((kind) => settings[kind] !== undefined);
    if (from.length !== 1) issue([from[1] ?? 'table'], 'exactly one of table, view and query');
    if (settings.query !== undefined && settings.where !== undefined)
      issue(['where'], 'a query says itself which rows it selects');
    if ('log' in settings.changes && settings.table === undefined)
      issue(['changes', 'log'], 'only a table can have triggers; use a column or hashes');
    if ('column' in settings.changes) {
      for (const [joinedName, { refresh, changed }] of Object.entries(settings.with)) {
        if (refresh && changed === undefined)
          issue(
            ['with', joinedName, 'changed'],
            'names the column by which changes there are found, unless refresh is false',
          );
      }
    }
  });

const protocols = { postgresql: ['postgres:', 'postgresql:'], mariadb: ['mariadb:', 'mysql:'] } as const;

const connection = {
  dialect: z.enum(['postgresql', 'mariadb']).describe('`mariadb` stands for MySQL as well.'),
  schema: identifier
    .optional()
    .describe(
      'Schema of tables that name none: `public` of PostgreSQL, of MariaDB the database of the address.',
    ),
  connections: z.int().min(2).max(20).default(3).describe('Sessions in the source at most.'),
  statementTimeout: duration.prefault('30s').describe('Longest time that a statement may take.'),
  sweepTimeout: duration.prefault('10m').describe('Longest time that a statement of a sweep may take.'),
};

/** Where a database is (`at` of a source document). Its address is a secret, and named by where it is. */
export const databaseAddress = z.strictObject({
  ...connection,
  url: z
    .string()
    .regex(/^(?:env:[A-Za-z_][A-Za-z0-9_]*|file:\/.+)$/, 'is neither env:NAME nor file:/path')
    .describe(
      'Where its address with credentials is, postgres://user:password@host:5432/database or mariadb://…: env:NAME for a variable of the environment, file:/path for a file.',
    ),
});

/** A database as it is opened. */
export const databaseSettings = z
  .strictObject({
    ...connection,
    url: z
      .string()
      .describe('Address with credentials: postgres://user:password@host:5432/database or mariadb://….'),
    zone: z
      .string()
      .default('UTC')
      .refine((zone) => {
        try {
          return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
        } catch {
          return false;
        }
      }, 'a time zone such as Europe/Berlin')
      .describe('Time zone of columns that have none (timestamp, DATETIME), by which changes are found.'),
    readers: z.record(name, tableReader).describe('What is read, by name.'),
  })
  .superRefine((settings, context) => {
    const message = addressFault(settings);
    if (message !== null) context.addIssue({ code: 'custom', path: ['url'], message });
  });

/** What is wrong with an address for its dialect; does not quote it. Null when nothing is. */
export function addressFault({
  dialect,
  url,
}: {
  dialect: keyof typeof protocols;
  url: string;
}): string | null {
  const allowed: readonly string[] = protocols[dialect];
  const fits = URL.canParse(url) && allowed.includes(new URL(url).protocol);
  return fits ? null : `begins with ${allowed.join('// or ')}//`;
}

export type DatabaseSettings = z.output<typeof databaseSettings>;
export type ReaderSettings = DatabaseSettings['readers'][string];
export type JoinedSettings = ReaderSettings['with'][string];
