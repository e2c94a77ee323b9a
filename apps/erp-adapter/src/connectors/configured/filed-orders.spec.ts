import type { NewOrder } from '@throughline/connector';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../transports/files/answers.ts';
import { filedOrders } from './filed-orders.ts';

/** Files in which everything is but what does not fit. */
function filed(answers: Readonly<Record<string, Answer>>) {
  const inFiles = new Set<string>();
  const files = {
    put: async (orders: readonly NewOrder[]) => {
      const unfit = orders.filter(({ order }) => order.startsWith('long'));
      for (const { order } of orders) if (!order.startsWith('long')) inFiles.add(order);
      return new Map(unfit.map(({ order }) => [order, 'Name is longer than 20 characters']));
    },
    find: async (orders: readonly string[]) =>
      new Map(
        orders
          .filter((order) => inFiles.has(order))
          .map((order) => [order, { path: `out/${order}.csv`, answer: answers[order] ?? null }]),
      ),
  };
  return filedOrders(files, { askAgainMs: 5_000 });
}

const orders = (...numbers: string[]) => numbers.map((order) => ({ order }) as NewOrder);

describe('orders that are put into files', () => {
  it('are answered later, and until then not known', async () => {
    const { createOrders } = filed({ '2': { erpNumber: 'A-2' }, '3': { refusal: 'Blocked' } });
    expect(await createOrders(orders('1', '2', '3'), null)).toEqual([
      { order: '1', pending: { askAgainMs: 5_000 } },
      { order: '2', erpNumber: 'A-2', existed: true },
      { order: '3', refusal: 'Blocked' },
    ]);
  });

  it('are refused where a file cannot hold them, and hold up no others', async () => {
    const { createOrders } = filed({});
    expect(await createOrders(orders('long', '1'), null)).toEqual([
      { order: 'long', refusal: 'The file cannot hold it: Name is longer than 20 characters' },
      { order: '1', pending: { askAgainMs: 5_000 } },
    ]);
  });

  it('are found with their numbers, with none where there is no answer, and not where they were refused', async () => {
    const { createOrders, findOrders } = filed({ '2': { erpNumber: 'A-2' }, '3': { refusal: 'Blocked' } });
    await createOrders(orders('1', '2', '3'), null);
    expect(await findOrders(['1', '2', '3', '4', '1'])).toEqual(
      new Map([
        ['1', []],
        ['2', ['A-2']],
      ]),
    );
  });
});
