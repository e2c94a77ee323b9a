import type { ErpItem } from '@throughline/events';
import type { ProductStatus } from './product.ts';

/** Whether the back office lets the item be sold: as long as it comes in, as long as there is any of it, or not at all. */
export type Offer = 'on-offer' | 'running-out' | 'off';

export const statusOf: Record<Offer, ProductStatus> = {
  'on-offer': 'active',
  'running-out': 'discontinued',
  off: 'withdrawn',
};

export function offerOf(seen: { item: ErpItem; gone: boolean }): Offer {
  if (hasEnded(seen) || unsellable(seen.item) !== null) return 'off';
  return seen.item.status === 'active' ? 'on-offer' : 'running-out';
}

export function hasEnded({ item, gone }: { item: ErpItem; gone: boolean }): boolean {
  return gone || (item.status !== 'active' && item.status !== 'running-out');
}

/** Why the shop cannot sell such an item, naming the field; null when it can. */
export function unsellable({ kind, quantityScale, components }: ErpItem): string | null {
  if (kind !== 'goods' && kind !== 'kit') return `kind: the shop does not sell what is ${kind}`;
  if (quantityScale !== 0)
    return `quantityScale: the shop sells whole units, not ${String(quantityScale)} places`;
  return kind === 'kit' && components.length === 0 ? 'components: a kit needs at least one' : null;
}
