import type { OrderPlaced } from '@throughline/events';
import { compare } from '@throughline/money';
import type { CancelledUnits } from '../exports/export.ts';

/** Languages that a batch can be printed in. */
export const batchLanguages = ['en', 'de'] as const;
export type BatchLanguage = (typeof batchLanguages)[number];

/** Orders that go into one batch at most: a day’s work of a clerk, and printed within seconds. */
export const largestBatch = 100;

/** Which of the orders that wait a batch takes; null for any. */
export interface BatchFilter {
  location: string | null;
  family: string | null;
}

/** What is known of an item where orders are put in order. */
export interface ItemFacts {
  family: string;
  familyName: string;
  /** Units there that the source states, by location. */
  stock: ReadonlyMap<string, number>;
}

/** Where an order stands in a batch. */
export interface BatchPlace {
  location: string | null;
  family: string | null;
  familyName: string | null;
}

/**
 * Where an order stands: under the family of the line that is worth most, and the location that can deliver most of its
 * lines; of several, that which has more of that line, and then the first by code.
 */
export function placeOf(
  { lines }: Pick<OrderPlaced, 'lines'>,
  items: ReadonlyMap<string, ItemFacts>,
): BatchPlace {
  const [leading] = lines.toSorted((a, b) => compare(b.net, a.net) || a.line - b.line);
  const facts = leading === undefined ? undefined : items.get(leading.sku);
  const locations = new Set(lines.flatMap(({ sku }) => [...(items.get(sku)?.stock.keys() ?? [])]));
  const [best] = [...locations]
    .map((location) => ({
      location,
      lines: lines.filter(({ sku, quantity }) => (items.get(sku)?.stock.get(location) ?? 0) >= quantity)
        .length,
      units: facts?.stock.get(location) ?? 0,
    }))
    .toSorted((a, b) => b.lines - a.lines || b.units - a.units || (a.location < b.location ? -1 : 1));
  return {
    location: best?.location ?? null,
    family: facts?.family ?? null,
    familyName: facts?.familyName ?? null,
  };
}

export function matches({ location, family }: BatchFilter, place: BatchPlace): boolean {
  return (location === null || location === place.location) && (family === null || family === place.family);
}

/** An order as it is on paper, but for the recipient. */
export interface BatchOrder extends BatchPlace {
  order: string;
  customer: string;
  placed: OrderPlaced;
  /** Keys of items in the back office by SKU, where they are others. */
  items: Readonly<Record<string, string>>;
  cancelled: CancelledUnits;
  /** It may be in the back office already. */
  inDoubt: boolean;
}

/** What the cover says of an order of an earlier batch. */
export interface BatchChange {
  order: string;
  earlier: number;
  erpNumber: string | null;
  /** Nothing of it is wanted any more. */
  whole: boolean;
  /** Base units that are not wanted any more. */
  lines: readonly { line: number; sku: string; quantity: number }[];
}

/** A batch as it was made. */
export interface OrderBatch {
  id: number;
  source: string;
  language: BatchLanguage;
  location: string | null;
  family: string | null;
  madeAt: Date;
  madeBy: string;
}
