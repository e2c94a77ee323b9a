import { TransientError } from '@throughline/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreatesOrders } from '@throughline/connector';
import { type Desk, openDesk } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.close());

describe('cancellation', () => {
  it('before the hand-over leaves nothing to hand over', async () => {
    const order = await desk.receive();
    await desk.cancel(order, 1, 1);
    await desk.cancel(order, 2, 2);
    await desk.run();
    expect(await desk.documents(order)).toEqual([]);
    expect(await desk.newest(order)).toMatchObject({
      state: 'cancelled',
      reason: expect.stringContaining('cancelled'),
    });
  });

  it('of some units before the hand-over is part of the document', async () => {
    const order = await desk.receive();
    await desk.cancel(order, 2, 1);
    await desk.run();
    const [document] = await desk.documents(order);
    const lines = await desk.office.query(
      'select ordqty, cnlqty from soline where sonum = $1 and linnum = 2',
      [document?.number],
    );
    expect(lines).toEqual([{ ordqty: 2, cnlqty: 1 }]);
    expect(await desk.newest(order)).toMatchObject({ state: 'verified', differences: [] });
  });

  it('in doubt looks for the document, and cancels it there', async () => {
    const order = await desk.receive();
    const lost = {
      ...desk.adapter.connector,
      createOrders: async (...asked: Parameters<CreatesOrders['createOrders']>) => {
        await desk.adapter.connector.createOrders(...asked);
        throw new TransientError('killed');
      },
    };
    await expect(desk.run(lost)).rejects.toThrow('killed');
    await desk.cancel(order, 1, 1);
    await desk.cancel(order, 2, 2);
    await desk.run();
    await desk.run();
    expect(await desk.documents(order)).toMatchObject([{ status: 'X' }]);
  });

  it('after a shipment cancels what is left; what has left is no difference', async () => {
    const order = await desk.receive();
    await desk.run();
    const [document] = await desk.documents(order);
    await desk.office.ship(document?.number ?? 0, 2, 1, 'B1');
    await desk.cancel(order, 2, 2);
    await desk.run();
    await desk.run();
    await desk.run();
    const lines = await desk.office.query(
      'select shpqty, cnlqty from soline where sonum = $1 and linnum = 2',
      [document?.number],
    );
    expect(lines).toEqual([{ shpqty: 1, cnlqty: 1 }]);
    const [row] = await desk.adapter.tx((tx) =>
      tx.query('select state, differences from exports where order_number = $1', [order]),
    );
    expect(row).toEqual({ state: 'verified', differences: [] });
  });

  it('is told again when the back office adds a line that its document lacked', async () => {
    const order = await desk.receive();
    await desk.run();
    const [document] = await desk.documents(order);
    const columns = 'sonum, linnum, itmcod, itmdsc, whscod, ordqty, pri, taxcod';
    const line = `from soline where sonum = ${document?.number} and linnum = 2`;
    const capture = async () => {
      await desk.adapter.capturer().round(desk.adapter.leadership);
      await desk.run();
      await desk.run();
    };
    await desk.office.query(`create table lost as select ${columns} ${line}`);
    await desk.office.query(`delete ${line}`);
    await desk.cancel(order, 2, 2);
    await capture();
    await capture();
    await desk.office.query(`insert into soline (${columns}) select ${columns} from lost`);
    await capture();
    await capture();
    expect(await desk.office.query(`select cnlqty ${line}`)).toEqual([{ cnlqty: 2 }]);
    const [row] = await desk.adapter.tx((tx) =>
      tx.query('select state, differences from exports where order_number = $1', [order]),
    );
    expect(row).toEqual({ state: 'verified', differences: [] });
  });
});
