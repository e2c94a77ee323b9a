import { databaseAddress } from '@throughline/database-sources';
import { flows } from '@throughline/connector';
import { isZone } from '@throughline/mapping';
import { storeSettings } from '@throughline/file-stores';
import { z } from 'zod';
import { filesOut } from './files-out.ts';
import { databaseOut, mappingName } from './out-schema.ts';
import { databaseReader, fileReader, readerName, uploadReader } from './reader-schema.ts';

/** What every source says, whatever it is spoken to by. */
const common = {
  source: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,23}$/, 'is no name of at most 24 lower case letters, digits and hyphens')
    .describe('Its name in keys and records. It stays for ever.'),
  zone: z
    .string()
    .refine(isZone, 'is no time zone such as Europe/Berlin')
    .describe('Time zone of its dates.'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'is no ISO 4217 code')
    .optional()
    .describe('Of amounts that name none.'),
  basis: z
    .enum(['physical', 'net'])
    .optional()
    .describe('What its stock figures count: what lies there, or that less what is promised.'),
  taxIncluded: z.boolean().optional().describe('Whether its prices contain tax.'),
  prices: z
    .string()
    .default('most-specific')
    .describe('How it finds a price: `most-specific`, `lowest`, `regular-or-lower-sale`, a priority chain.'),
  limits: z
    .array(
      z.strictObject({
        field: z.string().min(1),
        maxLength: z.int().positive().nullable().default(null),
        alphabet: z.string().nullable().default(null),
      }),
    )
    .default([])
    .describe('Fields of orders that it cannot hold at any length or in any characters.'),
  flows: z
    .partialRecord(z.enum(flows), z.union([mappingName, z.array(mappingName).min(1)]))
    .describe('What it says, and the mappings that make records of it.'),
  guard: z
    .strictObject({
      share: z.number().min(0).max(1).default(0.2),
      least: z.int().min(1).default(20),
    })
    .prefault({})
    .describe('How much of a flow may be withdrawn within a day before a person is asked.'),
};

const files = z
  .strictObject({
    ...common,
    transport: z.literal('files'),
    at: storeSettings.describe('Where its files are.'),
    readers: z.record(readerName, fileReader).describe('Kinds of files, by name.'),
    out: filesOut.optional(),
  })
  .describe('A source that writes files into a folder or onto a server, and perhaps takes some from there.');

const database = z
  .strictObject({
    ...common,
    transport: z.literal('sql'),
    at: databaseAddress.describe('Where its database is.'),
    readers: z.record(readerName, databaseReader).describe('Tables, views and queries, by name.'),
    out: databaseOut.optional(),
  })
  .describe('A source whose database is read, and perhaps written into.');

const manual = z
  .strictObject({
    ...common,
    transport: z.literal('manual'),
    readers: z.record(readerName, uploadReader).describe('Kinds of documents, by name.'),
  })
  .describe('A source whose documents people upload.');

/** A document of a source. Its mappings stand behind it in the same text. */
export const sourceSchema = z
  .discriminatedUnion('transport', [files, database, manual])
  .describe('A back office.');
export type SourceDocument = z.output<typeof sourceSchema>;
export type FilesDocument = Extract<SourceDocument, { transport: 'files' }>;
export type ManualDocument = Extract<SourceDocument, { transport: 'manual' }>;
export type DatabaseDocument = Extract<SourceDocument, { transport: 'sql' }>;
