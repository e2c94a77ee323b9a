import type { DataSource, Tx } from '@throughline/persistence';
import type { OrderedLine, Seen } from './cart.ts';

export interface CartLineRow extends OrderedLine {
  /** UN/ECE code of the unit that is counted; empty, in lines of an earlier version, for the one that is offered first. */
  unit: string;
  seen: Seen;
}

/** Lines in the order in which they were added. */
export async function readCart(dataSource: DataSource, cart: string): Promise<CartLineRow[]> {
  return dataSource.query<CartLineRow[]>(
    `select sku, unit, quantity, seen from cart_lines where cart = $1 order by added_at, sku`,
    [cart],
  );
}

/** Lines of several carts, by cart. */
export async function readCarts(
  dataSource: DataSource,
  carts: readonly string[],
): Promise<Map<string, OrderedLine[]>> {
  if (carts.length === 0) return new Map();
  const rows = await dataSource.query<(OrderedLine & { cart: string })[]>(
    `select cart, sku, unit, quantity from cart_lines where cart = any($1)`,
    [carts],
  );
  return Map.groupBy(rows, ({ cart }) => cart);
}

export async function createCart(tx: Tx, cart: string, at: Date): Promise<void> {
  await tx.query(`insert into carts (id, updated_at) values ($1, $2)`, [cart, at]);
}

/**
 * Locks a cart, so that its changes are serialised.
 * @returns how many lines it has beside that of a SKU; null when there is no such cart
 */
export async function lockCart(tx: Tx, cart: string, sku: string, at: Date): Promise<number | null> {
  const known = await tx.query(`update carts set updated_at = $2 where id = $1 returning id`, [cart, at]);
  if (known.length === 0) return null;
  const [row] = await tx.query<{ lines: number }>(
    `select count(*) as lines from cart_lines where cart = $1 and sku <> $2`,
    [cart, sku],
  );
  return row?.lines ?? 0;
}

export async function putLine(tx: Tx, cart: string, line: CartLineRow, at: Date): Promise<void> {
  await tx.query(
    `insert into cart_lines (cart, sku, unit, quantity, seen, added_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (cart, sku) do update
     set unit = excluded.unit, quantity = excluded.quantity, seen = excluded.seen`,
    [cart, line.sku, line.unit, line.quantity, JSON.stringify(line.seen), at],
  );
}

/** Removes lines of any carts. */
export async function removeLines(tx: Tx, lines: readonly { cart: string; sku: string }[]): Promise<void> {
  if (lines.length === 0) return;
  await tx.query(
    `delete from cart_lines l using unnest($1::text[], $2::text[]) as u (cart, sku)
     where l.cart = u.cart and l.sku = u.sku`,
    [lines.map(({ cart }) => cart), lines.map(({ sku }) => sku)],
  );
}

/** Records what the shopper has seen now, in one statement. */
export async function updateSeen(tx: Tx, cart: string, lines: readonly CartLineRow[]): Promise<void> {
  await tx.query(
    `update cart_lines l set seen = u.seen::jsonb
     from unnest($2::text[], $3::text[]) as u (sku, seen) where l.cart = $1 and l.sku = u.sku`,
    [cart, lines.map(({ sku }) => sku), lines.map(({ seen }) => JSON.stringify(seen))],
  );
}

/** Removes carts that nobody has touched since. */
export async function removeCartsBefore(dataSource: DataSource, instant: Date): Promise<void> {
  await dataSource.query(`delete from carts where updated_at < $1`, [instant]);
}
