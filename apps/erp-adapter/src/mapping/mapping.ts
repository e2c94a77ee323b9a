import { readFile } from 'node:fs/promises';
import { hash } from 'node:crypto';
import { z } from 'zod';
import { cleanCode } from './check.ts';
import demo from './demo.json' with { type: 'json' };

const words = z.record(z.string(), z.string().min(1));

/** A code as it is published. */
const code = z
  .string()
  .min(1)
  .refine((text) => cleanCode(text) === text, 'is not in upper case without blanks around it');

const mappingSchema = z.strictObject({
  /** Office time zone, for calendar dates. */
  timeZone: z.string().refine(isTimeZone, 'is no time zone'),
  /** Colour code → English word in lower case. */
  colors: words,
  /** Unit code → UN/ECE recommendation 20 or 21 code. */
  units: words,
  /** Family code → name and category for shoppers; a family without is named as in the back office. */
  families: z.record(
    z.string(),
    z.strictObject({ name: z.string().min(1), category: z.string().nullable() }),
  ),
  taxCategories: words,
  /** Tax code of freight. */
  freightTaxCode: z.string().min(1),
  /** Codes that are left out are not published. */
  itemStatuses: z.record(z.string(), z.enum(['active', 'running-out', 'ended'])),
  /** Kinds of items and of lines of orders. */
  itemKinds: z.record(z.string(), z.enum(['goods', 'service', 'kit'])),
  locationKinds: z.record(
    z.string(),
    z.strictObject({
      kind: z.enum(['warehouse', 'store', 'third-party', 'drop-shipper', 'dealer']),
      servesWeb: z.boolean(),
    }),
  ),
  customerKinds: z.record(z.string(), z.enum(['business', 'person'])),
  /** Status of a customer → what it is refused. */
  customerStatuses: z.record(z.string(), z.array(z.enum(['orders', 'shipments']))),
  /** Tax classes of customers. */
  taxClasses: words,
  /** Number of the one customer that gathers guest orders. */
  guestAccount: z.string().min(1),
  priceGroups: words,
  orderOrigins: words,
  orderStatuses: words,
  invoiceKinds: z.record(z.string(), z.enum(['invoice', 'credit-note'])),
  /** Language code → BCP 47 tag. */
  languages: words,
  priceLists: z.strictObject({ list: z.string().min(1), special: z.string().min(1) }),
  /** What may cost nothing: a price of zero of anything else is held back. */
  freeOfCharge: z
    .strictObject({ items: z.array(code).default([]), families: z.array(code).default([]) })
    .default({ items: [], families: [] }),
  /** Office shorthand → words, for items that have no text. */
  shorthand: words,
});

/** Whether it is the IANA name of a time zone. */
export function isTimeZone(zone: string): boolean {
  return Intl.supportedValuesOf('timeZone').includes(zone);
}

/** How the codes of one back office read in ours: data, changed without changing code. */
export type Mapping = z.infer<typeof mappingSchema>;

/** Checks a mapping. @throws ZodError naming each entry that does not fit */
export function parseMapping(data: unknown): Mapping {
  return mappingSchema.parse(data);
}

/** The mapping in a file, or that of the demonstration back office. @throws ZodError */
export async function loadMapping(file: string | undefined): Promise<Mapping> {
  return parseMapping(file === undefined ? demo : JSON.parse(await readFile(file, 'utf8')));
}

/** Tells mappings apart. */
export function mappingVersion(mapping: Mapping): string {
  return hash('sha256', JSON.stringify(mapping), 'base64url').slice(0, 22);
}

/** `MTN BTL CAG BLK` as `Mountain bottle cage black`; words that are not in the list stay as they are. */
export function expandShorthand(text: string, shorthand: Mapping['shorthand']): string {
  const expanded = text
    .trim()
    .split(/\s+/)
    .map((word) => shorthand[word.toUpperCase()] ?? word)
    .join(' ');
  return expanded.charAt(0).toUpperCase() + expanded.slice(1);
}

/** `LA REUNION` as `La Reunion`; a word with a digit stays as it is. */
export function titleCase(text: string): string {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => (/\d/.test(word) ? word : sentenceCase(word)))
    .join(' ');
}

/** `TIRES AND TUBES` as `Tires and tubes`. */
export function sentenceCase(text: string): string {
  const lower = text.trim().toLowerCase();
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}
