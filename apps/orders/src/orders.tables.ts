import type { Decimal } from '@throughline/events';
import type { Tx } from '@throughline/persistence';
import { openWorthKey } from './placement/buyer-limits.ts';
import type { OrderDocument, RecordFact } from './documents/facts.ts';
import { type Followed, followedBefore } from './order/followed.ts';
import { isDecided, isErpOriginated } from './order/order.ts';
import type { OrderState } from './order/order.ts';
import { bindingTo } from './references/reference.tables.ts';
import { revived } from './stored.ts';

/** An order under its row lock. */
export interface LockedOrder {
  state: OrderState;
  /** Of its facts on the log and of the order itself; rises with each. */
  version: number;
}

interface Row {
  order: string;
  version: number;
  body: object;
  checking: object | null;
  documents: Record<string, number>;
  waitUntil: Date | null;
  unboundSource: string | null;
  unboundCustomer: string | null;
  buyers: string[];
  /** Null in rows that the version before has written. */
  followed: Followed | null;
}

const columns = `order_no as "order", version, body, checking, documents, wait_until as "waitUntil",
  unbound_source as "unboundSource", unbound_customer as "unboundCustomer", followed, buyers`;

function lockedOf(row: Row): LockedOrder {
  const { version, documents, waitUntil, buyers, unboundSource: source, unboundCustomer: customer } = row;
  const order = revived('Order', row.body);
  const state = {
    order,
    checking: row.checking && revived('OrderRequested', row.checking),
    waitUntil,
    documents,
    unbound: source !== null && customer !== null ? { source, customer } : null,
    buyers,
    followed: row.followed ?? followedBefore(order),
  };
  return { state, version };
}

function byNumber(rows: readonly Row[]): Map<string, LockedOrder> {
  return new Map(rows.map((row) => [row.order, lockedOf(row)]));
}

/** Locks orders in the order of their numbers; those not known are not in the answer. */
export async function lockOrders(tx: Tx, numbers: Iterable<string>): Promise<Map<string, LockedOrder>> {
  const rows = await tx.query<Row>(
    `select ${columns} from orders where order_no = any($1::text[]) order by order_no for update`,
    [[...new Set(numbers)]],
  );
  return byNumber(rows);
}

/** Locks some of the orders that wait for what they name. */
export async function lockChecking(tx: Tx, limit: number): Promise<Map<string, LockedOrder>> {
  const rows = await tx.query<Row>(
    `select ${columns} from orders where checking is not null and review_since is null
     order by order_no limit $1 for update skip locked`,
    [limit],
  );
  return byNumber(rows);
}

/** Locks some of the orders whose hold is over, those first whose hold ended first. */
export async function lockHoldsOver(tx: Tx, now: Date, limit: number): Promise<Map<string, LockedOrder>> {
  const rows = await tx.query<Row>(
    `select ${columns} from orders where held_until <= $1
     order by held_until limit $2 for update skip locked`,
    [now, limit],
  );
  return byNumber(rows);
}

/** Locks some of the orders from the back office whose customer has become known. */
export async function lockUnbound(tx: Tx, limit: number): Promise<Map<string, LockedOrder>> {
  const rows = await tx.query<Row>(
    `select ${columns} from orders o
     where unbound_customer is not null and exists (
       select 1 from customers_accounts a
       where a.bindings @> ${bindingTo('o.unbound_source', 'o.unbound_customer')} and not a.deleted)
     order by order_no limit $1 for update skip locked`,
    [limit],
  );
  return byNumber(rows);
}

/** Writes orders, new and known. They travel as one JSON text, which is neither escaped nor parsed twice. */
export async function saveOrders(tx: Tx, orders: readonly LockedOrder[]): Promise<void> {
  if (orders.length === 0) return;
  const rows = orders.map(
    ({ state: { order, checking, documents, waitUntil, unbound, followed, buyers }, version }) => ({
      order_no: order.order,
      version,
      state: order.state,
      integration: order.integration,
      origin: order.origin,
      account: order.account,
      currency: order.currency,
      gross: order.gross,
      placed_at: order.placedAt,
      decided: isDecided(order),
      erp_born: isErpOriginated(order),
      body: order,
      checking,
      wait_until: waitUntil,
      documents,
      unbound_source: unbound?.source ?? null,
      unbound_customer: unbound?.customer ?? null,
      buyers,
      review_since: order.review?.since ?? null,
      held_until: order.heldUntil,
      followed,
    }),
  );
  await tx.query(
    `insert into orders (order_no, version, state, integration, origin, account, currency, gross, placed_at, decided,
                         erp_born, body, checking, wait_until, documents, unbound_source, unbound_customer,
                         followed, buyers, review_since, held_until)
     select order_no, version, state, integration, origin, account, currency, gross, placed_at, decided,
            erp_born, body, nullif(checking, 'null'), wait_until, documents, unbound_source, unbound_customer, followed,
            buyers, review_since, held_until
     from jsonb_to_recordset($1::jsonb) as u (
       order_no text, version bigint, state text, integration text, origin text, account text, currency text,
       gross numeric, placed_at timestamptz, decided boolean, erp_born boolean, body jsonb, checking jsonb,
       wait_until timestamptz, documents jsonb, unbound_source text, unbound_customer text, followed jsonb,
       buyers text[], review_since timestamptz, held_until timestamptz)
     order by order_no
     on conflict (order_no) do update set version = excluded.version, state = excluded.state,
       integration = excluded.integration, account = excluded.account, gross = excluded.gross,
       decided = excluded.decided, body = excluded.body, checking = excluded.checking,
       wait_until = excluded.wait_until, documents = excluded.documents,
       unbound_source = excluded.unbound_source, unbound_customer = excluded.unbound_customer,
       followed = excluded.followed, buyers = excluded.buyers,
       review_since = excluded.review_since, held_until = excluded.held_until`,
    [JSON.stringify(rows)],
  );
}

/**
 * Notes which orders documents say something of, so that one that is gone or says less still finds them.
 * @param documents names of all documents that are asked for
 * @param said what they say now
 * @returns what was noted of them before
 */
export async function noteDocuments(
  tx: Tx,
  documents: readonly string[],
  said: readonly OrderDocument[],
): Promise<OrderDocument[]> {
  if (documents.length === 0) return [];
  // A statement does not see what it inserts.
  return tx.query<OrderDocument>(
    `with noted as (
       insert into order_documents (document, order_no)
       select distinct * from unnest($2::text[], $3::text[]) on conflict do nothing
     )
     select document, order_no as "order" from order_documents where document = any($1::text[])
     order by document, order_no`,
    [documents, said.map(({ document }) => document), said.map(({ order }) => order)],
  );
}

/** Keeps facts until the order they belong to is known and placed. */
export async function keepWaiting(tx: Tx, facts: readonly RecordFact[]): Promise<void> {
  if (facts.length === 0) return;
  await tx.query(
    `insert into waiting_facts (topic, key, sequence, order_no, type, value, time, traceparent)
     select topic, key, sequence, order_no, type, value::jsonb, time, traceparent
     from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[])
       as u (topic, key, sequence, order_no, type, value, time, traceparent)
     on conflict do nothing`,
    [
      facts.map(({ topic }) => topic),
      facts.map(({ key }) => key),
      facts.map(({ sequence }) => sequence),
      facts.map(({ order }) => order),
      facts.map(({ type }) => type),
      facts.map(({ value }) => JSON.stringify(value)),
      facts.map(({ time }) => time),
      facts.map(({ traceparent }) => traceparent ?? null),
    ],
  );
}

type WaitingRow = Omit<RecordFact, 'value' | 'traceparent'> & { value: object; traceparent: string | null };

/** Takes out what waited for orders, in the order in which each source said it. */
export async function takeWaiting(tx: Tx, numbers: readonly string[]): Promise<RecordFact[]> {
  if (numbers.length === 0) return [];
  const rows = await tx.query<WaitingRow>(
    `delete from waiting_facts where order_no = any($1::text[])
     returning order_no as "order", topic, type, key, sequence, value, time, traceparent`,
    [numbers],
  );
  return rows
    .map(({ traceparent, value, ...fact }) => {
      const said = fact.type === 'DocumentWithdrawn' ? {} : revived(fact.type, value);
      return { ...fact, value: said, ...(traceparent !== null && { traceparent }) } as RecordFact;
    })
    .sort((a, b) => a.time.getTime() - b.time.getTime() || a.sequence - b.sequence);
}

/** An order that something waits for, and whether it is known and placed by now. */
export interface Awaited {
  order: string;
  placed: boolean;
}

/**
 * Some of the orders that something waits for, in the order of their numbers. However much waits for orders that never
 * come, a page costs the same.
 */
export async function awaitedAfter(tx: Pick<Tx, 'query'>, number: string, limit: number): Promise<Awaited[]> {
  return tx.query<Awaited>(
    `with page as (
       select distinct order_no from waiting_facts where order_no > $1 order by order_no limit $2)
     select order_no as "order", o.order_no is not null and o.checking is null as placed
     from page left join orders o using (order_no) order by order_no`,
    [number, limit],
  );
}

/**
 * What buyers have open: orders that were taken and have not ended. Whoever asks for the same buyer at the same time
 * waits until this transaction has ended, so that two orders are not both within a limit that they exceed together.
 */
export async function lockOpenWorth(tx: Tx, buyers: readonly string[]): Promise<Map<string, Decimal>> {
  if (buyers.length === 0) return new Map();
  await tx.query(
    `select pg_advisory_xact_lock(hashtextextended(buyer, 0))
     from (select distinct buyer from unnest($1::text[]) as u (buyer) order by buyer) as b`,
    [buyers],
  );
  const rows = await tx.query<{ buyer: string; currency: string; worth: Decimal }>(
    `select b.buyer, o.currency, sum(o.gross) as worth
     from (select distinct buyer from unnest($1::text[]) as u (buyer)) as b
     join orders o on o.buyers @> array[b.buyer] and o.state not in ('rejected', 'cancelled', 'completed', 'returned')
     where o.checking is null
     group by b.buyer, o.currency`,
    [buyers],
  );
  return new Map(rows.map(({ buyer, currency, worth }) => [openWorthKey(buyer, currency), worth]));
}
