import { Controller } from '@nestjs/common';
import type { OrderPlaced } from '@throughline/events';
import { type Batch, OnBatch, Outbox, type Received, decision } from '@throughline/messaging';
import type { Tx } from '@throughline/persistence';
import { workChannel } from '../sources/leadership.ts';
import { rereadStock } from '../sources/rereads.tables.ts';
import { SourceRegistry } from '../sources/registry.ts';
import { moveExports } from './exports.tables.ts';
import { ordersGoTo } from './orders-go-to.tables.ts';
import { noteHeardNumbers } from './unpublished-numbers.tables.ts';
import { noTarget, waitsForTarget } from './waiting-orders.tables.ts';

/** What is to be handed over is decided once and kept. */
const group = decision('erp-adapter.exports', { lingerMs: 250 });

/** What of all that happens to orders concerns their hand-over. */
const types = [
  'OrderPlaced',
  'OrderConfirmed',
  'OrderRejected',
  'OrderCancelled',
  'OrderAmended',
  'OrderHandedOver',
] as const;
type Event = Extract<Received<'orders.events'>, { type: (typeof types)[number] }>;
type EventOf<T extends Event['type']> = Extract<Event, { type: T }>;

function ofType<T extends Event['type']>(records: readonly Event[], type: T): EventOf<T>[] {
  return records.filter((record): record is EventOf<T> => record.type === type);
}

/** Takes orders in for the hand-over, when they are confirmed, and what of them is cancelled or given up. */
@Controller()
export class OrdersConsumer {
  constructor(
    private readonly outbox: Outbox,
    private readonly sources: SourceRegistry,
  ) {}

  @OnBatch(group, 'orders.events', types)
  async onOrderEvents({ records, tx }: Batch<'orders.events', Event['type']>): Promise<void> {
    const target = (await ordersGoTo(tx, this.sources)) ?? noTarget;
    const cancelled = ofType(records, 'OrderCancelled');
    const confirmed = ofType(records, 'OrderConfirmed');
    // Sent at once, and done one after the other.
    const [, , , accepted] = await Promise.all([
      keepPlaced(tx, target, ofType(records, 'OrderPlaced')),
      keepCancelled(tx, cancelled),
      dropRejected(tx, ofType(records, 'OrderRejected')),
      lockPlaced(tx, confirmed),
      keepReleased(tx, ofType(records, 'OrderAmended')),
    ]);
    const traces = new Map(confirmed.map(({ value, traceparent }) => [value.order, traceparent]));
    for (const [source, orders] of Map.groupBy(accepted, (row) => row.source))
      await moveExports(
        tx,
        this.outbox,
        source,
        orders.map(({ order }) => ({
          ...(source === noTarget ? { order, ...waitsForTarget } : { order, state: 'received' }),
          traceparent: traces.get(order) ?? null,
        })),
      );
    // Only what a clerk has typed in can have another number than before.
    if (this.sources.ordersGoByHand)
      await noteHeardNumbers(
        tx,
        ofType(records, 'OrderHandedOver').map(({ value }) => value),
      );
    if (accepted.length > 0 || cancelled.length > 0) tx.notify(workChannel, '');
  }
}

/** Every order goes to exactly one source: the one that is configured when it is placed, or else the first thereafter. */
async function keepPlaced(tx: Tx, source: string, placed: readonly EventOf<'OrderPlaced'>[]): Promise<void> {
  if (placed.length === 0) return;
  const orders = placed.map(({ value }) => value);
  const intents = tx.query(
    `insert into exports (source, order_number, state, document, account, traceparent, placed_at, state_at)
     select $1, order_number, 'placed', document::jsonb, account, traceparent, placed_at, now()
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
          with ordinality as o (order_number, document, account, traceparent, placed_at, n)
     order by n on conflict (order_number) do nothing`,
    [
      source,
      orders.map(({ order }) => order),
      orders.map((order) => JSON.stringify(order)),
      orders.map(({ account }) => account),
      placed.map(({ traceparent }) => traceparent ?? null),
      orders.map(({ at }) => at),
    ],
  );
  await Promise.all([intents, saveLines(tx, source, orders)]);
}

async function saveLines(tx: Tx, source: string, orders: readonly OrderPlaced[]): Promise<void> {
  const lines = orders.flatMap(({ order, lines: list }) => list.map((line) => ({ order, ...line })));
  await tx.query(
    `insert into export_lines (source, order_number, line, sku, quantity, components)
     select $1, order_number, line, sku, quantity, array(select jsonb_array_elements_text(components::jsonb))
     from unnest($2::text[], $3::integer[], $4::text[], $5::bigint[], $6::text[])
          as l (order_number, line, sku, quantity, components)
     on conflict do nothing`,
    [
      source,
      lines.map(({ order }) => order),
      lines.map(({ line }) => line),
      lines.map(({ sku }) => sku),
      lines.map(({ quantity }) => quantity),
      lines.map(({ components }) => JSON.stringify(components.map(({ sku }) => sku))),
    ],
  );
}

interface LineUnits {
  order: string;
  line: number;
  quantity: number;
}

/** What the back office has cancelled by itself it need not be told. */
async function keepCancelled(tx: Tx, cancelled: readonly EventOf<'OrderCancelled'>[]): Promise<void> {
  if (cancelled.length === 0) return;
  const linesOf = (list: typeof cancelled): LineUnits[] =>
    list.flatMap(({ value }) => value.lines.map((line) => ({ order: value.order, ...line })));
  const there = cancelled.filter(({ value }) => value.by === 'erp');
  const toTell = cancelled.filter(({ value }) => value.by !== 'erp');
  await addUnits(tx, 'cancelled = l.cancelled + c.quantity', linesOf(toTell));
  await rereadGivenUp(
    tx,
    await addUnits(
      tx,
      'cancelled = l.cancelled + c.quantity, cancelled_there = l.cancelled_there + c.quantity',
      linesOf(there),
    ),
  );
  if (toTell.length === 0) return;
  // An order that waits for its address may now be one that need not be handed over at all.
  await tx.query(
    `update exports e set cancellations = cancellations + 1, due_at = now(),
       waits_for = case when e.waits_for = 'clerk' then e.waits_for end
     from (select source, order_number from exports where order_number = any($1)
           order by order_number for no key update) locked
     where e.source = locked.source and e.order_number = locked.order_number`,
    [toTell.map(({ value }) => value.order)],
  );
}

/** Units that no line of the document stands for any more: our claims do not cover them. */
async function keepReleased(tx: Tx, amended: readonly EventOf<'OrderAmended'>[]): Promise<void> {
  const released = amended.flatMap(({ value }) =>
    value.released.map((line): LineUnits => ({ order: value.order, ...line })),
  );
  await rereadGivenUp(tx, await addUnits(tx, 'released = l.released + c.quantity', released));
}

/** Adds units to lines; an order of another origin has none. */
async function addUnits(
  tx: Tx,
  assignment: string,
  lines: readonly LineUnits[],
): Promise<{ source: string; skus: string[] }[]> {
  if (lines.length === 0) return [];
  return tx.query<{ source: string; skus: string[] }>(
    `update export_lines l set ${assignment}
     from (select order_number, line, sum(quantity) as quantity
           from unnest($1::text[], $2::integer[], $3::bigint[]) as u (order_number, line, quantity) group by 1, 2) c
     where l.order_number = c.order_number and l.line = c.line
     returning l.source, l.sku || l.components as skus`,
    [lines.map(({ order }) => order), lines.map(({ line }) => line), lines.map(({ quantity }) => quantity)],
  );
}

async function rereadGivenUp(tx: Tx, rows: readonly { source: string; skus: string[] }[]): Promise<void> {
  for (const [source, lines] of Map.groupBy(rows, (row) => row.source))
    await rereadStock(tx, source, [...new Set(lines.flatMap(({ skus }) => skus))]);
}

async function dropRejected(tx: Tx, rejected: readonly EventOf<'OrderRejected'>[]): Promise<void> {
  if (rejected.length === 0) return;
  await tx.query(`delete from exports where order_number = any($1) and state = 'placed'`, [
    rejected.map(({ value }) => value.order),
  ]);
}

/** Locks those of the confirmed orders that have not been taken in yet. */
async function lockPlaced(
  tx: Tx,
  confirmed: readonly EventOf<'OrderConfirmed'>[],
): Promise<{ source: string; order: string }[]> {
  if (confirmed.length === 0) return [];
  return tx.query<{ source: string; order: string }>(
    `select source, order_number as "order" from exports where order_number = any($1) and state = 'placed' for update`,
    [confirmed.map(({ value }) => value.order)],
  );
}
