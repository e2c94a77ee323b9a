import { TransientError } from '@throughline/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreatesOrders } from '@throughline/connector';
import type { OrderTarget } from '../../../apps/erp-adapter/src/connectors/order-target.ts';
import { type Desk, openDesk } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

describe('exactly once', () => {
  const dies = () => Promise.reject(new TransientError('killed'));
  type Step = [when: string, target: () => Partial<OrderTarget>];
  const createThen = (after: () => Promise<never>): CreatesOrders['createOrders'] => {
    return async (orders, trace) => {
      await desk.adapter.connector.createOrders(orders, trace);
      return after();
    };
  };
  const steps: Step[] = [
    ['before the call', () => ({ createOrders: dies })],
    ['after the document was made and before the answer came', () => ({ createOrders: createThen(dies) })],
    ['while it was read back', () => ({ snapshot: dies })],
  ];

  it.each(steps)('when it dies %s', async (_, target) => {
    const order = await desk.receive();
    await expect(desk.run({ ...desk.adapter.connector, ...target() })).rejects.toThrow('killed');
    await expect(desk.run({ ...desk.adapter.connector, ...target() })).rejects.toThrow('killed');
    await desk.run();
    expect(await desk.documents(order)).toHaveLength(1);
    expect(await desk.newest(order)).toMatchObject({ state: 'verified', differences: [] });
  });

  it('when the answer was lost and its own database forgot that it asked', async () => {
    const order = await desk.receive();
    await desk.run();
    await desk.adapter.tx((tx) =>
      tx.query(`update exports set state = 'received', erp_number = null where order_number = $1`, [order]),
    );
    await desk.run();
    expect(await desk.documents(order)).toHaveLength(1);
  });

  it('when one of many fails for a reason of its own, without keeping the others', async () => {
    const [bad, good] = [await desk.receive(), await desk.receive()];
    const failing: Partial<OrderTarget> = {
      createOrders: async (orders, trace) => {
        if (orders.some(({ order }) => order === bad)) throw new Error('not understood');
        return desk.adapter.connector.createOrders(orders, trace);
      },
    };
    await desk.run({ ...desk.adapter.connector, ...failing });
    expect(await desk.newest(good)).toMatchObject({ state: 'verified' });
    await desk.linger();
    expect(await desk.newest(bad)).toMatchObject({ state: 'sent' });
    await desk.run();
    expect(await desk.newest(bad)).toMatchObject({ state: 'verified' });
    expect(await desk.documents(bad)).toHaveLength(1);
  });

  it('and whole, when items are deleted while their order is written', async () => {
    const { office } = desk;
    const order = await desk.receive();
    await office.query(
      `create function gone() returns trigger language plpgsql security definer as $$
       begin delete from itmmas where itmcod = 'BELL'; return null; end $$`,
    );
    await office.query(
      'create trigger zz_gone after insert on sohead for each statement execute function gone()',
    );
    await desk.run();
    expect(await desk.documents(order)).toEqual([]);
    await office.query('drop trigger zz_gone on sohead');
    await desk.linger();
    await desk.run();
    expect(await desk.documents(order)).toHaveLength(1);
    expect(await desk.newest(order)).toMatchObject({ state: 'verified', differences: [] });
  });

  it('at once when what held up several lets the first of them through', async () => {
    const orders = [await desk.receive(), await desk.receive(), await desk.receive()];
    const [first, ...others] = orders;
    const tried: string[] = [];
    const failing = (...bad: (string | undefined)[]): OrderTarget => ({
      ...desk.adapter.connector,
      createOrders: async (documents, trace) => {
        if (documents.length === 1) tried.push(documents[0]!.order);
        if (documents.some(({ order }) => bad.includes(order))) throw new Error('the disk is full');
        return desk.adapter.connector.createOrders(documents, trace);
      },
    });
    const elapse = () =>
      desk.adapter.tx((tx) => tx.query('update exports set due_at = now() where order_number = $1', [first]));
    await desk.run(failing(...orders));
    // An order that never failed says nothing of those that did.
    const fresh = await desk.receive();
    expect(await desk.handOver()).toBe(1);
    expect(await desk.newest(fresh)).toMatchObject({ state: 'verified' });
    expect(await desk.handOver()).toBe(0);
    await elapse();
    tried.length = 0;
    await desk.handOver(failing(...others));
    await desk.handOver(failing(...others));
    expect(tried).toEqual(orders);
    // They failed again, and wait again.
    expect(await desk.handOver()).toBe(0);
    await desk.run();
    for (const order of orders) expect(await desk.newest(order)).toMatchObject({ state: 'verified' });
  });

  it('when two hand the same orders over at the same time', async () => {
    const orders = [await desk.receive(), await desk.receive(), await desk.receive()];
    await Promise.allSettled([desk.run(), desk.run(), desk.run()]);
    await desk.run();
    for (const order of orders) {
      expect(await desk.documents(order)).toHaveLength(1);
      expect(await desk.newest(order)).toMatchObject({ state: 'verified' });
    }
  });
});
