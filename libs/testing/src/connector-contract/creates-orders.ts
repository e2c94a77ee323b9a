import type { CreatesOrders, FindsOrders, ReadsSnapshots } from '@throughline/connector';
import { describe, expect, it } from 'vitest';
import { newOrder, numberOf } from './orders.ts';
import { readerOf } from './readers.ts';
import type { ContractSubject } from './subject.ts';

export function createsOrdersContract(subject: () => ContractSubject<CreatesOrders & FindsOrders>): void {
  describe('a connector that creates orders', () => {
    it('makes each document once, however often and by how many it is asked', async () => {
      const { connector, customer, addItem } = subject();
      await addItem('SOLD', 100);
      const order = newOrder(customer, 'C-1');
      const answers = await Promise.all([1, 2, 3, 4].map(() => connector.createOrders([order], null)));
      const numbers = answers
        .flat()
        .map((answer) => ('erpNumber' in answer ? answer.erpNumber : answer.refusal));
      expect(new Set(numbers).size).toBe(1);
      expect(answers.flat().filter((answer) => 'existed' in answer && !answer.existed)).toHaveLength(1);
      expect(await connector.findOrders(['C-1', 'C-none'])).toEqual(new Map([['C-1', numbers[0]]]));
    });

    it('refuses what the back office does not take, and takes the rest', async () => {
      const { connector, customer } = subject();
      const orders = [newOrder(customer, 'C-2', 'NONE'), newOrder(customer, 'C-3')];
      expect(await connector.createOrders(orders, null)).toMatchObject([
        { order: 'C-2', refusal: expect.any(String) },
        { order: 'C-3', existed: false },
      ]);
    });
  });
}

export function readsBackContract(subject: () => ContractSubject<CreatesOrders & ReadsSnapshots>): void {
  describe('a connector that creates orders and reads snapshots', () => {
    it('reads back what it made', async () => {
      const { connector } = subject();
      const number = await numberOf(subject(), 'C-4');
      const [record] = await connector.snapshot((snapshot) =>
        readerOf(connector, 'orders').read(snapshot, [number]),
      );
      expect(record?.value).toMatchObject({
        number,
        channelOrder: 'C-4',
        origin: 'web',
        status: 'open',
        lines: [
          {
            ...{ line: 1, sku: 'OF-C-4', kind: 'goods', ordered: 3, shipped: 0, cancelled: 0 },
            ...{ unit: 'C62', unitQuantity: 3, unitPrice: '10', perQuantity: 1, net: '30', components: [] },
          },
        ],
        charges: [{ line: null, code: 'freight', net: '4.9' }],
        net: '34.9',
      });
    });
  });
}
