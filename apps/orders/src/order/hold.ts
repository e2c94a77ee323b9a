import type { Account, Order, OrderRequested } from '@throughline/events';

const dayMs = 24 * 60 * 60_000;

/**
 * When what is promised to a buyer is given back; null for never. A business has terms of its own. Of an account whose
 * kind was not heard of yet, a guest's is known by what guests are known by.
 * @param holdDays 0 for never
 */
export function holdEnd(
  { buyer }: Pick<OrderRequested, 'buyer'>,
  kind: Account['kind'] | null,
  holdDays: number,
  now: Date,
): Date | null {
  const isHeld = kind === null ? buyer.length > 0 : kind !== 'business';
  return isHeld && holdDays > 0 ? new Date(now.getTime() + holdDays * dayMs) : null;
}

/**
 * Whether nothing has come of an order but its promise. That it was handed over says nothing: every order is, within
 * moments. What has left, what was invoiced and what a clerk has changed in the document say that the seller is at work
 * on it; units on back-order, that it waits for the seller and not for the buyer.
 */
export function isIdle({
  rejection,
  lines,
  shipments,
  invoices,
  amendments,
}: Pick<Order, 'rejection' | 'lines' | 'shipments' | 'invoices' | 'amendments'>): boolean {
  return (
    rejection === null &&
    shipments.length === 0 &&
    invoices.length === 0 &&
    amendments.length === 0 &&
    lines.every(({ backOrdered, shipped }) => backOrdered === 0 && shipped === 0) &&
    lines.some(({ ordered, cancelled }) => ordered > cancelled)
  );
}
