import type { Received } from '@throughline/messaging';
import type { Tx } from '@throughline/persistence';
import type { LineUnits } from './ledger.ts';

/** The order events that concern stock. */
export const orderTypes = [
  'OrderPlaced',
  'OrderRejected',
  'OrderCancelled',
  'OrderHandedOver',
  'OrderAmended',
  'OrderShipped',
  'OrderShipmentCorrected',
  'OrderCompleted',
  'OrderReopened',
] as const;
export type OrderRecord = Extract<Received<'orders.events'>, { type: (typeof orderTypes)[number] }>;

/** Whether it is no more than a step towards the back office's acknowledgement. */
export function isUnderWay(record: OrderRecord): boolean {
  return record.type === 'OrderHandedOver' && !['acknowledged', 'verified'].includes(record.value.state);
}

/** Records when the back office first acknowledged orders. */
export async function acknowledge(tx: Pick<Tx, 'query'>, records: readonly OrderRecord[]): Promise<void> {
  const known = records.flatMap((record) =>
    record.type === 'OrderHandedOver' && !isUnderWay(record) ? [record.value] : [],
  );
  if (known.length === 0) return;
  await tx.query(
    `update order_claims o set acknowledged_at = u.at
     from (select order_no, min(at) as at from unnest($1::text[], $2::timestamptz[]) as u (order_no, at)
           group by order_no) u
     where o.order_no = u.order_no and o.acknowledged_at is null`,
    [known.map(({ order }) => order), known.map(({ at }) => at)],
  );
}

type ShipmentRecord = Extract<OrderRecord, { type: 'OrderShipped' | 'OrderShipmentCorrected' }>;

/** Records what left each location, as it was said last: it settles claims where there is no watermark, and ends none. */
export async function keepShipments(tx: Pick<Tx, 'query'>, records: readonly OrderRecord[]): Promise<void> {
  const said = records.filter(
    (record): record is ShipmentRecord =>
      record.type === 'OrderShipped' || record.type === 'OrderShipmentCorrected',
  );
  if (said.length === 0) return;
  const newest = [
    ...new Map(said.map((record) => [JSON.stringify([record.key, record.value.shipment]), record])).values(),
  ];
  const corrected = said.filter(({ type }) => type === 'OrderShipmentCorrected').map(({ value }) => value);
  if (corrected.length > 0)
    await tx.query(
      `delete from shipped_units s using unnest($1::text[], $2::text[]) as u (order_no, shipment)
       where s.order_no = u.order_no and s.shipment = u.shipment`,
      [corrected.map(({ order }) => order), corrected.map(({ shipment }) => shipment)],
    );
  const shipped = newest.flatMap(({ value }) =>
    value.lines.filter(({ quantity }) => quantity > 0).map((line) => ({ ...value, ...line })),
  );
  await tx.query(
    `insert into shipped_units (order_no, shipment, line, sku, location, quantity, shipped_at)
     select order_no, shipment, line, sku, min(location), sum(quantity), min(shipped_at)
     from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::bigint[], $7::timestamptz[])
       as u (order_no, shipment, line, sku, location, quantity, shipped_at)
     group by order_no, shipment, line, sku
     on conflict do nothing`,
    [
      shipped.map(({ order }) => order),
      shipped.map(({ shipment }) => shipment),
      shipped.map(({ line }) => line),
      shipped.map(({ sku }) => sku),
      shipped.map(({ location }) => location),
      shipped.map(({ quantity }) => quantity),
      shipped.map(({ at }) => at),
    ],
  );
}

/** Units that have left, by line and SKU of orders. */
export async function shippedOf(
  tx: Pick<Tx, 'query'>,
  orders: readonly string[],
): Promise<Map<string, LineUnits[]>> {
  if (orders.length === 0) return new Map();
  const rows = await tx.query<LineUnits & { order: string }>(
    `select order_no as "order", line, sku, sum(quantity)::bigint as quantity from shipped_units
     where order_no = any($1::text[]) group by order_no, line, sku`,
    [orders],
  );
  return Map.groupBy(rows, ({ order }) => order);
}

/** Whether nothing more will happen to an order after this, unless it is opened again. */
function ends(record: OrderRecord): boolean {
  return record.type === 'OrderCompleted' || (record.type === 'OrderCancelled' && record.value.whole);
}

/** Records which orders have ended, and which were opened again; the ledgers of ended ones have to net to zero. */
export async function complete(tx: Pick<Tx, 'query'>, records: readonly OrderRecord[]): Promise<void> {
  const said = records.filter((record) => ends(record) || record.type === 'OrderReopened');
  if (said.length === 0) return;
  const newest = [...new Map(said.map((record) => [record.key, record])).values()];
  await tx.query(
    `update order_claims o
     set completed_at = case when u.ended then coalesce(o.completed_at, u.at) end
     from unnest($1::text[], $2::timestamptz[], $3::boolean[]) as u (order_no, at, ended)
     where o.order_no = u.order_no and (o.completed_at is null) = u.ended`,
    [newest.map(({ key }) => key), newest.map(({ value }) => value.at), newest.map(ends)],
  );
}

/** Cumulative units of a claim that a source without watermark is taken to reflect. */
export interface Gone {
  order: string;
  line: number;
  sku: string;
  location: string;
  quantity: number;
}

/**
 * The figures of a source without watermarks are taken to contain an order after a grace period: net ones after the
 * acknowledgement, physical ones after the goods have left, and only once the location has stated stock again. Where
 * another location for the web has a watermark, no net figure is taken to contain it: the order may be waiting there.
 * A shipment does not say whose location it left: where several sources have one of that code, all must have spoken.
 */
export async function goneByTime(tx: Pick<Tx, 'query'>, until: Date, limit: number): Promise<Gone[]> {
  return tx.query<Gone>(
    `select r.order_no as "order", r.line, r.sku, min(s.location) as location, r.reserved as quantity
     from erp_stock s
     join reservations r on r.sku = s.sku and r.reserved > r.released + r.settled
     join order_claims o on o.order_no = r.order_no
     where not s.watermarked and not s.deleted and s.basis = 'net'
       and o.acknowledged_at <= $1 and s.as_of >= o.acknowledged_at
       and not exists (
         select from erp_stock t join erp_locations l on l.source = t.source and l.code = t.location
         where t.sku = s.sku and t.watermarked and not t.deleted and l.serves_web and not l.deleted)
     group by r.order_no, r.line, r.sku, r.reserved
     union all
     select order_no, line, sku, min(location), sum(quantity)::bigint
     from (
       select distinct r.order_no, r.line, r.sku, r.settled, u.shipment, u.location, u.quantity
       from erp_stock s
       join reservations r on r.sku = s.sku and r.reserved > r.released + r.settled
       join shipped_units u
         on u.order_no = r.order_no and u.line = r.line and u.sku = r.sku and u.location = s.location
       where not s.watermarked and not s.deleted and s.basis <> 'net'
         and u.shipped_at <= $1 and s.as_of >= u.shipped_at
         and not exists (
           select from erp_stock t
           where t.sku = s.sku and t.location = s.location and t.source <> s.source and not t.deleted
             and (t.as_of >= u.shipped_at) is not true)
     ) as left_since
     group by order_no, line, sku, settled
     having sum(quantity) > settled
     limit $2`,
    [until, limit],
  );
}

/** A claim of an ended order line that still has units. */
export interface Unbalanced {
  order: string;
  line: number;
  sku: string;
  open: number;
  completedAt: Date;
}

export async function unbalanced(tx: Pick<Tx, 'query'>, before: Date, limit: number): Promise<Unbalanced[]> {
  return tx.query<Unbalanced>(
    `select r.order_no as "order", r.line, r.sku, r.open, o.completed_at as "completedAt"
     from reservations r join order_claims o using (order_no)
     where r.reserved > r.released + r.settled and o.completed_at < $1
     order by o.completed_at, r.order_no, r.line, r.sku limit $2`,
    [before, limit],
  );
}
