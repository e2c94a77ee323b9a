import type { Connector } from './connector.ts';

/** An order of ours as the back office is to have it. Amounts are net, decimals as text. */
export interface NewOrder {
  order: string;
  customer: string;
  currency: string;
  placedAt: Date;
  shippingNet: string;
  /** Number of the buyer's own purchase order. */
  purchaseOrderNumber: string | null;
  lines: NewOrderLine[];
  recipient: {
    name: string;
    company: string | null;
    street: string;
    /** Second line of the address. */
    street2: string | null;
    postalCode: string;
    city: string;
    country: string;
    region: string | null;
    email: string;
    phone: string | null;
  };
}

export interface NewOrderLine {
  line: number;
  sku: string;
  /** Key of the item in the back office, byte for byte. */
  item: string;
  /** UN/ECE code of the unit in which it was ordered, and how many of it. */
  unit: string;
  unitQuantity: number;
  /** Of `perQuantity` of that unit. */
  unitNet: string;
  perQuantity: number;
  /** Base units; of a kit, kits. */
  ordered: number;
  cancelled: number;
  /** What one kit was sold as; empty for everything else. */
  components: readonly { sku: string; item: string; quantity: number }[];
}

export type Creation =
  | { order: string; erpNumber: string; existed: boolean }
  /** The back office does not take it, and will not by itself. */
  | { order: string; refusal: string }
  /** The back office has it, and has not said yet what becomes of it: it is to be asked again after a while. */
  | { order: string; pending: { askAgainMs: number } };

/** Creates documents that carry our order number, each at most once, however often it is asked. */
export interface CreatesOrders {
  /** @throws DocumentLocked; anything else when it is in doubt whether the documents exist */
  createOrders(orders: readonly NewOrder[], traceparent: string | null): Promise<Creation[]>;
}

export interface FindsOrders {
  /**
   * Numbers of the documents that we made, by our order number; none of one that has no number yet. Waits for creations
   * that are under way, so that one which commits a moment later is found.
   */
  findOrders(orders: readonly string[]): Promise<Map<string, readonly string[]>>;
}

/**
 * Somebody in the back office holds one of the documents for longer than is waited for. Nothing was changed; the others
 * can go on without it.
 */
export class DocumentLocked extends Error {
  override readonly name = 'DocumentLocked';
}

/** Why an order is refused that several documents of ours carry: which of them is meant, a person decides. */
export function severalDocuments(numbers: readonly string[]): string {
  return `The back office has several documents that carry its number: ${numbers.join(', ')}`;
}

/** Base units that are not wanted any more (of a kit, kits), cumulative over the life of the line. */
export interface Cancellation {
  erpNumber: string;
  line: number;
  quantity: number;
}

/** Changes documents that exist. */
export interface AmendsOrders {
  /** Cancels up to what has not been shipped; the documents say afterwards what that was. @throws DocumentLocked */
  cancelUnits(lines: readonly Cancellation[], traceparent: string | null): Promise<void>;
}

export function createsOrders(connector: Connector): connector is Connector & CreatesOrders {
  return 'createOrders' in connector;
}

export function findsOrders(connector: Connector): connector is Connector & FindsOrders {
  return 'findOrders' in connector;
}

export function amendsOrders(connector: Connector): connector is Connector & AmendsOrders {
  return 'cancelUnits' in connector;
}
