import type { ExportDifference, OrderExport, OrderPlaced } from '@throughline/events';
import type { Publisher } from '../sources/publisher.ts';
import { workChannel } from '../sources/leadership.ts';
import { rereadStock } from '../sources/rereads.tables.ts';
import type { Tx } from '@throughline/persistence';
import type { NewOrder } from '@throughline/connector';
import { type StoredDifference, restoredDifference } from './comparison/difference.ts';
import type { ExportState } from './export.ts';
import type { HandOverPace } from './hand-over-pace.ts';
import type { SecondDocument } from './comparison/following.ts';
import { toldUnits } from './handed-over.queries.ts';
import { recipientColumns } from './references.tables.ts';

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
  /** Units of lines that are not wanted any more, whoever cancelled them, and those that the back office was told of. */
  cancelled: { line: number; quantity: number; told: number }[];
  /** Where its document parted from it when it was compared last. */
  differences: StoredDifference[];
  /** Other documents that carry its number. */
  seconds: SecondDocument[];
  /** Customer number in the back office, null while it is not known. */
  customer: string | null;
  recipient: NewOrder['recipient'] | null;
}

/** Number of the account `a` in the source `$1`. Rows that the version before has written have no bindings yet. */
export const customer = `(select b ->> 'number'
   from jsonb_array_elements(coalesce(a.bindings,
     jsonb_build_array(jsonb_build_object('source', a.erp_source, 'number', a.erp_number)))) b
   where b ->> 'source' = $1 limit 1)`;

/** Documents that carry the number of an export `e` and are not its own. */
export const secondDocuments = `coalesce((
  select json_agg(json_build_object('document', s.document, 'net', trim_scale(s.net)::text) order by s.document)
  from second_documents s where s.source = e.source and s.order_number = e.order_number), '[]')`;

const columns = `e.order_number as "order", e.state, e.erp_number as "erpNumber", e.document, e.traceparent, e.attempts,
  e.cancellations, e.cancellations_told as "cancellationsTold",
  coalesce((select json_agg(json_build_object('line', l.line, 'quantity', l.cancelled,
                              'told', ${toldUnits}) order by l.line)
            from export_lines l
            where l.source = e.source and l.order_number = e.order_number and l.cancelled > 0), '[]') as cancelled,
  e.differences, ${secondDocuments} as seconds, ${customer} as customer, ${recipientColumns} as recipient`;

/** Exports `e` with what they refer to. */
const referring = `exports e
  left join orders_recipients r using (order_number) left join customers_accounts a using (account)`;

/** Whether an export waits for nothing, or for what is there now. */
const isReady = `(e.waits_for is null or (e.waits_for = 'recipient' and r.name is not null)
  or (e.waits_for = 'account' and ${customer} is not null))`;

/** Exports `$2` of the source `$1`, locked in one order: whoever else changes several of them does not wait for us. */
const lockedInOrder = `(select order_number from exports where source = $1 and order_number = any($2)
  order by order_number for no key update) locked`;

/** What of the exports that are due by the pace of their source: those that wait for a run, and whatever is written there. */
const dueBy: Readonly<Record<HandOverPace, string>> = {
  'at once': `(e.waits_for = 'plan' or ${isReady})`,
  'in runs': isReady,
  off: `(e.state <> 'sent' and ${isReady})`,
};

/** Exports that something can be done about, in the order in which they were confirmed, at most `limit`. */
export async function dueExports(
  tx: Tx,
  source: string,
  limit: number,
  pace: HandOverPace = 'at once',
): Promise<ExportRow[]> {
  return tx.query<ExportRow>(
    `select ${columns} from ${referring}
     where e.source = $1 and e.due_at <= now() and (
       e.state in ('received', 'parked', 'sent', 'acknowledged') and (e.waits_for = 'batch' or ${dueBy[pace]})
         and (e.state <> 'sent' or e.batch is null)
       or e.state in ('acknowledged', 'verified') and e.cancellations <> e.cancellations_told and $3)
     order by e.place limit $2`,
    [source, limit, pace !== 'off'],
  );
}

/** Exports whose back office has not answered, and of which it is time to ask again, the longest asked for first. */
export async function unansweredExports(tx: Tx, source: string, limit: number): Promise<ExportRow[]> {
  return tx.query<ExportRow>(
    `select ${columns} from ${referring}
     where e.source = $1 and e.state = 'sent' and e.waits_for = 'answer' and e.due_at <= now()
     order by e.due_at limit $2`,
    [source, limit],
  );
}

/** Has exports looked at again after some milliseconds. */
export async function lookAgain(
  tx: Tx,
  source: string,
  list: readonly { order: string; afterMs: number }[],
): Promise<void> {
  if (list.length === 0) return;
  await tx.query(
    `update exports e set due_at = now() + make_interval(secs => a.seconds)
     from unnest($2::text[], $3::double precision[]) as a (order_number, seconds) join ${lockedInOrder} using (order_number)
     where e.source = $1 and e.order_number = a.order_number`,
    [source, list.map(({ order }) => order), list.map(({ afterMs }) => afterMs / 1_000)],
  );
}

/** Has documents looked for again that have not come in yet: soon at first, and then ever more seldom. */
export async function awaitDocuments(tx: Tx, source: string, orders: readonly string[]): Promise<void> {
  if (orders.length === 0) return;
  await tx.query(
    `update exports e set due_at = now() + least(greatest(now() - e.state_at, interval '1 second'), interval '1 minute')
     from ${lockedInOrder} where e.source = $1 and e.order_number = locked.order_number`,
    [source, orders],
  );
}

/** Has exports looked at at once whose documents have come in while that was waited for. */
export async function noteArrived(tx: Tx, source: string, orders: readonly string[]): Promise<void> {
  if (orders.length === 0) return;
  const rows = await tx.query(
    `update exports e set due_at = now() from ${lockedInOrder}
     where e.source = $1 and e.order_number = locked.order_number and e.due_at > now() and e.batch is null
       and (e.state = 'acknowledged' or e.state = 'sent' and e.waits_for = 'answer')
     returning 1`,
    [source, orders],
  );
  if (rows.length > 0) tx.notify(workChannel, '');
}

/** Exports of a source whose orders a clerk types in that are not on paper, and of which it is to be said what they wait for. */
export async function unsortedExports(tx: Tx, source: string, limit: number): Promise<ExportRow[]> {
  return tx.query<ExportRow>(
    `select ${columns} from ${referring}
     where e.source = $1 and e.state in ('received', 'parked', 'sent') and e.batch is null and ${isReady}
     order by e.place limit $2`,
    [source, limit],
  );
}

/** Exports that wait to be printed, of some orders, in the order of their confirmation; nobody changes them any more. */
export async function printableExports(
  tx: Tx,
  source: string,
  orders: readonly string[],
): Promise<ExportRow[]> {
  return lockedExports(tx, source, `waits_for = 'batch' and order_number = any($2)`, [orders]);
}

/** Exports on paper that were cancelled, whole or in part, since that was last said; nobody changes them any more. */
export async function changedOnPaper(tx: Tx, source: string): Promise<(ExportRow & { batch: number })[]> {
  const condition = `batch is not null and state in ('sent', 'acknowledged', 'verified')
    and cancellations <> cancellations_told`;
  return lockedExports(tx, source, condition, []);
}

/** Exports of an order batch, of some orders; nobody changes them any more. */
export async function exportsOnPaper(
  tx: Tx,
  source: string,
  orders: readonly string[],
): Promise<(ExportRow & { batch: number | null })[]> {
  return lockedExports(tx, source, `state <> 'placed' and order_number = any($2)`, [orders]);
}

/** Locked in one order before they are read, so that what is read is what was committed last. */
async function lockedExports<Row extends ExportRow>(
  tx: Tx,
  source: string,
  condition: string,
  parameters: readonly unknown[],
): Promise<Row[]> {
  const locked = await tx.query<{ order: string }>(
    `select order_number as "order" from exports where source = $1 and ${condition}
     order by order_number for no key update`,
    [source, ...parameters],
  );
  return tx.query<Row>(
    `select ${columns}, e.reason, e.batch from ${referring}
     where e.source = $1 and e.order_number = any($2) order by e.place`,
    [source, locked.map(({ order }) => order)],
  );
}

/** A new state of an export. */
export interface Move {
  order: string;
  state: Exclude<ExportState, 'placed'>;
  reason?: string;
  /**
   * For its address, the number of its account, the next order batch, the clerk who has it on paper, the next run of the
   * plan, or the answer of the back office.
   */
  waitsFor?: 'recipient' | 'account' | 'batch' | 'clerk' | 'plan' | 'answer';
  erpNumber?: string;
  /** Where its document parts from it in a snapshot. */
  compared?: Comparison;
  /** Cancellations that the back office has been told of. */
  told?: ToldCancellations;
  /** Trace to be continued by whoever hears of the state, that of the order when not given. */
  traceparent?: string | null;
}

/** What a comparison with the document came to. */
export interface Comparison {
  differences: readonly ExportDifference[];
  /** Instant of the snapshot, by the clock of the back office. */
  at: Date;
}

/** What the back office has been told of cancellations. */
export interface ToldCancellations {
  /** How many of them. */
  cancellations: number;
  /** Units that they come to, whoever cancelled them. */
  lines: readonly { line: number; quantity: number }[];
}

export type Told = Omit<OrderExport, 'source' | 'differences'> & {
  differences: StoredDifference[];
  version: number;
  traceparent: string | null;
};
/** Of a row `e` of the exports. */
export const told = `e.order_number as "order", e.state, e.reason, e.erp_number as "erpNumber", e.differences,
  e.state_at as at, e.version, e.traceparent`;

/** Of two comparisons `e` and `m`, the one in the newer snapshot counts. */
const isNewer = `(m.compared_at > e.compared_at or m.compared_at is not null and e.compared_at is null)`;

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
         erp_number = coalesce(m.erp_number, e.erp_number),
         differences = case when ${isNewer} then m.differences::jsonb else e.differences end,
         compared_at = case when ${isNewer} then m.compared_at else e.compared_at end,
         cancellations_told = coalesce(m.told, e.cancellations_told), state_at = clock_timestamp(),
         attempts = case when m.state = e.state then e.attempts else 0 end, due_at = now(),
         batch = case when m.state = 'received' then null else e.batch end,
         told = m.state not in ('received', 'sent') and m.waits_for is null
     from (select * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                                $8::timestamptz[], $9::integer[])
             as u (order_number, state, reason, waits_for, erp_number, differences, compared_at, told)) m
     join ${lockedInOrder} using (order_number)
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
      moves.map(({ compared }) => (compared ? JSON.stringify(compared.differences) : null)),
      moves.map(({ compared }) => compared?.at ?? null),
      moves.map((move) => move.told?.cancellations ?? null),
    ],
  );
  await noteToldUnits(
    tx,
    source,
    moves.flatMap(({ order, told: of }) => of?.lines.map((line) => ({ order, ...line })) ?? []),
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

/** Says how exports stand. @param traces to be continued instead of those of the orders */
export async function tell(
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
        differences: differences.map(restoredDifference),
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

/**
 * Has refused orders tried again when what they name was read anew: their customer may be open again, their item be
 * there.
 */
export async function retryRefused(
  tx: Tx,
  outbox: Publisher,
  source: string,
  flow: 'customers' | 'items',
  codes: readonly string[],
): Promise<void> {
  if (codes.length === 0) return;
  const named =
    flow === 'customers'
      ? `${customer} = any($2)`
      : `exists (select from export_lines l where l.source = e.source and l.order_number = e.order_number
                 and (l.sku = any($2) or l.components && $2))`;
  const rows = await tx.query<{ order: string }>(
    `select e.order_number as "order" from exports e left join customers_accounts a using (account)
     where e.source = $1 and e.state = 'refused' and ${named} order by e.order_number for no key update of e`,
    [source, codes],
  );
  if (rows.length === 0) return;
  await moveExports(
    tx,
    outbox,
    source,
    rows.map(({ order }) => ({ order, state: 'received' })),
  );
  tx.notify(workChannel, '');
}

/** Notes that the back office was told of the cancellations so far, and has its documents read back and compared. */
export async function noteCancellations(
  tx: Tx,
  source: string,
  list: readonly ({ order: string } & ToldCancellations)[],
): Promise<void> {
  await tx.query(
    `update exports e set cancellations_told = m.told, due_at = now(),
       state = case e.state when 'verified' then 'acknowledged' else e.state end
     from unnest($2::text[], $3::integer[]) as m (order_number, told) join ${lockedInOrder} using (order_number)
     where e.source = $1 and e.order_number = m.order_number`,
    [source, list.map(({ order }) => order), list.map(({ cancellations }) => cancellations)],
  );
  await noteToldUnits(
    tx,
    source,
    list.flatMap(({ order, lines }) => lines.map((line) => ({ order, ...line }))),
  );
}

/** Units that the back office was told of are not covered by our claims any more: their stock is stated anew. */
async function noteToldUnits(
  tx: Tx,
  source: string,
  lines: readonly { order: string; line: number; quantity: number }[],
): Promise<void> {
  if (lines.length === 0) return;
  const rows = await tx.query<{ skus: string[] }>(
    `update export_lines l set cancelled_told = t.quantity - l.cancelled_there
     from unnest($2::text[], $3::integer[], $4::bigint[]) as t (order_number, line, quantity)
     where l.source = $1 and l.order_number = t.order_number and l.line = t.line
       and t.quantity - l.cancelled_there > l.cancelled_told
     returning l.sku || l.components as skus`,
    [
      source,
      lines.map(({ order }) => order),
      lines.map(({ line }) => line),
      lines.map(({ quantity }) => quantity),
    ],
  );
  await rereadStock(tx, source, [...new Set(rows.flatMap(({ skus }) => skus))]);
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

/**
 * Notes of which orders nothing is reserved any more, so that stock statements need not look for them. Where that was
 * said although units were not given back or seen to leave, the back office may hold them open: for others, from then on.
 */
export async function noteSettled(tx: Tx, source: string): Promise<void> {
  const rows = await tx.query<{ skus: string[] }>(
    `update export_lines l set settled = true from reservation_claims c
     where l.source = $1 and not l.settled and c.order_number = l.order_number and (c.closed or c.claimed <= 0)
     returning case when c.claimed > 0 then l.sku || l.components else '{}' end as skus`,
    [source],
  );
  await rereadStock(tx, source, [...new Set(rows.flatMap(({ skus }) => skus))]);
}
