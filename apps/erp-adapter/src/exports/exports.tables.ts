import type { ExportDifference, OrderExport, OrderPlaced } from '@throughline/events';
import type { Publisher } from '../sources/publisher.ts';
import { workChannel } from '../sources/leadership.ts';
import type { DataSource, Tx } from '@throughline/persistence';
import type { NewOrder } from '@throughline/connector';
import { type ExportState, type StoredDifference, differenceOf } from './export.ts';

/** An order on its way into the back office. */
export interface ExportRow {
  order: string;
  state: ExportState;
  erpNumber: string | null;
  document: OrderPlaced;
  traceparent: string | null;
  attempts: number;
  cancellations: number;
  cancellationsTold: number;
  cancelled: { line: number; quantity: number }[];
  /** Customer number in the back office, null while it is not known. */
  customer: string | null;
  recipient: NewOrder['recipient'] | null;
}

/** Of the source `$1`. Rows that the version before has written have no bindings yet. */
const customer = `(select b ->> 'number'
   from jsonb_array_elements(coalesce(a.bindings,
     jsonb_build_array(jsonb_build_object('source', a.erp_source, 'number', a.erp_number)))) b
   where b ->> 'source' = $1 limit 1)`;

const columns = `e.order_number as "order", e.state, e.erp_number as "erpNumber", e.document, e.traceparent, e.attempts,
  e.cancellations, e.cancellations_told as "cancellationsTold",
  coalesce((select json_agg(json_build_object('line', l.line, 'quantity', l.cancelled) order by l.line)
            from export_lines l
            where l.source = e.source and l.order_number = e.order_number and l.cancelled > 0), '[]') as cancelled,
  ${customer} as customer,
  case when r.name is not null then json_build_object('name', r.name, 'company', r.company, 'street', r.street,
    'postalCode', r.postal_code, 'city', r.city, 'country', r.country, 'region', r.region,
    'email', r.email, 'phone', r.phone) end as recipient`;

/** Exports that something can be done about, in the order in which they were confirmed, at most `limit`. */
export async function dueExports(tx: Tx, source: string, limit: number): Promise<ExportRow[]> {
  return tx.query<ExportRow>(
    `select ${columns} from exports e
     left join orders_recipients r using (order_number) left join customers_accounts a using (account)
     where e.source = $1 and e.due_at <= now() and (
       e.state in ('received', 'parked', 'sent', 'acknowledged') and (e.waits_for is null
         or (e.waits_for = 'recipient' and r.name is not null)
         or (e.waits_for = 'account' and ${customer} is not null))
       or e.state in ('acknowledged', 'verified') and e.cancellations <> e.cancellations_told)
     order by e.place limit $2`,
    [source, limit],
  );
}

/** A new state of an export. */
export interface Move {
  order: string;
  state: Exclude<ExportState, 'placed'>;
  reason?: string;
  waitsFor?: 'recipient' | 'account';
  erpNumber?: string;
  differences?: readonly ExportDifference[];
  /** Cancellations that the back office has been told of. */
  told?: number;
  /** Trace to be continued by whoever hears of the state, that of the order when not given. */
  traceparent?: string | null;
}

type Told = Omit<OrderExport, 'source' | 'differences'> & {
  differences: StoredDifference[];
  version: number;
  traceparent: string | null;
};
const told = `e.order_number as "order", e.state, e.reason, e.erp_number as "erpNumber", e.differences,
  e.state_at as at, e.version, e.traceparent`;

/**
 * Moves exports and says so on `erp.exports`; one that is in that state for that reason already stays as it is. Of
 * states that most orders pass within milliseconds nothing is said before they last, see {@link tellLasting}.
 */
export async function moveExports(
  tx: Tx,
  outbox: Publisher,
  source: string,
  moves: readonly Move[],
): Promise<void> {
  if (moves.length === 0) return;
  const rows = await tx.query<Told & { told: boolean }>(
    `update exports e
     set version = e.version + 1, state = m.state, reason = m.reason, waits_for = m.waits_for,
         erp_number = coalesce(m.erp_number, e.erp_number), differences = coalesce(m.differences::jsonb, e.differences),
         cancellations_told = coalesce(m.told, e.cancellations_told), state_at = clock_timestamp(),
         attempts = case when m.state = e.state then e.attempts else 0 end, due_at = now(),
         told = m.state not in ('received', 'sent') and m.waits_for is null
     from (select * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::integer[])
             as u (order_number, state, reason, waits_for, erp_number, differences, told)) m
     where e.source = $1 and e.order_number = m.order_number
       and (e.state, e.reason, e.waits_for) is distinct from (m.state, m.reason, m.waits_for)
     returning ${told}, e.told`,
    [
      source,
      moves.map(({ order }) => order),
      moves.map(({ state }) => state),
      moves.map(({ reason }) => reason ?? null),
      moves.map(({ waitsFor }) => waitsFor ?? null),
      moves.map(({ erpNumber }) => erpNumber ?? null),
      moves.map(({ differences }) => (differences ? JSON.stringify(differences) : null)),
      moves.map(({ told }) => told ?? null),
    ],
  );
  const given = new Map(moves.map(({ order, traceparent }) => [order, traceparent]));
  const ended = rows.filter((row) => row.told);
  await tell(tx, outbox, source, ended, given);
}

/** Says which states have lasted for so long that somebody may wonder. */
export async function tellLasting(
  tx: Tx,
  outbox: Publisher,
  source: string,
  milliseconds: number,
): Promise<void> {
  const rows = await tx.query<Told>(
    `update exports e set told = true
     where e.source = $1 and not e.told and e.state_at <= clock_timestamp() - make_interval(secs => $2)
     returning ${told}`,
    [source, milliseconds / 1000],
  );
  await tell(tx, outbox, source, rows);
}

/** @param traces to be continued instead of those of the orders */
async function tell(
  tx: Tx,
  outbox: Publisher,
  source: string,
  rows: readonly Told[],
  traces?: ReadonlyMap<string, string | null | undefined>,
): Promise<void> {
  await outbox.add(
    tx,
    'erp.exports',
    rows.map(({ order, state, reason, erpNumber, differences, at, version, traceparent }) => {
      const trace = traces?.get(order) ?? traceparent;
      const value = {
        ...{ order, state, reason, erpNumber, at, source },
        differences: differences.map(differenceOf),
      };
      const head = { type: 'OrderExport' as const, key: order, sequence: version, time: at };
      return { ...head, value, ...(trace !== null && { traceparent: trace }) };
    }),
  );
}

/** Puts an export off that fails while others do not. */
export async function putOff(
  tx: Tx,
  source: string,
  orders: readonly string[],
  milliseconds: number,
): Promise<void> {
  await tx.query(
    `update exports set attempts = attempts + 1, due_at = now() + make_interval(secs => $3)
     where source = $1 and order_number = any($2)`,
    [source, orders, milliseconds / 1000],
  );
}

/** Has the exports that were put off tried at once, as if for the first time. */
export async function tryAgain(tx: Tx, source: string): Promise<void> {
  await tx.query(
    `update exports set attempts = 0, due_at = now() where source = $1 and state = 'sent' and due_at > now()`,
    [source],
  );
}

/** Notes that the back office was told of the cancellations so far, and has its documents read back and compared. */
export async function noteCancellations(
  tx: Tx,
  source: string,
  list: readonly { order: string; told: number }[],
): Promise<void> {
  await tx.query(
    `update exports e set cancellations_told = m.told, due_at = now(),
       state = case e.state when 'verified' then 'acknowledged' else e.state end
     from unnest($2::text[], $3::integer[]) as m (order_number, told)
     where e.source = $1 and e.order_number = m.order_number`,
    [source, list.map(({ order }) => order), list.map(({ told }) => told)],
  );
}

/**
 * Has documents that differed, and that the back office has changed since, read back and compared once more. It is told
 * of cancellations again: a line that it lacked could not be cancelled then.
 */
export async function compareAgain(tx: Tx, source: string, orders: readonly string[]): Promise<void> {
  if (orders.length === 0) return;
  const again = await tx.query(
    `update exports set state = 'acknowledged', due_at = now(), cancellations_told = 0
     where source = $1 and order_number = any($2) and state in ('acknowledged', 'verified') and differences <> '[]'
     returning 1`,
    [source, orders],
  );
  if (again.length > 0) tx.notify(workChannel, '');
}

/** The traces of orders that have one. */
export async function orderTraces(
  tx: Tx,
  source: string,
  orders: readonly string[],
): Promise<Map<string, string>> {
  if (orders.length === 0) return new Map();
  const rows = await tx.query<{ order: string; traceparent: string }>(
    `select order_number as "order", traceparent from exports
     where source = $1 and order_number = any($2) and traceparent is not null`,
    [source, orders],
  );
  return new Map(rows.map(({ order, traceparent }) => [order, traceparent]));
}

/** Orders handed over to a source, with any of the SKUs by themselves or in a kit, that may have left without a stock statement settling them. */
export async function unsettledOrders(
  dataSource: DataSource,
  source: string,
  skus: readonly string[],
): Promise<string[]> {
  const rows = await dataSource.query<{ order: string }[]>(
    `select distinct e.order_number as "order"
     from export_lines l join exports e using (source, order_number)
     left join reservation_claims c using (order_number)
     where e.source = $1 and not l.settled
       and (l.sku = any($2) or l.components <> '{}' and l.components && $2)
       and e.state in ('sent', 'acknowledged', 'verified') and not coalesce(c.closed or c.claimed <= 0, false)`,
    [source, skus],
  );
  return rows.map(({ order }) => order);
}

/** Notes of which orders nothing is reserved any more, so that stock statements need not look for them. */
export async function noteSettled(tx: Tx, source: string): Promise<void> {
  await tx.query(
    `update export_lines l set settled = true from reservation_claims c
     where l.source = $1 and not l.settled and c.order_number = l.order_number and (c.closed or c.claimed <= 0)`,
    [source],
  );
}
