import { Controller } from '@nestjs/common';
import { type Batch, OnBatch, type Received, projection, upsertCopy } from '@throughline/messaging';
import { workChannel } from '../sources/leadership.ts';
import { customersAccounts, ordersRecipients } from './references.tables.ts';

const claims = 'reservation_claims';

const group = projection('erp-adapter.references', {
  tables: [ordersRecipients.table, customersAccounts.table, claims],
  lingerMs: 250,
});

/** Keeps what orders refer to: to whom they go, whose account they are on, and what of them is still reserved. */
@Controller()
export class ReferencesConsumer {
  @OnBatch(group, 'orders.recipients')
  async onRecipients({ records, tx }: Batch<'orders.recipients'>): Promise<void> {
    await upsertCopy(tx, ordersRecipients, records);
    tx.notify(workChannel, '');
  }

  @OnBatch(group, 'customers.accounts')
  async onAccounts({ records, tx }: Batch<'customers.accounts'>): Promise<void> {
    await upsertCopy(tx, customersAccounts, records);
    tx.notify(workChannel, '');
  }

  @OnBatch(group, 'inventory.reservations')
  async onReservations({ records, tx }: Batch<'inventory.reservations'>): Promise<void> {
    const changes = records.map((record) => ({ order: record.key, ...claimOf(record) }));
    await tx.query(
      `insert into reservation_claims as c (order_number, claimed, closed)
       select order_number, sum(units), bool_or(closed)
       from unnest($1::text[], $2::bigint[], $3::boolean[]) as u (order_number, units, closed) group by order_number
       on conflict (order_number) do update
         set claimed = c.claimed + excluded.claimed, closed = c.closed or excluded.closed`,
      [
        changes.map(({ order }) => order),
        changes.map(({ units }) => units),
        changes.map(({ closed }) => closed),
      ],
    );
  }
}

/** By how many units a record changes what an order claims, and whether it says that nothing is claimed any more. */
function claimOf(record: Received<'inventory.reservations'>): { units: number; closed: boolean } {
  const units = (lines: readonly { quantity: number }[]) =>
    lines.reduce((sum, { quantity }) => sum + quantity, 0);
  switch (record.type) {
    case 'StockReserved': {
      const promised = record.value.lines.map(({ reserved, backOrdered }) => ({
        quantity: reserved + backOrdered,
      }));
      return { units: units(promised), closed: false };
    }
    case 'ReservationReleased':
      return { units: -units(record.value.lines), closed: false };
    case 'ReservationSettled':
      return { units: -units(record.value.lines), closed: record.value.closed };
    case 'StockRefused':
      return { units: 0, closed: true };
  }
}
