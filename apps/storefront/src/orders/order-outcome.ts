import { add, compare } from '@throughline/money';
import { type RoundingPolicy, orderTotals } from '@throughline/order-rules';
import type { ResponseOf } from '@throughline/service';
import { shippingTaxCategory } from '../catalog/shop-facts.ts';
import type { order } from './order.response.schemas.ts';
import type { PlacedOrder, StoredOrder, StoredRequest } from './order.tables.ts';

type OrderView = ResponseOf<typeof order>;

/** Nothing of it is shipped any more. */
const settled = new Set(['shipped', 'invoiced', 'completed', 'returned']);
/** Nobody has to do anything about it. */
const over = new Set(['rejected', 'cancelled', 'completed', 'returned']);

/**
 * What has come of the shopper's request to cancel. It stays requested while units could still be cancelled; what was
 * shipped meanwhile cannot be any more.
 */
export function cancellationOf({
  order,
  cancellationRequestedAt,
}: Pick<PlacedOrder, 'order' | 'cancellationRequestedAt'>): OrderView['cancellation'] {
  if (cancellationRequestedAt === null) return 'none';
  if (order === null) return 'requested';
  if (order.state === 'cancelled') return 'cancelled';
  if (order.state === 'rejected') return 'none';
  if (order.cancellationRefusal) return 'too-late';
  const open = order.lines.some(({ ordered, shipped, cancelled }) => ordered > shipped + cancelled);
  if (open && !settled.has(order.state)) return 'requested';
  return order.lines.some(({ cancelled }) => cancelled > 0) ? 'partly' : 'too-late';
}

/** Whether the order cannot go on by itself: its hand-over was refused, or parked until somebody looks at it. */
export function needsAttention({ order }: Pick<PlacedOrder, 'order'>): boolean {
  return order !== null && !over.has(order.state) && ['parked', 'refused'].includes(order.integration);
}

/** What is owed where that is not the total. */
export function dueOf(order: StoredOrder | null): OrderView['due'] {
  if (order === null) return null;
  const { dueNet = null, dueTax = null, dueGross = null } = order;
  if (dueNet === null || dueTax === null || dueGross === null) return null;
  if (compare(dueGross, order.gross) === 0) return null;
  return { net: dueNet, tax: dueTax, gross: dueGross };
}

/** The tax in the total as it was ordered, by rate. */
export function taxesOf({
  lines,
  shippingNet,
  shippingTaxRate,
  currency,
  rounding,
}: StoredRequest): OrderView['taxes'] {
  const { taxGroups } = orderTotals({
    currency,
    rounding: rounding as RoundingPolicy,
    lines: lines.map(({ unitQuantity, quantity, perQuantity = 1, ...line }) => ({
      ...line,
      quantity: unitQuantity || quantity,
      perQuantity,
    })),
    shipping: { net: shippingNet, taxCategory: shippingTaxCategory, taxRate: shippingTaxRate },
  });
  const byRate = Map.groupBy(taxGroups, ({ rate }) => rate);
  return [...byRate].map(([rate, groups]) => ({
    rate,
    net: groups.map(({ net }) => net).reduce(add),
    tax: groups.map(({ tax }) => tax).reduce(add),
  }));
}
