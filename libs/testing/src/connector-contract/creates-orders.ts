import type { CreatesOrders, FindsOrders, ReadsSnapshots } from '@throughline/connector';
import { describe, expect, it } from 'vitest';
import { handedOver, newOrder, numberOf } from './orders.ts';
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
        .map((answer) => ('erpNumber' in answer ? answer.erpNumber : JSON.stringify(answer)));
      expect(new Set(numbers).size).toBe(1);
      expect(answers.flat().filter((answer) => 'existed' in answer && !answer.existed)).toHaveLength(1);
      expect(await connector.findOrders(['C-1', 'C-none'])).toEqual(new Map([['C-1', [numbers[0]]]]));
    });

    it('finds what it made, and not what others write with our number', async () => {
      const { connector, typeOrder, customer, addItem } = subject();
      await addItem('TYPED', 100);
      await typeOrder('C-6', 'TYPED', 1);
      expect(await connector.findOrders(['C-6'])).toEqual(new Map());
      const [made] = await connector.createOrders([newOrder(customer, 'C-6', 'TYPED')], null);
      expect(made).toMatchObject({ order: 'C-6', existed: false });
      const number = made !== undefined && 'erpNumber' in made ? made.erpNumber : '';
      expect(await connector.findOrders(['C-6'])).toEqual(new Map([['C-6', [number]]]));
    });

    it('finds a document whose creation commits while it is looked for', async () => {
      const { connector, customer, addItem, stallCreation } = subject();
      await addItem('SLOW-C', 100);
      const { reached, resume } = await stallCreation();
      const creating = connector.createOrders([newOrder(customer, 'C-7', 'SLOW-C')], null);
      await reached();
      const finding = connector.findOrders(['C-7']);
      await resume();
      const [made] = await creating;
      const number = made !== undefined && 'erpNumber' in made ? made.erpNumber : '';
      expect(await finding).toEqual(new Map([['C-7', [number]]]));
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
      const { connector, known } = subject();
      const number = await numberOf(subject(), 'C-4');
      known.documents = [handedOver('C-4', number)];
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
      expect(record?.unpublished).toEqual({ namesOrder: null, changedRecipient: [] });
    });

    it('tells a document of its own from one that others wrote with our number', async () => {
      const { connector, known, typeOrder } = subject();
      const number = await numberOf(subject(), 'C-8');
      const typed = await typeOrder('C-8', 'OF-C-8', 2);
      const originsOf = async () => {
        const records = await connector.snapshot((snapshot) =>
          readerOf(connector, 'orders').read(snapshot, [number, typed]),
        );
        return Object.fromEntries(
          records.map(({ sourceKey, value, unpublished }) => [
            sourceKey,
            [value?.channelOrder, unpublished?.namesOrder],
          ]),
        );
      };
      for (const erpNumber of [null, number]) {
        known.documents = [{ ...handedOver('C-8', number), erpNumber }];
        expect(await originsOf()).toEqual({ [number]: ['C-8', null], [typed]: [null, 'C-8'] });
      }
    });

    it('holds for others what is open and not ours, and what was taken back', async () => {
      const { connector, known, ship, takeBack, typeOrder } = subject();
      const number = await numberOf(subject(), 'C-9');
      const sku = 'OF-C-9';
      await typeOrder('elsewhere', sku, 4);
      const claim = { order: 'C-9', erpNumber: number, line: 1, sku, units: 3 };
      const stated = async () => {
        const records = await connector.snapshot((snapshot) =>
          readerOf(connector, 'stock').read(snapshot, [sku]),
        );
        const values = records.flatMap(({ value }) => value ?? []);
        return {
          quantity: values.reduce((sum, { quantity }) => sum + quantity, 0),
          elsewhere: values.reduce((sum, { allocatedElsewhere }) => sum + allocatedElsewhere, 0),
          left: values.flatMap(({ location, watermark }) =>
            (watermark ?? []).map(({ quantity }) => [location, quantity] as const),
          ),
        };
      };
      known.claims = [{ ...claim, left: {} }];
      expect(await stated()).toEqual({ quantity: 100, elsewhere: 4, left: [] });
      await ship(number, 1, 3);
      const { left, ...sent } = await stated();
      expect([sent, left.map(([, quantity]) => quantity)]).toEqual([{ quantity: 97, elsewhere: 4 }, [3]]);
      // It was said: the claim on it has ended.
      known.claims = [{ ...claim, left: Object.fromEntries(left) }];
      await takeBack(number, 1);
      expect(await stated()).toEqual({ quantity: 100, elsewhere: 7, left });
      known.claims = [];
      expect(await stated()).toEqual({ quantity: 100, elsewhere: 7, left: [] });
    });
  });
}
