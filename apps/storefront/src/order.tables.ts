import type { Order, OrderRequested } from '@throughline/events';
import type { DataSource, Tx } from '@throughline/persistence';

/** An order that was placed here, with what orders says of it; without personal data. */
export interface PlacedOrder {
  orderNumber: string;
  token: string;
  emailHash: string;
  idempotencyKey: string;
  bodyHash: string;
  /** As requested. Instants are ISO texts, as JSON keeps them. */
  request: Stored<OrderRequested>;
  /** What was answered once it was decided; null before. */
  answer: unknown;
  placedAt: Date;
  cancellationRequestedAt: Date | null;
  /** As orders tells it; null until it does. */
  order: Stored<Order> | null;
  /** Grows with every change of the order. */
  version: number;
}

/** A value as JSON gives it back: instants are ISO texts. */
export type Stored<T> = T extends Date
  ? string
  : T extends readonly (infer I)[]
    ? Stored<I>[]
    : T extends object
      ? { [K in keyof T]: Stored<T[K]> }
      : T;

const columns = `
  p.order_number as "orderNumber", p.token, p.email_hash as "emailHash", p.idempotency_key as "idempotencyKey",
  p.body_hash as "bodyHash", p.request, p.answer, p.placed_at as "placedAt",
  p.cancellation_requested_at as "cancellationRequestedAt", o.body as "order",
  p.version + coalesce(o.version, 0) as version`;

const joined = `left join orders_orders o on o.order_number = p.order_number and not o.deleted and o.origin = 'web'`;

/** Orders placed here; those that began elsewhere belong to accounts and are not among them. */
export async function readOrders(
  dataSource: DataSource,
  orderNumbers: readonly string[],
): Promise<PlacedOrder[]> {
  if (orderNumbers.length === 0) return [];
  return dataSource.query<PlacedOrder[]>(
    `select ${columns} from placed_orders p ${joined} where p.order_number = any($1)`,
    [orderNumbers],
  );
}

export async function findByIdempotencyKey(
  dataSource: DataSource,
  key: string,
): Promise<PlacedOrder | undefined> {
  const [found] = await dataSource.query<PlacedOrder[]>(
    `select ${columns} from placed_orders p ${joined} where p.idempotency_key = $1`,
    [key],
  );
  return found;
}

export interface NewOrder {
  orderNumber: string;
  idempotencyKey: string;
  bodyHash: string;
  token: string;
  emailHash: string;
  request: OrderRequested;
  placedAt: Date;
}

/**
 * Keeps a new order under its idempotency key, which is taken at most once: a second request with the key waits here
 * for the first to commit.
 * @returns false when the key is taken
 */
export async function insertOrder(tx: Tx, order: NewOrder): Promise<boolean> {
  const inserted = await tx.query(
    `insert into placed_orders (order_number, idempotency_key, body_hash, token, email_hash, request, version, placed_at)
     values ($1, $2, $3, $4, $5, $6, 1, $7) on conflict (idempotency_key) do nothing returning order_number`,
    [
      order.orderNumber,
      order.idempotencyKey,
      order.bodyHash,
      order.token,
      order.emailHash,
      JSON.stringify(order.request),
      order.placedAt,
    ],
  );
  return inserted.length > 0;
}

/** Locks the order and marks it as being cancelled. @returns its new version; null when it was marked before */
export async function markCancellation(tx: Tx, orderNumber: string, at: Date): Promise<number | null> {
  const [row] = await tx.query<{ version: number }>(
    `update placed_orders set cancellation_requested_at = $2, version = version + 1
     where order_number = $1 and cancellation_requested_at is null returning version`,
    [orderNumber, at],
  );
  return row?.version ?? null;
}

/** Keeps what was answered, unless something was. */
export async function keepAnswer(
  dataSource: DataSource,
  orderNumber: string,
  answer: unknown,
): Promise<void> {
  await dataSource.query(`update placed_orders set answer = $2 where order_number = $1 and answer is null`, [
    orderNumber,
    JSON.stringify(answer),
  ]);
}
