import { describe, expect, it } from 'vitest';
import type {
  AmendsOrders,
  CapturesChanges,
  Change,
  Connector,
  CreatesOrders,
  NewOrder,
  ReadsOrders,
  ReadsStock,
} from './connector.ts';

export type Contracted = Connector &
  CapturesChanges &
  ReadsStock &
  ReadsOrders &
  CreatesOrders &
  AmendsOrders;

/** A back office under the hands of the suite. It sells the SKUs that the suite adds, to the customer named. */
export interface ContractSubject {
  connector: Contracted;
  customer: string;
  addItem(sku: string, onHand: number): Promise<void>;
  /** Sets the figure and commits. */
  setStock(sku: string, onHand: number): Promise<void>;
  /** Sets the figure and commits only when told. */
  beginStock(sku: string, onHand: number): Promise<() => Promise<void>>;
  ship(erpNumber: string, line: number, quantity: number): Promise<void>;
}

/** What every connector must do, whatever system it speaks with. */
export function connectorContract(subject: () => ContractSubject): void {
  const changes = (limit = 1_000): Promise<Change[]> => {
    const { connector } = subject();
    return connector.view((view) => connector.changes(view, limit));
  };
  const forgetAll = async () => {
    const { connector } = subject();
    await connector.forget((await changes()).map(({ id }) => id));
  };
  const stockOf = async (sku: string) => {
    const { connector } = subject();
    const readings = await connector.view((view) => connector.stock.read(view, [sku]));
    return readings.map(({ value }) => value?.quantity);
  };
  const parentsOf = (all: Change[]) => all.filter(({ flow }) => flow === 'stock').map(({ parent }) => parent);

  describe('a connector that reads', () => {
    it('lists parents by code point, page by page, each once', async () => {
      const { connector, addItem } = subject();
      for (const sku of ['PG-b', 'PG-B', 'PG-1', 'PG-_']) await addItem(sku, 1);
      const listed: string[] = [];
      for (let after = 'PG-'; ;) {
        const page = await connector.view((view) => connector.stock.parents(view, after, 2));
        listed.push(...page);
        if (page.length < 2) break;
        after = page.at(-1) ?? '';
      }
      expect(listed.filter((sku) => sku.startsWith('PG-'))).toEqual(['PG-1', 'PG-B', 'PG-_', 'PG-b']);
    });

    it('sees one instant in one view', async () => {
      const { connector, addItem, setStock } = subject();
      await addItem('VIEW', 1);
      const seen = await connector.view(async (view) => {
        const before = await connector.stock.read(view, ['VIEW']);
        await setStock('VIEW', 2);
        const after = await connector.stock.read(view, ['VIEW']);
        return [...before, ...after].map(({ value }) => value?.quantity);
      });
      expect(seen).toEqual([1, 1]);
      expect(await stockOf('VIEW')).toEqual([2]);
    });

    it('has nothing of a parent that is not there', async () => {
      expect(await stockOf('NOWHERE')).toEqual([]);
    });
  });

  describe('a connector that captures changes', () => {
    it('keeps a change until it is told to forget it', async () => {
      const { connector, addItem, setStock } = subject();
      await addItem('KEEP', 1);
      await forgetAll();
      await setStock('KEEP', 2);
      const first = await changes();
      expect(parentsOf(first)).toEqual(['KEEP']);
      expect(await changes()).toEqual(first);
      expect(await connector.hasChanges()).toBe(true);
      await connector.forget(first.map(({ id }) => id));
      expect(await changes()).toEqual([]);
      expect(await connector.hasChanges()).toBe(false);
    });

    it('shows a change that commits after later ones were forgotten', async () => {
      const { addItem, beginStock, setStock } = subject();
      await addItem('SLOW', 1);
      await addItem('FAST', 1);
      await forgetAll();
      const commit = await beginStock('SLOW', 5);
      await setStock('FAST', 5);
      expect(parentsOf(await changes())).toEqual(['FAST']);
      await forgetAll();
      await commit();
      expect(parentsOf(await changes())).toEqual(['SLOW']);
      expect(await stockOf('SLOW')).toEqual([5]);
    });

    it('rings when there is something new', async () => {
      const { connector, addItem, setStock } = subject();
      await addItem('RING', 1);
      const { promise, resolve } = Promise.withResolvers<void>();
      const watch = await connector.watch(resolve);
      await setStock('RING', 2);
      await promise;
      await watch.close();
      await watch.lost;
    });

    it('does not ring while it is hushed, and rings again afterwards', async () => {
      const { connector, addItem, setStock } = subject();
      await addItem('HUSH', 1);
      let rings = 0;
      const { promise, resolve } = Promise.withResolvers<void>();
      const watch = await connector.watch(() => {
        rings += 1;
        resolve();
      });
      await connector.hush(60_000);
      await setStock('HUSH', 2);
      await connector.hush(0);
      await setStock('HUSH', 3);
      await promise;
      expect(rings).toBe(1);
      await watch.close();
    });

    it('is the same log when it is prepared again', async () => {
      const { connector } = subject();
      expect(await connector.prepare()).toBe(await connector.prepare());
    });

    it('reminds of what it is asked to', async () => {
      const { connector } = subject();
      await forgetAll();
      await connector.remind('stock', ['KEEP', 'RING']);
      expect(parentsOf(await changes()).toSorted()).toEqual(['KEEP', 'RING']);
      const changing = await connector.view((view) => connector.changing(view, 'stock', ['KEEP', 'FAST']));
      expect(changing).toEqual(new Set(['KEEP']));
    });
  });

  describe('a connector that creates orders', () => {
    const order = (number: string, sku = 'SOLD'): NewOrder => ({
      order: number,
      customer: subject().customer,
      currency: 'EUR',
      placedAt: new Date('2026-11-20T10:00:00Z'),
      shippingNet: '4.9',
      lines: [{ line: 1, sku, unitNet: '10', ordered: 3, cancelled: 0 }],
      recipient: {
        name: 'A. Example',
        company: null,
        street: 'Street 1',
        postalCode: '10115',
        city: 'Berlin',
        country: 'DE',
        email: 'a@example.org',
        phone: null,
      },
    });
    const numberOf = async (name: string) => {
      const [made] = await subject().connector.createOrders([order(name)], null);
      return made !== undefined && 'erpNumber' in made ? made.erpNumber : '';
    };

    it('makes each document once, however often and by how many it is asked', async () => {
      const { connector, addItem } = subject();
      await addItem('SOLD', 100);
      const answers = await Promise.all([1, 2, 3, 4].map(() => connector.createOrders([order('C-1')], null)));
      const numbers = answers
        .flat()
        .map((answer) => ('erpNumber' in answer ? answer.erpNumber : answer.refusal));
      expect(new Set(numbers).size).toBe(1);
      expect(answers.flat().filter((answer) => 'existed' in answer && !answer.existed)).toHaveLength(1);
      expect(await connector.findOrders(['C-1', 'C-none'])).toEqual(new Map([['C-1', numbers[0]]]));
    });

    it('refuses what the back office does not take, and takes the rest', async () => {
      const { connector } = subject();
      const answers = await connector.createOrders([order('C-2', 'NONE'), order('C-3')], null);
      expect(answers).toMatchObject([
        { order: 'C-2', refusal: expect.any(String) },
        { order: 'C-3', existed: false },
      ]);
    });

    it('reads back what it made', async () => {
      const { connector } = subject();
      const number = await numberOf('C-4');
      const [reading] = await connector.view((view) => connector.orders.read(view, [number]));
      expect(reading?.value).toMatchObject({
        number,
        channelOrder: 'C-4',
        origin: 'web',
        status: 'open',
        lines: [{ line: 1, sku: 'SOLD', ordered: 3, shipped: 0, cancelled: 0, unitPrice: '10', net: '30' }],
        net: '34.9',
      });
    });

    it('cancels what has not left, once', async () => {
      const { connector, ship } = subject();
      const erpNumber = await numberOf('C-5');
      await ship(erpNumber, 1, 1);
      for (const [quantity, cancelled] of [
        [1, 1],
        [1, 1],
        [3, 2],
      ] as const) {
        await connector.cancelUnits([{ erpNumber, line: 1, quantity }], null);
        const [reading] = await connector.view((view) => connector.orders.read(view, [erpNumber]));
        expect(reading?.value?.lines).toMatchObject([{ ordered: 3, shipped: 1, cancelled }]);
      }
    });
  });
}
