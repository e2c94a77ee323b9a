import type { PlacedOrder } from './order.tables.ts';

/** States in which nothing of an order is handed over any more. */
const over = new Set(['rejected', 'cancelled']);
/** How far a hand-over has come when the back office has the address, or never needs it. */
const handedOver = new Set(['acknowledged', 'verified', 'cancelled']);

/** What the address of an order is still needed for, as a sentence; null when it can be erased. */
export function stillNeeded({ order }: Pick<PlacedOrder, 'order'>): string | null {
  if (order === null || order.state === 'placed') return 'It is not decided yet';
  if (over.has(order.state) || handedOver.has(order.integration)) return null;
  const hand = order.integration === 'none' ? 'has not begun' : `is \`${order.integration}\``;
  return (
    `Its hand-over to the back office ${hand}, and takes the address along: ` +
    'it can be erased once that is `acknowledged`, or the order is cancelled'
  );
}
