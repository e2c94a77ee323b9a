import type { Connector } from './connector.ts';

/** An order of ours as the back office is to have it. Amounts are net, decimals as text. */
export interface NewOrder {
  order: string;
  customer: string;
  currency: string;
  placedAt: Date;
  shippingNet: string;
  lines: { line: number; sku: string; unitNet: string; ordered: number; cancelled: number }[];
  recipient: {
    name: string;
    company: string | null;
    street: string;
    postalCode: string;
    city: string;
    country: string;
    email: string;
    phone: string | null;
  };
}

export type Creation =
  | { order: string; erpNumber: string; existed: boolean }
  /** The back office does not take it, and will not by itself. */
  | { order: string; refusal: string };

/** Creates documents that carry our order number, each at most once, however often it is asked. */
export interface CreatesOrders {
  /** @throws when it is in doubt whether the documents exist */
  createOrders(orders: readonly NewOrder[], traceparent: string | null): Promise<Creation[]>;
}

export interface FindsOrders {
  /** Numbers of the documents in the back office, by our order number. */
  findOrders(orders: readonly string[]): Promise<Map<string, string>>;
}

/** Units that are not wanted any more, cumulative over the life of the line. */
export interface Cancellation {
  erpNumber: string;
  line: number;
  quantity: number;
}

/** Changes documents that exist. */
export interface AmendsOrders {
  /** Cancels up to what has not been shipped; the documents say afterwards what that was. */
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
