import type { OrderLine, RejectedLine } from '../../api/types.ts';
import { quantitiesOf } from '../product/unit-words.ts';

/** What is left of a line that was rejected. */
export interface Left {
  /** Of what is missing: the line's own product, or a component of its kit. */
  name: string;
  /** Base units of it that can be sent now. */
  available: number;
  /** How many of the line's unit these suffice for, of those that were ordered. */
  quantity: number;
  /** Whether all of it can be had when some may follow later. */
  waits: boolean;
}

/** @param line null when the order has no such line */
export function leftOf(line: OrderLine | null, { sku, now }: Pick<RejectedLine, 'sku' | 'now'>): Left {
  const component = line?.components.find((one) => one.sku === sku);
  const { quantity = 1, unitQuantity = 1 } = line ?? {};
  const wanted = quantity * (component?.quantity ?? 1);
  const { available = 0, backOrderable = 0 } = now?.stock ?? {};
  return {
    name: component?.name ?? line?.name ?? sku,
    available,
    quantity: quantitiesOf({ quantity: wanted / unitQuantity }, available, unitQuantity).at(-1) ?? 0,
    waits: available < wanted && wanted <= available + backOrderable,
  };
}
