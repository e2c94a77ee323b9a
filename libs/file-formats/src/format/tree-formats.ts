import { z } from 'zod';
import { pick } from './table-settings.ts';
import { everyFormat, textSettings } from './text-settings.ts';

const names = z.array(z.string().min(1).max(500)).default([]);

export const xmlFormat = z
  .strictObject({
    xml: z
      .string()
      .regex(/^(\/\/)?[^/\s]+(\/[^/\s]+)*$/, 'is a path of elements, such as `orders/order` or `//order`')
      .describe(
        'The element that is a record, by its path from the root; `//order` at any depth, `*` for any name.',
      ),
    ...everyFormat,
    encoding: textSettings.encoding,
    undecodable: textSettings.undecodable,
    namespaces: z
      .union([z.literal('ignored'), z.record(z.string().regex(/^[^:/\s]+$/), z.string().min(1))])
      .default('ignored')
      .describe(
        '`ignored`: elements go by their local names. Else prefixes of yours for the namespaces: names are then `prefix:name`.',
      ),
    many: names.describe(
      'Elements that may repeat and are lists always, by name or by path inside the record. Another one that repeats is a fault.',
    ),
    text: names.describe('Elements that hold marked-up text: taken as their text, without the marks.'),
  })
  .describe(
    'XML. Attributes are `@name`, the text of an element that has attributes too is `#text`. DOCTYPE and entities are never resolved.',
  );
export type XmlFormat = z.output<typeof xmlFormat>;

const treeKinds = z
  .strictObject({
    by: z.string().min(1).describe('The property that says the kind.'),
    pick,
  })
  .describe('Several kinds of records in one list.');

export const jsonFormat = z
  .strictObject({
    json: z
      .string()
      .max(1_000)
      .describe(
        'Where the list of records is: property names with dots, such as `data.items`; empty for the document itself.',
      ),
    ...textSettings,
    kinds: treeKinds.optional(),
  })
  .describe('A JSON document with a list of records. Numbers keep the text that stands there.');
export type JsonFormat = z.output<typeof jsonFormat>;

export const jsonLinesFormat = z
  .strictObject({
    jsonLines: z.literal(true).describe('An object of JSON a line.'),
    ...textSettings,
    kinds: treeKinds.optional(),
  })
  .describe('JSON lines (NDJSON).');
export type JsonLinesFormat = z.output<typeof jsonLinesFormat>;
