import type { Order } from '../api/order-types.ts';
import type { Ages, Figure } from '../api/types.ts';

/** A frame of the live stream. */
export interface Frame {
  at: string;
  figures: Figure[];
  order?: Order;
  ages?: Ages;
}
