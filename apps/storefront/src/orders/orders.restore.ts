import { Controller } from '@nestjs/common';
import { type Batch, OnRestore } from '@throughline/messaging';
import { hashOfEmail, hashOfKey } from '../cart/checkout.ts';
import { newToken } from '../web/guest.cookies.ts';
import { type NewOrder, eraseBuyers, insertOrders, keepEmails, markCancellations } from './order.tables.ts';

/**
 * Recovers orders that are missing here after a restore. Their keys are recognised, and their numbers and e-mail
 * addresses find them; the tokens that were given out are lost with the database.
 */
@Controller()
export class OrdersRestore {
  @OnRestore('orders.requests')
  async onRequests({ records, tx }: Batch<'orders.requests'>): Promise<void> {
    const requested = records.filter((record) => record.type === 'OrderRequested');
    const orders = requested.map(({ key, value }): NewOrder => ({
      orderNumber: key,
      keyHash: value.keyHash ?? hashOfKey(key),
      bodyHash: null,
      token: newToken(),
      // Nobody's, until the recipient is known.
      emailHash: hashOfEmail(key, newToken()),
      request: value,
      placedAt: value.at,
      likeness: null,
    }));
    await insertOrders(tx, orders);
    const cancelled = records.filter((record) => record.type === 'CancellationRequested');
    await markCancellations(
      tx,
      cancelled.map(({ key, value: { at } }) => ({ orderNumber: key, at })),
    );
  }

  @OnRestore('orders.recipients')
  async onRecipients({ records, tx }: Batch<'orders.recipients'>): Promise<void> {
    await keepEmails(
      tx,
      records.flatMap(({ key, value }) =>
        value ? [{ orderNumber: key, emailHash: hashOfEmail(key, value.email) }] : [],
      ),
    );
    const erased = records.filter(({ value }) => value === null);
    await eraseBuyers(
      tx,
      erased.map(({ key, time }) => ({
        orderNumber: key,
        emailHash: hashOfEmail(key, newToken()),
        at: time,
      })),
    );
  }
}
