import type { Tx } from '@throughline/persistence';
import { workChannel } from '../sources/leadership.ts';

/** Stands for the source of orders that wait for one: no source has this name. */
export const noTarget = '';

/** How such an order stands once it is confirmed. */
export const waitsForTarget = { state: 'parked', reason: 'No source takes orders yet' } as const;

/** Hands the orders that wait for a source to the one that takes orders now, and says how many. */
export async function assignWaitingOrders(tx: Tx, source: string): Promise<number> {
  // Lines follow their order by the foreign key, which is looked at when both are written.
  const rows = await tx.query<{ assigned: number }>(
    `with waiting as (
       select order_number from exports where source = $2 order by order_number for update
     ), orders as (
       update exports e set source = $1, due_at = now(), attempts = 0 from waiting w
       where e.source = $2 and e.order_number = w.order_number returning 1
     ), lines as (
       update export_lines l set source = $1 from waiting w
       where l.source = $2 and l.order_number = w.order_number returning 1
     )
     select (select count(*) from orders)::integer as assigned`,
    [source, noTarget],
  );
  const assigned = rows[0]?.assigned ?? 0;
  if (assigned > 0) tx.notify(workChannel, '');
  return assigned;
}
