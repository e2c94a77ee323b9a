import type { CreatesOrders, Creation, FindsOrders } from '@throughline/connector';
import type { FiledOrder, OrderFiles } from '../transports/files/order-files.ts';

/** Orders put into files, which are answered later. */
export function filedOrders(
  files: Pick<OrderFiles, 'put' | 'find'>,
  { askAgainMs }: { askAgainMs: number },
): CreatesOrders & FindsOrders {
  const creationOf = (order: string, { answer }: FiledOrder): Creation => {
    if (answer === null) return { order, pending: { askAgainMs } };
    // What answers has long been there, and may have been read as somebody else's.
    return 'refusal' in answer ? { order, refusal: answer.refusal } : { order, ...answer, existed: true };
  };
  return {
    createOrders: async (orders) => {
      const unfit = await files.put(orders);
      const filed = await files.find(orders.map(({ order }) => order));
      return [
        ...[...unfit].map(([order, reason]): Creation => ({
          order,
          refusal: `The file cannot hold it: ${reason}`,
        })),
        ...[...filed].map(([order, how]) => creationOf(order, how)),
      ];
    },
    findOrders: async (orders) => {
      const filed = await files.find([...new Set(orders)]);
      return new Map(
        [...filed].flatMap(([order, { answer }]) => {
          if (answer === null) return [[order, []]];
          return 'erpNumber' in answer ? [[order, [answer.erpNumber]]] : [];
        }),
      );
    },
  };
}
