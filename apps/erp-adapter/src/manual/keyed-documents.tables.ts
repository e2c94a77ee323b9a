import type { ErpOrder } from '@throughline/events';
import type { Tx } from '@throughline/persistence';
import { exportsOnPaper } from '../exports/exports.tables.ts';
import { keepBack, keptBack, numbersInUse, takePublishable } from '../exports/unpublished-numbers.tables.ts';
import { fingerprintOf } from '../mapping/check.ts';
import { applyRecords } from '../publishing/apply.ts';
import type { Publisher } from '../sources/publisher.ts';
import { keyedDocument } from './keyed-document.ts';
import type { KeyedState } from './keyed-state.ts';

export async function keyedStates(
  tx: Tx,
  source: string,
  orders: readonly string[],
): Promise<Map<string, KeyedState>> {
  const rows = await tx.query<KeyedState & { order: string }>(
    `select order_number as "order", status, lines, shipments from keyed_documents
     where source = $1 and order_number = any($2)`,
    [source, orders],
  );
  return new Map(rows.map(({ order, ...state }) => [order, state]));
}

export async function saveKeyedStates(
  tx: Tx,
  source: string,
  states: ReadonlyMap<string, KeyedState>,
): Promise<void> {
  const list = [...states];
  await tx.query(
    `insert into keyed_documents (source, order_number, status, lines, shipments)
     select $1, order_number, status, lines::jsonb, shipments::jsonb
     from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as k (order_number, status, lines, shipments)
     on conflict (source, order_number) do update
       set status = excluded.status, lines = excluded.lines, shipments = excluded.shipments, changed_at = now()`,
    [
      source,
      list.map(([order]) => order),
      list.map(([, { status }]) => status),
      list.map(([, { lines }]) => JSON.stringify(lines)),
      list.map(([, { shipments }]) => JSON.stringify(shipments)),
    ],
  );
}

/**
 * Publishes the documents of orders as clerks have said that they stand, as if they were read. One whose number others
 * still take for another order's is kept back until they do not.
 */
export async function publishKeyed(
  tx: Tx,
  outbox: Publisher,
  source: string,
  orders: readonly string[],
): Promise<void> {
  const back = await keptBack(tx, source, orders);
  const documents = (await documentsOf(tx, source, orders)).filter(
    ({ channelOrder }) => !back.has(channelOrder ?? ''),
  );
  const inUse = await numbersInUse(
    tx,
    source,
    documents.map(({ number }) => number),
  );
  await keepBack(
    tx,
    source,
    documents
      .filter(({ number }) => inUse.has(number))
      .map(({ channelOrder, number }) => ({ order: channelOrder ?? '', was: null, number, heard: true })),
  );
  await apply(
    tx,
    outbox,
    source,
    documents.filter(({ number }) => !inUse.has(number)),
    [],
  );
}

/** Publishes what was kept back and need not be any more, and withdraws what was published under numbers before. */
export async function publishKeptBack(tx: Tx, outbox: Publisher, source: string): Promise<void> {
  const ready = await takePublishable(tx, source);
  if (ready.length === 0) return;
  const documents = await documentsOf(
    tx,
    source,
    ready.map(({ order }) => order),
  );
  const numbers = new Set(documents.map(({ number }) => number));
  const left = ready.flatMap(({ was }) => (was === null || numbers.has(was) ? [] : was));
  const taken = await tx.query<{ number: string }>(
    'select erp_number as number from exports where source = $1 and erp_number = any($2)',
    [source, left],
  );
  const gone = left.filter((was) => !taken.some(({ number }) => number === was));
  await apply(tx, outbox, source, documents, gone);
}

/** Documents of those of the orders that have a number and of which clerks have said how they stand. */
async function documentsOf(tx: Tx, source: string, orders: readonly string[]): Promise<ErpOrder[]> {
  if (orders.length === 0) return [];
  const rows = await exportsOnPaper(tx, source, orders);
  const states = await keyedStates(tx, source, orders);
  return rows.flatMap(({ order, erpNumber, document, cancelled, customer }) => {
    const keyed = states.get(order);
    if (erpNumber === null || keyed === undefined) return [];
    const told = new Map(cancelled.map((line) => [line.line, line.told]));
    return [keyedDocument(document, told, keyed, { source, number: erpNumber, customer: customer ?? '' })];
  });
}

/** Nobody else says anything of these documents, and what a person takes back needs no guard. */
async function apply(
  tx: Tx,
  outbox: Publisher,
  source: string,
  documents: readonly ErpOrder[],
  gone: readonly string[],
): Promise<void> {
  if (documents.length + gone.length === 0) return;
  const now = new Date();
  const records = documents.map((value) => ({
    ...{
      sourceKey: value.number,
      key: `${source}|${value.number}`,
      value,
      fingerprint: fingerprintOf(value),
    },
    ...{ issues: [], raw: {} },
  }));
  const sourceKeys = [...documents.map(({ number }) => number), ...gone];
  const parts = {
    outbox,
    connector: { requeue: () => Promise.resolve() },
    guard: { share: 1, least: Number.MAX_SAFE_INTEGER },
  };
  await applyRecords(tx, parts, { source, flow: 'orders', sourceKeys, records, takenAt: now }, () => ({
    at: now,
    traceparent: null,
  }));
}
