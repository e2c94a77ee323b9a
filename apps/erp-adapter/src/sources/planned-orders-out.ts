import { plannedDocuments } from '@throughline/database-sources';
import type { CheckedSource } from '@throughline/source-documents';

/** What would be done with orders that go out to a source, for a person who applies its document. */
export interface PlannedOrdersOut {
  mapping: string;
  /** As a person reads them, `?` in place of each value. */
  statements: string[];
  /** What the role of the address must be allowed to do. */
  rights: string[];
  /** What has each order written once. */
  once: string;
  /** Fields of an order that go nowhere. */
  leftOut: string[];
  limits: { field: string; maxLength: number | null; alphabet: string | null }[];
}

/** Null where none go. */
export function plannedOrdersOut({ document, ordersOut }: CheckedSource): PlannedOrdersOut | null {
  if (ordersOut === null || document.transport !== 'sql' || document.out?.orders === undefined) return null;
  const { mapping, columns, lineColumns, leftOut, limits } = ordersOut.compiled;
  const planned = plannedDocuments(document.at, document.out.orders, {
    head: columns.map(({ name }) => name),
    lines: lineColumns,
  });
  return {
    ...{ mapping, statements: [...planned.statements], rights: [...planned.rights], once: planned.once },
    ...{ leftOut: [...leftOut], limits: [...limits] },
  };
}
