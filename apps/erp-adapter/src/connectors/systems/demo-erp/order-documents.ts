import {
  type DocumentOrigin,
  type HandedOverOrder,
  type HandedOverOrders,
  documentOrigins,
} from '@throughline/connector';
import { cleanCode, cleanText } from '../../../mapping/check.ts';
import type { Mapping } from '../../../mapping/mapping.ts';

/** What stands in a sales order that we made, whoever edits its reference. */
export const mark = 'THROUGHLINE';

/** SQL condition on the sales orders that we made. */
export const madeByUs = (table: string): string => `${table}.soorg = 'W' and ${table}.extref = '${mark}'`;

/** What a document says of where it comes from. */
export interface OriginColumns {
  origin: string | null;
  reference: string | null;
  /** Who wrote it, where that was no program of the office. */
  madeBy: string | null;
}

/** A sales order that is named somewhere, by its number. */
export interface NamedDocument extends OriginColumns {
  number: string;
}

/** Finds whether a sales order is ours; of a source that is given no orders, none is. */
export type FindsOrigin = (document: NamedDocument) => DocumentOrigin;

const isOfTheWeb = ({ origin }: OriginColumns, mapping: Mapping) =>
  mapping.orderOrigins[cleanCode(origin)] === 'web';

/** Our number, if a document that came over the web carries one. */
function referenceOf(document: OriginColumns, mapping: Mapping): string | null {
  return isOfTheWeb(document, mapping) ? cleanText(document.reference) : null;
}

/** Asks once for all the documents. */
export async function originsOf(
  documents: readonly NamedDocument[],
  orders: HandedOverOrders | null,
  mapping: Mapping,
): Promise<FindsOrigin> {
  if (orders === null || documents.length === 0) return originsIn([], mapping);
  const numbers = new Set(documents.map(({ number }) => number));
  const references = new Set(documents.flatMap((each) => referenceOf(each, mapping) ?? []));
  return originsIn(await orders.documents([...numbers], [...references]), mapping);
}

export function originsIn(orders: readonly HandedOverOrder[], mapping: Mapping): FindsOrigin {
  const find = documentOrigins(orders);
  return (document) =>
    find(document.number, referenceOf(document, mapping), cleanText(document.madeBy) === mark);
}
