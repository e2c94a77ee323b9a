import type { OrderPlaced } from '@throughline/events';
import type { NewOrder } from '@throughline/connector';
import type { Tx } from '@throughline/persistence';
import { recipientColumns } from '../exports/references.tables.ts';
import type { BatchChange, BatchOrder, BatchPlace, OrderBatch } from './order-batch.ts';

/** Has batches made and answered one after the other: their numbers and orders are looked at before they are written. */
export async function lockBatches(tx: Tx, source: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('erp-adapter.order-batches'), hashtext($1))`, [
    source,
  ]);
}

/** An order that waits to be printed. */
export interface WaitingOrder {
  order: string;
  placed: OrderPlaced;
}

/** In the order in which they were confirmed, at most `limit`. */
export async function waitingOrders(tx: Tx, source: string, limit: number): Promise<WaitingOrder[]> {
  return tx.query<WaitingOrder>(
    `select order_number as "order", document as placed from exports
     where source = $1 and state in ('received', 'parked', 'sent') and waits_for = 'batch' order by place limit $2`,
    [source, limit],
  );
}

export async function saveBatch(
  tx: Tx,
  head: Omit<OrderBatch, 'id' | 'madeAt'>,
  orders: readonly (Omit<BatchOrder, 'placed' | 'cancelled'> & {
    cancelled: readonly { line: number; quantity: number }[];
  })[],
  changes: readonly BatchChange[],
): Promise<OrderBatch> {
  const [made] = await tx.query<{ id: number; madeAt: Date }>(
    `insert into order_batches (source, language, location, family, made_by) values ($1, $2, $3, $4, $5)
     returning id, made_at as "madeAt"`,
    [head.source, head.language, head.location, head.family, head.madeBy],
  );
  if (made === undefined) throw new Error('A batch was not kept');
  await tx.query(
    `insert into order_batch_orders
       (batch, order_number, place, location, family, family_name, customer, items, cancelled, in_doubt)
     select $1, order_number, place, location, family, family_name, customer, items::jsonb, cancelled::jsonb, in_doubt
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::boolean[])
          with ordinality
          as o (order_number, location, family, family_name, customer, items, cancelled, in_doubt, place)`,
    [
      made.id,
      orders.map(({ order }) => order),
      orders.map(({ location }) => location),
      orders.map(({ family }) => family),
      orders.map(({ familyName }) => familyName),
      orders.map(({ customer }) => customer),
      orders.map(({ items }) => JSON.stringify(items)),
      orders.map(({ cancelled }) => JSON.stringify(cancelled)),
      orders.map(({ inDoubt }) => inDoubt),
    ],
  );
  await tx.query(
    `insert into order_batch_changes (batch, order_number, earlier, erp_number, whole, lines)
     select $1, order_number, earlier, erp_number, whole, lines::jsonb
     from unnest($2::text[], $3::bigint[], $4::text[], $5::boolean[], $6::text[])
          as c (order_number, earlier, erp_number, whole, lines)`,
    [
      made.id,
      changes.map(({ order }) => order),
      changes.map(({ earlier }) => earlier),
      changes.map(({ erpNumber }) => erpNumber),
      changes.map(({ whole }) => whole),
      changes.map(({ lines }) => JSON.stringify(lines)),
    ],
  );
  await tx.query('update exports set batch = $2 where source = $1 and order_number = any($3)', [
    head.source,
    made.id,
    orders.map(({ order }) => order),
  ]);
  return { ...head, ...made };
}

const batchColumns = `b.id, b.source, b.language, b.location, b.family, b.made_at as "madeAt", b.made_by as "madeBy"`;

/** A batch in a list. */
export interface ListedBatch extends OrderBatch {
  orders: number;
  /** Of these, orders that were not answered yet. */
  unanswered: number;
  changes: number;
}

const counts = `(select count(*) from order_batch_orders o where o.batch = b.id) as orders,
  (select count(*) from exports e where e.batch = b.id and e.state = 'sent') as unanswered,
  (select count(*) from order_batch_changes c where c.batch = b.id) as changes`;

/** The newest first, of those before one. */
export async function listBatches(tx: Tx, before: number | null, limit: number): Promise<ListedBatch[]> {
  return tx.query<ListedBatch>(
    `select ${batchColumns}, ${counts} from order_batches b
     where $1::bigint is null or b.id < $1 order by b.id desc limit $2`,
    [before, limit],
  );
}

export async function findBatch(tx: Tx, id: number): Promise<ListedBatch | undefined> {
  const rows = await tx.query<ListedBatch>(
    `select ${batchColumns}, ${counts} from order_batches b where b.id = $1`,
    [id],
  );
  return rows[0];
}

/** An order of a batch, and how it stands now. */
export interface BatchedOrder extends BatchPlace {
  order: string;
  /** How the hand-over stands; `moved` when it is in no batch any more, or in another. */
  state: string;
  erpNumber: string | null;
  reason: string | null;
  /** How its document stands, null while nobody has said so. */
  status: string | null;
  currency: string;
  gross: string;
}

export async function batchedOrders(tx: Tx, batch: number): Promise<BatchedOrder[]> {
  return tx.query<BatchedOrder>(
    `select o.order_number as "order", o.location, o.family, o.family_name as "familyName",
            case when e.batch = o.batch then e.state else 'moved' end as state, e.erp_number as "erpNumber", e.reason,
            k.status, e.document ->> 'currency' as currency, e.document ->> 'gross' as gross
     from order_batch_orders o join exports e on e.order_number = o.order_number
     left join keyed_documents k on k.source = e.source and k.order_number = e.order_number
     where o.batch = $1 order by o.place`,
    [batch],
  );
}

export async function batchChanges(tx: Tx, batch: number): Promise<BatchChange[]> {
  return tx.query<BatchChange>(
    `select order_number as "order", earlier, erp_number as "erpNumber", whole, lines
     from order_batch_changes where batch = $1 order by order_number`,
    [batch],
  );
}

/** An order as it is printed; the recipient is null once it was erased. */
export interface PrintedOrder extends BatchOrder {
  recipient: NewOrder['recipient'] | null;
}

export async function printedOrders(tx: Tx, batch: number): Promise<PrintedOrder[]> {
  const rows = await tx.query<
    Omit<PrintedOrder, 'cancelled'> & { cancelled: { line: number; quantity: number }[] }
  >(
    `select o.order_number as "order", o.location, o.family, o.family_name as "familyName", o.customer, o.items,
            o.cancelled, o.in_doubt as "inDoubt", e.document as placed, ${recipientColumns} as recipient
     from order_batch_orders o join exports e on e.order_number = o.order_number
     left join orders_recipients r on r.order_number = o.order_number
     where o.batch = $1 order by o.place`,
    [batch],
  );
  return rows.map((row) => ({
    ...row,
    cancelled: new Map(row.cancelled.map(({ line, quantity }) => [line, quantity])),
  }));
}

/** Where orders of a batch stand in it. */
export async function locationsOf(tx: Tx, batch: number): Promise<Map<string, string | null>> {
  const rows = await tx.query<{ order: string; location: string | null }>(
    'select order_number as "order", location from order_batch_orders where batch = $1',
    [batch],
  );
  return new Map(rows.map(({ order, location }) => [order, location]));
}
