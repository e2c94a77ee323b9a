import type { ErpPrice, Price } from '@throughline/events';
import { isCurrency, isNegative } from '@throughline/money';

/** A price version as pricing keeps it. */
export interface PriceVersion {
  price: Price;
  /** Version of the last publication, 0 before the first. */
  sequence: number;
  /** Whether shops have it: not before its first publication, and no longer after its removal. */
  published: boolean;
}

export type PriceEvent =
  | { type: 'PriceStated'; price: Price }
  | { type: 'PriceRecorded'; price: Price }
  | { type: 'PriceClosed'; validTo: Date }
  | { type: 'PriceRevoked'; revokedAt: Date }
  | { type: 'PriceReinstated' }
  | { type: 'PriceRemoved' };

export type PriceCommand =
  /** The back office states what the version says; null when it no longer says so. */
  | { type: 'ApplyPrice'; stated: ErpPrice | null; at: Date }
  /** Staff take it out of use, whatever the back office says. */
  | { type: 'Revoke'; at: Date }
  | { type: 'Reinstate' }
  | { type: 'RemoveExpired' };

/** What is to be decided about one version. */
export interface VersionCommand {
  version: string;
  /** Null while it is not known. */
  known: PriceVersion | null;
  command: PriceCommand;
}

/** A price that cannot be used. */
export class PriceRefusal extends Error {
  override name = 'PriceRefusal';
}

const revision = /~(\d+)$/;

/**
 * The id of the first version of a price: unique among all back offices, and without the separator of keys. A back
 * office whose own ids end like those of later versions has its first versions numbered as well.
 */
export function versionOf(source: string, version: string): string {
  const id = `${source}:${version}`;
  return revision.test(id) ? `${id}~1` : id;
}

/** What all versions of a price of the back office have in common: their id without its number. */
export function baseOf(version: string): string {
  return version.replace(revision, '');
}

/** The id of the version after this one: `demo:L123`, `demo:L123~2`, `demo:L123~3`. */
export function versionAfter(version: string): string {
  return `${baseOf(version)}~${String(numberOf(version) + 1)}`;
}

/** Whether it is the first version of its price. */
export function isFirst(version: string): boolean {
  return numberOf(version) === 1;
}

function numberOf(version: string): number {
  return Number(revision.exec(version)?.[1] ?? 1);
}

/**
 * What a statement of the back office means for the versions of a price. A version names one amount for ever: with other
 * terms, the one that is known ends at that instant, and the next begins.
 * @param first id of the first version
 * @param known the latest version, null while there is none
 * @param stated null when the back office no longer knows the price
 */
export function commandsFor(
  first: string,
  known: PriceVersion | null,
  stated: ErpPrice | null,
  at: Date,
): VersionCommand[] {
  const version = known?.price.version ?? first;
  if (!known || !stated || hasSameTerms(known.price, stated))
    return [{ version, known, command: { type: 'ApplyPrice', stated, at } }];
  return [
    { version, known, command: { type: 'ApplyPrice', stated: null, at } },
    { version: versionAfter(version), known: null, command: { type: 'ApplyPrice', stated, at } },
  ];
}

const terms = [
  'currency',
  'amount',
  'perQuantity',
  'unit',
  'taxIncluded',
] as const satisfies (keyof ErpPrice)[];

/** Whether it costs the same; windows, breaks and whom it is for may change within a version. */
function hasSameTerms(known: Price, stated: ErpPrice): boolean {
  return terms.every((field) => known[field] === stated[field]);
}

/**
 * The events that a command leads to. A price that the back office takes back is closed rather than removed, since orders
 * placed a moment ago still name it. One that staff revoked stays so, whatever the back office says of it.
 * @param cutoff versions that ended at this instant or before are no longer kept by shops
 */
export function decide({ version, known, command }: VersionCommand, cutoff: Date): PriceEvent[] {
  switch (command.type) {
    case 'ApplyPrice':
      if (command.stated) return state(known, priceOf(command.stated, version, known), cutoff);
      return known ? takeBack(known, command.at) : [];
    case 'Revoke':
      return known?.price.revokedAt === null ? [{ type: 'PriceRevoked', revokedAt: command.at }] : [];
    case 'Reinstate':
      return known && known.price.revokedAt !== null ? [{ type: 'PriceReinstated' }] : [];
    case 'RemoveExpired':
      return known?.published && hasExpired(known.price, cutoff) ? [{ type: 'PriceRemoved' }] : [];
  }
}

function state(known: PriceVersion | null, price: Price, cutoff: Date): PriceEvent[] {
  if (!isCurrency(price.currency)) throw new PriceRefusal(`currency: ${price.currency} is none`);
  if (isNegative(price.amount)) throw new PriceRefusal(`amount: ${price.amount} is negative`);
  if (price.minQuantity < 1) throw new PriceRefusal(`minQuantity: ${String(price.minQuantity)} is below 1`);
  const { perQuantity, minQuantity, maxQuantity } = price;
  if (perQuantity < 1) throw new PriceRefusal(`perQuantity: ${String(perQuantity)} is below 1`);
  if (maxQuantity !== null && maxQuantity < minQuantity) {
    throw new PriceRefusal(`maxQuantity: ${String(maxQuantity)} is below minQuantity ${String(minQuantity)}`);
  }
  const same = known && isSame(known.price, price);
  if (!hasExpired(price, cutoff)) return same && known.published ? [] : [{ type: 'PriceStated', price }];
  return [
    ...(same ? [] : [{ type: 'PriceRecorded' as const, price }]),
    ...(known?.published ? [{ type: 'PriceRemoved' as const }] : []),
  ];
}

function takeBack({ price, published }: PriceVersion, at: Date): PriceEvent[] {
  if (!published || (price.validTo && price.validTo <= at)) return [];
  return price.validFrom < at ? [{ type: 'PriceClosed', validTo: at }] : [{ type: 'PriceRemoved' }];
}

function hasExpired(price: Price, cutoff: Date): boolean {
  return price.validTo !== null && price.validTo <= cutoff;
}

function priceOf(stated: ErpPrice, version: string, known: PriceVersion | null): Price {
  return { ...stated, version, revokedAt: known?.price.revokedAt ?? null };
}

/** The version after an event; whoever publishes it counts up `sequence`. */
export function evolve(known: PriceVersion | null, event: PriceEvent): PriceVersion {
  if (event.type === 'PriceStated')
    return { price: event.price, sequence: known?.sequence ?? 0, published: true };
  if (event.type === 'PriceRecorded') {
    return { price: event.price, sequence: known?.sequence ?? 0, published: known?.published ?? false };
  }
  if (!known) throw new TypeError(`${event.type} of an unknown price`);
  switch (event.type) {
    case 'PriceClosed':
      return { ...known, price: { ...known.price, validTo: event.validTo } };
    case 'PriceRevoked':
      return { ...known, price: { ...known.price, revokedAt: event.revokedAt } };
    case 'PriceReinstated':
      return { ...known, price: { ...known.price, revokedAt: null } };
    case 'PriceRemoved':
      return { ...known, published: false };
  }
}

/** What shops are told after an event: the price, null to remove it, undefined when it is no news to them. */
export function publicationOf(before: PriceVersion | null, after: PriceVersion): Price | null | undefined {
  if (after.published) return after.price;
  return before?.published ? null : undefined;
}

const fields = [
  'source',
  'list',
  'kind',
  'currency',
  'amount',
  'perQuantity',
  'taxIncluded',
  'unit',
  'minQuantity',
  'maxQuantity',
  'group',
  'account',
] as const satisfies (keyof Price)[];

function isSame(a: Price, b: Price): boolean {
  return (
    fields.every((field) => a[field] === b[field]) &&
    a.validFrom.getTime() === b.validFrom.getTime() &&
    a.validTo?.getTime() === b.validTo?.getTime()
  );
}
