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
  | { type: 'PriceRemoved' };

export type PriceCommand =
  /** The back office states a price; null when it no longer knows it. */
  { type: 'ApplyPrice'; stated: ErpPrice | null; at: Date } | { type: 'RemoveExpired' };

/** A price that cannot be used. */
export class PriceRefusal extends Error {
  override name = 'PriceRefusal';
}

/** A version's id is unique among all back offices, and never contains the separator of keys. */
export function versionOf(source: string, version: string): string {
  return `${source}:${version}`;
}

/**
 * The events that a command leads to; `known` is null while the version is not known. A price that the back office
 * takes back is closed rather than removed, since orders placed a moment ago still name it.
 * @param cutoff versions that ended at this instant or before are no longer kept by shops
 */
export function decide(known: PriceVersion | null, command: PriceCommand, cutoff: Date): PriceEvent[] {
  if (command.type === 'RemoveExpired') {
    return known?.published && hasExpired(known.price, cutoff) ? [{ type: 'PriceRemoved' }] : [];
  }
  if (command.stated) return state(known, priceOf(command.stated), cutoff);
  return known ? takeBack(known, command.at) : [];
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

function priceOf(stated: ErpPrice): Price {
  return { ...stated, version: versionOf(stated.source, stated.version) };
}

/** The version after an event; whoever publishes it counts up `sequence`. */
export function evolve(known: PriceVersion | null, event: PriceEvent): PriceVersion {
  if (event.type === 'PriceStated')
    return { price: event.price, sequence: known?.sequence ?? 0, published: true };
  if (event.type === 'PriceRecorded') {
    return { price: event.price, sequence: known?.sequence ?? 0, published: known?.published ?? false };
  }
  if (!known) throw new TypeError(`${event.type} of an unknown price`);
  return event.type === 'PriceClosed'
    ? { ...known, price: { ...known.price, validTo: event.validTo } }
    : { ...known, published: false };
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
