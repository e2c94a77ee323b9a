import type { ErpOrder, OrderPlaced } from '@throughline/events';
import { type Decimal, negate, sum } from '@throughline/money';
import { type CancelledUnits, isWhollyCancelled, purchaseOrderOf } from '../export.ts';
import { type DifferenceKind, type FoundDifference, difference } from './difference.ts';
import { amountOf, lineDifferences, unitsLeft } from './line-differences.ts';
import { chargeDifferences, totalDifference } from './total-differences.ts';

/**
 * Where the document parts from what was ordered; nowhere when it says what we say. Units that shopper or staff cancelled
 * and the back office was told of are not wanted any more; those that it cancels by itself are followed. One cause is
 * listed once: a total only where nothing else explains it.
 * @param told units that the back office was told to cancel
 * @param document with the fields of the recipient that it has otherwise than they were handed over; null when it is gone
 * @param customer number of the account that the order is on; null while that is not known
 */
export function differencesFrom(
  placed: OrderPlaced,
  told: CancelledUnits,
  document: { theirs: ErpOrder; changedRecipient: readonly string[] } | null,
  customer: string | null = null,
): FoundDifference[] {
  if (document === null) return missingDocument(placed, told);
  const { theirs, changedRecipient } = document;
  const found = [
    ...text('currency', 'currency', placed.currency, theirs.currency),
    ...text(
      'reference',
      'purchaseOrderNumber',
      purchaseOrderOf(placed) ?? 'none',
      theirs.purchaseOrderNumber ?? 'none',
    ),
    ...text('customer', 'customer', customer ?? theirs.customer, theirs.customer),
    ...changedRecipient.map((field) => difference('address', `recipient.${field}`, 'as ordered', 'changed')),
    ...lineDifferences(placed, told, theirs),
    ...chargeDifferences(placed, theirs),
  ];
  return [...found, ...totalDifference(placed, theirs, found)];
}

/** The document is there, and what it says breaks a rule of the data. */
export function unreadableDocument({ order }: OrderPlaced): FoundDifference {
  return difference('missing-document', 'document', order, 'cannot be read');
}

/** Another document that carries our number, though it is not that of the order. */
export function secondDocument(
  erpNumber: string | null,
  { document, net }: { document: string; net: Decimal },
): FoundDifference {
  return difference('second-document', 'document', erpNumber ?? 'none', document, { worth: net });
}

function text(kind: DifferenceKind, field: string, ours: string, theirs: string): FoundDifference[] {
  return ours === theirs ? [] : [difference(kind, field, ours, theirs)];
}

function missingDocument(placed: OrderPlaced, told: CancelledUnits): FoundDifference[] {
  // Of an order that was cancelled nothing is missed.
  if (isWhollyCancelled(placed, told)) return [];
  const lost = placed.lines.map((line) => amountOf(placed, line, unitsLeft(line, told)));
  const worth = negate(sum([...lost, placed.shippingNet]));
  return [difference('missing-document', 'document', placed.order, 'none', { worth })];
}
