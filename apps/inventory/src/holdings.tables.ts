import type { Tx } from '@throughline/persistence';
import type { OpenClaim } from './explanation.ts';
import { Ledger } from './ledger.ts';
import { type LockedLevels, lockLevels } from './levels.tables.ts';
import type { Claim, OrderClaims, Seen } from './reservation.ts';

/** What a transaction holds locked: SKUs with the kits made of them first, then orders, each in the order of their keys. */
export interface Locked extends LockedLevels {
  ledger: Ledger;
}

type OrderRow = { order: string; version: number };

const column = <T, K extends keyof T>(rows: readonly T[], key: K): T[K][] => rows.map((row) => row[key]);

/**
 * Locks SKUs and the kits made of them, making rows for SKUs not known yet, and loads what is known of the orders.
 * @param recipes whoever changes levels shares the recipes, whoever changes recipes takes them alone: so the kits made
 * of a SKU are the same for as long as it is locked, and all can be locked at once, in one order
 */
export async function lock(
  tx: Tx,
  skus: Iterable<string>,
  orders: Iterable<string>,
  recipes: 'shared' | 'alone' = 'shared',
): Promise<Locked> {
  const numbers = [...new Set(orders)];
  // Each sends its statements before it waits, so they lock in this order.
  const [{ levels, ...held }, claims, seen] = await Promise.all([
    lockLevels(tx, [...new Set(skus)], recipes),
    lockOrders(tx, numbers),
    seenOf(tx, numbers),
  ]);
  return { ...held, ledger: new Ledger({ levels, orders: claims, seen }) };
}

async function seenOf(tx: Tx, orders: readonly string[]): Promise<Seen[]> {
  if (orders.length === 0) return [];
  return tx.query<Seen>(
    `select order_no as "order", line, sku, source, location, quantity
     from erp_watermarks where order_no = any($1::text[])`,
    [orders],
  );
}

async function lockOrders(tx: Tx, numbers: readonly string[]): Promise<OrderClaims[]> {
  if (numbers.length === 0) return [];
  const [orders, claims] = await Promise.all([
    tx.query<OrderRow>(
      `select order_no as "order", version from order_claims
       where order_no = any($1::text[]) order by order_no for update`,
      [numbers],
    ),
    tx.query<Claim>(
      `select order_no as "order", line, sku, per_unit as "perUnit", reserved, back_ordered as "backOrdered", released,
              settled
       from reservations where order_no = any($1::text[]) order by order_no, line, sku`,
      [numbers],
    ),
  ]);
  const byOrder = Map.groupBy(claims, ({ order }) => order);
  return orders.map(({ order, version }) => ({ order, version, claims: byOrder.get(order) ?? [] }));
}

/** SKUs that orders still claim; none comes to them once claimed. */
export async function claimedSkus(tx: Tx, orders: readonly string[]): Promise<string[]> {
  if (orders.length === 0) return [];
  const rows = await tx.query<{ sku: string }>(
    `select distinct sku from reservations
     where order_no = any($1::text[]) and reserved > released + settled`,
    [orders],
  );
  return column(rows, 'sku');
}

/** What is claimed of a SKU and not settled yet, the oldest claim first. */
export async function openClaims(tx: Pick<Tx, 'query'>, sku: string): Promise<OpenClaim[]> {
  return tx.query<OpenClaim>(
    `select r.order_no as "order", r.line, r.open as units, r.back_ordered as "backOrdered", min(l.at) as since
     from reservations r
     left join ledger_entries l
       on l.order_no = r.order_no and l.line = r.line and l.sku = r.sku and l.kind = 'reserve'
     where r.sku = $1 and r.reserved > r.released + r.settled
     group by r.order_no, r.line, r.open, r.back_ordered
     order by since, r.order_no, r.line`,
    [sku],
  );
}

/** Writes orders of which something was decided, their claims, the entries of the ledger and what was seen. */
export async function saveLedger(tx: Tx, ledger: Ledger, touched: readonly OrderClaims[]): Promise<void> {
  const claims = touched.flatMap((order) => order.claims);
  await Promise.all([
    saveOrders(tx, touched),
    saveClaims(tx, claims),
    saveEntries(tx, ledger.entries),
    saveSeen(tx, [...ledger.raised.values()]),
  ]);
}

async function saveOrders(tx: Tx, orders: readonly OrderClaims[]): Promise<void> {
  if (orders.length === 0) return;
  await tx.query(
    `insert into order_claims (order_no, version)
     select * from unnest($1::text[], $2::bigint[])
     on conflict (order_no) do update set version = excluded.version`,
    [column(orders, 'order'), column(orders, 'version')],
  );
}

async function saveEntries(tx: Tx, entries: Ledger['entries']): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(
    `insert into ledger_entries (order_no, line, sku, kind, quantity, location, estimated, at)
     select * from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::bigint[], $6::text[],
                          $7::boolean[], $8::timestamptz[])`,
    [
      column(entries, 'order'),
      column(entries, 'line'),
      column(entries, 'sku'),
      column(entries, 'kind'),
      column(entries, 'quantity'),
      column(entries, 'location'),
      column(entries, 'estimated'),
      column(entries, 'at'),
    ],
  );
}

async function saveSeen(tx: Tx, raised: readonly Seen[]): Promise<void> {
  if (raised.length === 0) return;
  await tx.query(
    `insert into erp_watermarks (order_no, line, sku, source, location, quantity)
     select * from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::bigint[])
     on conflict (order_no, line, sku, source, location) do update set quantity = excluded.quantity`,
    [
      column(raised, 'order'),
      column(raised, 'line'),
      column(raised, 'sku'),
      column(raised, 'source'),
      column(raised, 'location'),
      column(raised, 'quantity'),
    ],
  );
}

async function saveClaims(tx: Tx, claims: readonly Claim[]): Promise<void> {
  if (claims.length === 0) return;
  await tx.query(
    `insert into reservations (order_no, line, sku, per_unit, reserved, back_ordered, released, settled)
     select * from unnest($1::text[], $2::int[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
                          $8::bigint[])
     on conflict (order_no, line, sku) do update
       set released = excluded.released, settled = excluded.settled, per_unit = excluded.per_unit`,
    [
      column(claims, 'order'),
      column(claims, 'line'),
      column(claims, 'sku'),
      column(claims, 'perUnit'),
      column(claims, 'reserved'),
      column(claims, 'backOrdered'),
      column(claims, 'released'),
      column(claims, 'settled'),
    ],
  );
}
