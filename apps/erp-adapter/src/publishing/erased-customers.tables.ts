import type { MappedRecord } from '@throughline/connector';
import type { ErpCustomer } from '@throughline/events';
import type { Tx } from '@throughline/persistence';
import { customer } from '../exports/exports.tables.ts';
import { rereadCustomers } from '../sources/rereads.tables.ts';

/** A customer of a back office; its number is its source key. */
export interface Customer {
  source: string;
  number: string;
}

/** An order that needs its customer, and how far its hand-over has come. */
export interface OrderNeeding {
  order: string;
  state: string;
}

/** Marks a customer as erased, and has it read again, by which it is withdrawn. @returns whether it was not marked before */
export async function markErased(tx: Tx, { source, number }: Customer): Promise<boolean> {
  const marked = await tx.query(
    'insert into erased_customers (source, number) values ($1, $2) on conflict do nothing returning number',
    [source, number],
  );
  await rereadCustomers(tx, source, [number]);
  return marked.length > 0;
}

/** Whether anything is kept, or was said, of a customer. */
export async function isKnown(tx: Tx, { source, number }: Customer): Promise<boolean> {
  const [row] = await tx.query<{ known: boolean }>(
    `select exists (select from source_records where source = $1 and flow = 'customers' and parent = $2)
         or exists (select from quarantine where source = $1 and flow = 'customers' and parent = $2)
         or exists (select from erased_customers where source = $1 and number = $2) as known`,
    [source, number],
  );
  return row?.known === true;
}

/** Orders of a customer of which something has still to be handed over, at most `limit`. */
export async function ordersNeeding(
  tx: Tx,
  { source, number }: Customer,
  limit: number,
): Promise<OrderNeeding[]> {
  return tx.query<OrderNeeding>(
    `select e.order_number as "order", e.state from exports e join customers_accounts a using (account)
     where e.source = $1 and e.state in ('placed', 'received', 'parked', 'sent', 'refused') and ${customer} = $2
       and exists (select from export_lines l
                   where l.source = e.source and l.order_number = e.order_number and l.cancelled < l.quantity)
     order by e.place limit $3`,
    [source, number, limit],
  );
}

/**
 * Records without those of customers who were erased. The account that gathers the orders of guests is nobody's: a mark of
 * it is taken back, because no order could be taken without it.
 */
export async function withoutErased(
  tx: Tx,
  source: string,
  records: readonly MappedRecord<unknown>[],
): Promise<MappedRecord<unknown>[]> {
  const marked = await tx.query<{ number: string }>(
    'select number from erased_customers where source = $1 and number = any($2)',
    [source, records.map(({ sourceKey }) => sourceKey)],
  );
  if (marked.length === 0) return [...records];
  const guests = records.filter(({ value }) => (value as ErpCustomer | null)?.kind === 'guests');
  if (guests.length > 0)
    await tx.query('delete from erased_customers where source = $1 and number = any($2)', [
      source,
      guests.map(({ sourceKey }) => sourceKey),
    ]);
  const erased = new Set(marked.map(({ number }) => number));
  return records.filter((record) => !erased.has(record.sourceKey) || guests.includes(record));
}
