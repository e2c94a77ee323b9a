import type { Account, Decimal, OrderRequested } from '@throughline/events';
import { add, compare } from '@throughline/money';

/** What one buyer may order without a person of the seller looking at it; null where there is no limit. */
export interface BuyerLimits {
  /** Base units of a line. */
  lineQuantity: number | null;
  /** Worth of an order with tax, in its currency. */
  orderWorth: Decimal | null;
  /** Worth with tax of all open orders of one buyer in that currency, the new one among them. */
  openWorth: Decimal | null;
}

/** Worth of what buyers have open, by `openWorthKey`. */
export type OpenWorth = ReadonlyMap<string, Decimal>;

type Asked = Readonly<Pick<OrderRequested, 'account'>> & { readonly buyer: readonly string[] };

/**
 * By what orders of one buyer are known to be of one: what guests have in common, or the account. That of all guests
 * says nothing about who buys, and one whose kind was not heard of yet might be that.
 */
export function buyersOf({ buyer, account }: Asked, kind: Account['kind'] | null = null): string[] {
  if (buyer.length > 0) return [...new Set(buyer)];
  return kind === null || kind === 'guests' ? [] : [`account:${account}`];
}

export function openWorthKey(buyer: string, currency: string): string {
  return `${currency} ${buyer}`;
}

/** Which limit an order exceeds; null when a person need not look at it. */
export function exceededLimit(
  { lines, gross, currency }: Pick<OrderRequested, 'lines' | 'gross' | 'currency'>,
  buyers: readonly string[],
  open: OpenWorth,
  { lineQuantity, orderWorth, openWorth }: BuyerLimits,
): 'line-quantity' | 'order-worth' | 'open-worth' | null {
  if (lineQuantity !== null && lines.some(({ quantity }) => quantity > lineQuantity)) return 'line-quantity';
  if (orderWorth !== null && compare(gross, orderWorth) > 0) return 'order-worth';
  const exceeds = (limit: Decimal) =>
    buyers.some((buyer) => compare(add(open.get(openWorthKey(buyer, currency)) ?? '0', gross), limit) > 0);
  return openWorth !== null && exceeds(openWorth) ? 'open-worth' : null;
}
