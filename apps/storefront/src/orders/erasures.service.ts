import { Injectable } from '@nestjs/common';
import { Outbox } from '@throughline/messaging';
import { transaction } from '@throughline/persistence';
import { AuditLog, Clock, Problem, type ResponseOf, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { hashOfEmail } from '../cart/checkout.ts';
import { newToken } from '../web/guest.cookies.ts';
import { stillNeeded } from './erasure.ts';
import type { erasedOrder } from './order.response.schemas.ts';
import { eraseBuyers, lockErasure } from './order.tables.ts';

export type ErasedOrder = ResponseOf<typeof erasedOrder>;

/** Erases who has ordered: the order stays, and nothing here says any more whose it is. */
@Injectable()
export class Erasures {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * Erases the person of an order, once: erased again, it says when that was.
   * @throws Problem 404 for an order that was not placed here; 409 while its address is needed, which names the state
   */
  async erase(orderNumber: string, actor: User): Promise<ErasedOrder> {
    return transaction(this.dataSource, async (tx) => {
      const found = await lockErasure(tx, orderNumber);
      if (!found) throw new Problem(404, 'No such order was placed here');
      if (found.erasedAt) return { order: orderNumber, erasedAt: found.erasedAt.toISOString() };
      const needed = stillNeeded(found);
      if (needed !== null) throw new Problem(409, needed, { name: 'address-still-needed' });
      const at = this.clock.now();
      await this.audit.record(tx, { actor, action: 'erase-recipient', target: `order ${orderNumber}` });
      await eraseBuyers(tx, [{ orderNumber, emailHash: hashOfEmail(orderNumber, newToken()), at }]);
      await this.outbox.add(tx, 'orders.recipients', [
        { type: 'Recipient', key: orderNumber, sequence: 2, time: at, value: null },
      ]);
      return { order: orderNumber, erasedAt: at.toISOString() };
    });
  }
}
