/** How a document of the back office may stand, from the least to the most. */
export const openStatuses = ['open', 'part-shipped', 'shipped', 'invoiced'] as const;
export const keyedStatuses = [...openStatuses, 'cancelled'] as const;
export type KeyedStatus = (typeof keyedStatuses)[number];

/** Base units of a line; of a kit, kits. */
export interface KeyedLine {
  line: number;
  shipped: number;
  cancelled: number;
}

/** What left at once. */
export interface KeyedShipment {
  number: string;
  /** ISO instant. */
  shippedAt: string;
  location: string;
  carrier: string | null;
  trackingNumber: string | null;
  trackingUrl: string | null;
  lines: readonly { line: number; quantity: number }[];
}

/** How the document of an order stands, as clerks have said. */
export interface KeyedState {
  status: KeyedStatus;
  /** Lines of which something has left or was cancelled there. */
  lines: readonly KeyedLine[];
  shipments: readonly KeyedShipment[];
}

/** A document that was typed in and of which nothing more was said. */
export const untouched: KeyedState = { status: 'open', lines: [], shipments: [] };
