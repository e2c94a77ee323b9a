import type {
  Order,
  OrderInvoice,
  OrderLine,
  OrderRequested,
  OrderShipment,
  Recipient,
  RequestedLine,
} from '@throughline/events';
import type { DataSource, Tx } from '@throughline/persistence';

/** An order that was placed here, with what the orders service publishes of it, and where it goes to. */
export interface PlacedOrder {
  orderNumber: string;
  token: string;
  emailHash: string;
  /** Of its idempotency key. */
  keyHash: string;
  /** Null when it was recovered after a restore. */
  bodyHash: string | null;
  /** As requested. Instants are ISO texts, as in JSON. */
  request: StoredRequest;
  /** The response to the request, kept once the order was decided; null before. */
  response: unknown;
  placedAt: Date;
  cancellationRequestedAt: Date | null;
  /** As the orders service publishes it; null until it does. */
  order: StoredOrder | null;
  /** Where it goes to; null until that is known here, and once it is erased. */
  recipient: StoredRecipient | null;
  /** Grows with every change of the order. */
  version: number;
}

/** A value after a round trip through JSON: instants are ISO texts. */
export type Stored<T> = T extends Date
  ? string
  : T extends readonly (infer I)[]
    ? Stored<I>[]
    : T extends object
      ? { [K in keyof T]: Stored<T[K]> }
      : T;

/** Of a recipient what a page shows. */
export type StoredRecipient = Omit<Recipient, 'order' | 'email' | 'phone'>;

type NewInLines = 'unit' | 'unitQuantity' | 'perQuantity' | 'components';

/** A request as it is kept; those from before 0.2 of the contract lack what that added. */
export type StoredRequest = Lacking<
  Stored<OrderRequested>,
  'region' | 'purchaseOrderNumber' | 'buyer',
  { lines: Lacking<Stored<RequestedLine>, NewInLines>[] }
>;

/** An order as it is kept; earlier ones lack what later versions of the contract added. */
export type StoredOrder = Lacking<
  Stored<Order>,
  | 'region'
  | 'purchaseOrderNumber'
  | 'charges'
  | 'dueNet'
  | 'dueTax'
  | 'dueGross'
  | 'amendments'
  | 'review'
  | 'heldUntil'
  | 'cancellationRefusal',
  {
    lines: Lacking<
      Stored<OrderLine>,
      NewInLines | 'credited' | 'addedBy' | 'replaces' | 'documented' | 'substitute'
    >[];
    shipments: Lacking<Stored<OrderShipment>, 'carrier' | 'trackingNumber' | 'trackingUrl'>[];
    invoices: Lacking<Stored<OrderInvoice>, 'kind' | 'shared' | 'net' | 'currency'>[];
  }
>;

/** A value of which some names are missing where it is older than they are. */
export type Lacking<Value, Names extends keyof Value, Parts = unknown> = Omit<Value, Names | keyof Parts> &
  Partial<Pick<Value, Names>> &
  Parts;

const columns = `
  p.order_number as "orderNumber", p.token, p.email_hash as "emailHash", p.key_hash as "keyHash",
  p.body_hash as "bodyHash", p.request, p.answer as response, p.placed_at as "placedAt",
  p.cancellation_requested_at as "cancellationRequestedAt", o.body as "order",
  case when r.name is not null then jsonb_build_object('name', r.name, 'company', r.company, 'street', r.street,
    'street2', r.street2, 'postalCode', r.postal_code, 'city', r.city, 'country', r.country, 'region', r.region)
  end as recipient,
  p.version + coalesce(o.version, 0) + coalesce(r.version, 0) as version`;

const joined = `left join orders_orders o on o.order_number = p.order_number and not o.deleted and o.origin = 'web'
  left join orders_recipients r on r.order_number = p.order_number`;

/** Orders placed here; those that originated elsewhere belong to accounts and are not among them. */
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

/** Orders by the idempotency keys under which they were placed. */
export async function findByKeys(
  dataSource: DataSource,
  keys: readonly string[],
): Promise<Map<string, PlacedOrder>> {
  if (keys.length === 0) return new Map();
  const found = await dataSource.query<PlacedOrder[]>(
    `select ${columns} from placed_orders p ${joined} where p.key_hash = any($1)`,
    [keys],
  );
  return new Map(found.map((order) => [order.keyHash, order]));
}

export interface NewOrder {
  orderNumber: string;
  keyHash: string;
  bodyHash: string | null;
  token: string;
  emailHash: string;
  request: OrderRequested;
  placedAt: Date;
  /** By which an order of the same lines from the same cart is found; null without a cart. */
  likeness: string | null;
}

/**
 * Inserts new orders under their idempotency keys, each of which is used once, by the first: a later request with the
 * same key waits here for the first to commit.
 * @returns numbers of the orders whose keys were free
 */
export async function insertOrders(tx: Tx, orders: readonly NewOrder[]): Promise<Set<string>> {
  const inserted = await tx.query<{ orderNumber: string }>(
    `insert into placed_orders (order_number, key_hash, body_hash, token, email_hash, request, version, placed_at,
                                likeness)
     select "orderNumber", "keyHash", "bodyHash", token, "emailHash", request, 1, "placedAt",
            likeness
     from jsonb_to_recordset($1) as n ("orderNumber" text, "keyHash" text, "bodyHash" text, token text,
       "emailHash" text, request jsonb, "placedAt" timestamptz, likeness text, place integer)
     -- All lock keys in the same order, so that there are no deadlocks.
     order by "keyHash", place
     on conflict (key_hash) do nothing returning order_number as "orderNumber"`,
    [JSON.stringify(orders.map((order, place) => ({ ...order, place })))],
  );
  return new Set(inserted.map(({ orderNumber }) => orderNumber));
}

/** Orders that were placed since and have not ended without a delivery, the newest of each likeness. */
export async function findAlike(
  dataSource: DataSource,
  likenesses: readonly string[],
  since: Date,
): Promise<Map<string, { orderNumber: string; placedAt: Date }>> {
  if (likenesses.length === 0) return new Map();
  const found = await dataSource.query<{ likeness: string; orderNumber: string; placedAt: Date }[]>(
    `select distinct on (p.likeness) p.likeness, p.order_number as "orderNumber", p.placed_at as "placedAt"
     from placed_orders p left join orders_orders o on o.order_number = p.order_number and not o.deleted
     where p.likeness = any($1) and p.placed_at > $2 and p.cancellation_requested_at is null
       and coalesce(o.state, 'placed') not in ('rejected', 'cancelled')
     order by p.likeness, p.placed_at desc`,
    [likenesses, since],
  );
  return new Map(found.map(({ likeness, ...order }) => [likeness, order]));
}

/** Locks the order and marks its cancellation as requested. @returns its new version; null when it was marked before */
export async function markCancellation(tx: Tx, orderNumber: string, at: Date): Promise<number | null> {
  const [row] = await tx.query<{ version: number }>(
    `update placed_orders set cancellation_requested_at = $2, version = version + 1
     where order_number = $1 and cancellation_requested_at is null returning version`,
    [orderNumber, at],
  );
  return row?.version ?? null;
}

/** Marks the cancellation of orders as requested, where it is not yet. */
export async function markCancellations(
  tx: Tx,
  cancelled: readonly { orderNumber: string; at: Date }[],
): Promise<void> {
  await tx.query(
    `update placed_orders p set cancellation_requested_at = u.at, version = version + 1
     from unnest($1::text[], $2::timestamptz[]) as u (order_number, at)
     where p.order_number = u.order_number and p.cancellation_requested_at is null`,
    [cancelled.map(({ orderNumber }) => orderNumber), cancelled.map(({ at }) => at)],
  );
}

/** Records whose orders they are, but for those who were erased. */
export async function keepEmails(
  tx: Tx,
  orders: readonly { orderNumber: string; emailHash: string }[],
): Promise<void> {
  await tx.query(
    `update placed_orders p set email_hash = u.email_hash
     from unnest($1::text[], $2::text[]) as u (order_number, email_hash)
     where p.order_number = u.order_number and p.erased_at is null`,
    [orders.map(({ orderNumber }) => orderNumber), orders.map(({ emailHash }) => emailHash)],
  );
}

/** Locks an order, to erase whose it is. */
export async function lockErasure(
  tx: Tx,
  orderNumber: string,
): Promise<(Pick<PlacedOrder, 'order'> & { erasedAt: Date | null }) | undefined> {
  const [row] = await tx.query<Pick<PlacedOrder, 'order'> & { erasedAt: Date | null }>(
    `select p.erased_at as "erasedAt", o.body as "order" from placed_orders p
     left join orders_orders o on o.order_number = p.order_number and not o.deleted
     where p.order_number = $1 for update of p`,
    [orderNumber],
  );
  return row;
}

/**
 * Marks orders as those of nobody known, where they are not yet: what is hashed of a person can be guessed.
 * @param orders each with a hash that no e-mail address has
 */
export async function eraseBuyers(
  tx: Tx,
  orders: readonly { orderNumber: string; emailHash: string; at: Date }[],
): Promise<void> {
  await tx.query(
    `update placed_orders p set erased_at = u.at, email_hash = u.email_hash, body_hash = null, likeness = null
     from unnest($1::text[], $2::text[], $3::timestamptz[]) as u (order_number, email_hash, at)
     where p.order_number = u.order_number and p.erased_at is null`,
    [
      orders.map(({ orderNumber }) => orderNumber),
      orders.map(({ emailHash }) => emailHash),
      orders.map(({ at }) => at),
    ],
  );
}

/** Keeps responses, unless one is kept already. @returns those kept before, by order number */
export async function keepResponses<R extends { order: string }>(
  dataSource: DataSource,
  responses: readonly R[],
): Promise<Map<string, R>> {
  if (responses.length === 0) return new Map();
  const kept = await dataSource.query<{ orderNumber: string }[]>(
    `with kept as (
       update placed_orders p set answer = r.response from jsonb_each($1) as r (order_number, response)
       where p.order_number = r.order_number and p.answer is null returning p.order_number)
     select order_number as "orderNumber" from kept`,
    [JSON.stringify(Object.fromEntries(responses.map((response) => [response.order, response])))],
  );
  const now = new Set(kept.map(({ orderNumber }) => orderNumber));
  const before = responses.flatMap(({ order }) => (now.has(order) ? [] : order));
  if (before.length === 0) return new Map();
  const rows = await dataSource.query<{ orderNumber: string; response: R }[]>(
    `select order_number as "orderNumber", answer as response from placed_orders where order_number = any($1) and answer is not null`,
    [before],
  );
  return new Map(rows.map(({ orderNumber, response }) => [orderNumber, response]));
}
