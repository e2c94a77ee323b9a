import type { ErpOrder } from '@throughline/events';
import type { UnpublishedPart } from '@throughline/connector';
import type { Tx } from '@throughline/persistence';
import { workChannel } from '../sources/leadership.ts';
import type { Publisher } from '../sources/publisher.ts';
import {
  type Told,
  customer,
  moveExports,
  noteArrived,
  secondDocuments,
  tell,
  told,
} from './exports.tables.ts';
import {
  type Followed,
  type FollowedExport,
  type ReadDocument,
  follow,
  nothingUnpublished,
  ownDocument,
} from './comparison/following.ts';
import { toldUnits } from './handed-over.queries.ts';

/** Orders of the back office as they were read in one snapshot; `value` is null for one that is gone. */
export interface ReadDocuments {
  source: string;
  documents: readonly { number: string; value: ErpOrder | null; unpublished?: UnpublishedPart | undefined }[];
  /** Instant of the snapshot, by the clock of the back office. */
  at: Date;
}

interface FollowedRow extends Omit<FollowedExport, 'told'> {
  told: { line: number; quantity: number }[];
  traceparent: string | null;
  /** Whether its document was gone when it was read last. */
  wasGone: boolean;
}

/**
 * Compares documents with the orders that they belong to, and says where that changes something.
 * @returns the traces of these orders
 */
export async function followDocuments(
  tx: Tx,
  outbox: Publisher,
  { source, documents, at }: ReadDocuments,
): Promise<Map<string, string>> {
  const read = documents.map(({ number, value, unpublished = nothingUnpublished }): ReadDocument => {
    return { number, theirs: value, isHeld: false, unpublished };
  });
  const rows = await followedExports(tx, source, read);
  const byNumber = new Map(read.map((each) => [each.number, each]));
  const byOrder = new Map(read.map((each) => [each.theirs?.channelOrder, each]));
  const naming = Map.groupBy(read, ({ unpublished }) => unpublished.namesOrder);
  const list = rows.map(({ told: lines, ...row }) => {
    const known = { ...row, told: new Map(lines.map(({ line, quantity }) => [line, quantity])) };
    const own = row.erpNumber === null ? byOrder.get(row.order) : byNumber.get(row.erpNumber);
    const others = new Set([
      ...(naming.get(row.order) ?? []),
      ...row.seconds.flatMap(({ document }) => byNumber.get(document) ?? []),
    ]);
    const isGone = own === undefined ? row.wasGone : ownDocument(row, own) === null;
    return { row, followed: follow(known, own, [...others], at), isCompared: own !== undefined, isGone };
  });
  await saveSeconds(tx, source, list);
  await saveGone(tx, source, list);
  const changed = list.filter(
    ({ followed, row, isCompared }) =>
      followed.changed || followed.toTellAgain || (isCompared && row.state !== 'verified'),
  );
  await saveComparisons(tx, outbox, source, changed, at);
  const rebound = list.filter(({ followed }) => followed.rebound !== null);
  await moveExports(
    tx,
    outbox,
    source,
    rebound.map(({ row, followed }) => ({
      order: row.order,
      state: 'acknowledged',
      erpNumber: followed.rebound ?? '',
      told: { cancellations: 0, lines: [] },
    })),
  );
  await noteArrived(
    tx,
    source,
    list.flatMap(({ row, isCompared, isGone }) => (isCompared && !isGone ? row.order : [])),
  );
  if (rebound.length > 0 || list.some(({ followed }) => followed.toTellAgain)) tx.notify(workChannel, '');
  return new Map(
    rows.flatMap(({ order, traceparent }) => (traceparent === null ? [] : [[order, traceparent]])),
  );
}

/** Locked in one order, so that none of two that compare the same waits for the other. */
function followedExports(tx: Tx, source: string, read: readonly ReadDocument[]): Promise<FollowedRow[]> {
  const orders = read.flatMap(
    ({ theirs, unpublished }) => theirs?.channelOrder ?? unpublished.namesOrder ?? [],
  );
  return tx.query<FollowedRow>(
    `with wanted as (
       select e.order_number from unnest($2::text[]) n join exports e on e.source = $1 and e.erp_number = n
       union select unnest($3::text[])
       union select s.order_number from unnest($2::text[]) n
             join second_documents s on s.source = $1 and s.document = n)
     select e.order_number as "order", e.state, e.erp_number as "erpNumber", e.document, e.differences, e.traceparent,
            coalesce((select json_agg(json_build_object('line', l.line, 'quantity', ${toldUnits}))
                      from export_lines l
                      where l.source = e.source and l.order_number = e.order_number and l.cancelled > 0), '[]') as told,
            ${secondDocuments} as seconds, ${customer} as customer, e.document_gone as "wasGone"
     from wanted join exports e on e.source = $1 and e.order_number = wanted.order_number and e.state <> 'placed'
     left join customers_accounts a using (account)
     order by e.order_number for no key update of e`,
    [source, read.map(({ number }) => number), orders],
  );
}

interface Outcome {
  row: Omit<FollowedRow, 'told'>;
  followed: Followed;
}

/** Notes which documents carry our numbers now. */
async function saveSeconds(tx: Tx, source: string, list: readonly Outcome[]): Promise<void> {
  const changed = list.filter(
    ({ row, followed }) => JSON.stringify(row.seconds) !== JSON.stringify(followed.seconds),
  );
  if (changed.length === 0) return;
  const seconds = changed.flatMap(({ row, followed }) =>
    followed.seconds.map((second) => ({ order: row.order, ...second })),
  );
  await tx.query(
    `with gone as (
       delete from second_documents s where s.source = $1 and s.order_number = any($2) and s.document <> all($3))
     insert into second_documents (source, document, order_number, net)
     select $1, d.document, d.order_number, d.net
     from unnest($3::text[], $4::text[], $5::numeric[]) as d (document, order_number, net)
     on conflict (source, document) do update set order_number = excluded.order_number, net = excluded.net`,
    [
      source,
      changed.map(({ row }) => row.order),
      seconds.map(({ document }) => document),
      seconds.map(({ order }) => order),
      seconds.map(({ net }) => net),
    ],
  );
}

/** Notes whose document is gone: what has its number from then on is another one, unless we made it. */
async function saveGone(
  tx: Tx,
  source: string,
  list: readonly { row: Pick<FollowedRow, 'order' | 'wasGone'>; isGone: boolean }[],
): Promise<void> {
  const changed = list.filter(({ row, isGone }) => row.wasGone !== isGone);
  if (changed.length === 0) return;
  await tx.query(
    `update exports e set document_gone = m.gone from unnest($2::text[], $3::boolean[]) as m (order_number, gone)
     where e.source = $1 and e.order_number = m.order_number`,
    [source, changed.map(({ row }) => row.order), changed.map(({ isGone }) => isGone)],
  );
}

/**
 * Keeps what a comparison came to, unless a newer one is kept already. Of a state that has not been told of yet nothing is
 * said before it is.
 */
async function saveComparisons(
  tx: Tx,
  outbox: Publisher,
  source: string,
  list: readonly Outcome[],
  at: Date,
): Promise<void> {
  if (list.length === 0) return;
  const rows = await tx.query<Told & { isTold: boolean }>(
    `update exports e
     set differences = m.differences::jsonb, compared_at = $2, version = e.version + m.changed::integer,
         cancellations_told = case when m.again then 0 else e.cancellations_told end,
         due_at = case when m.again then now() else e.due_at end
     from unnest($3::text[], $4::text[], $5::boolean[], $6::boolean[]) as m (order_number, differences, changed, again)
     where e.source = $1 and e.order_number = m.order_number and (e.compared_at is null or e.compared_at <= $2)
     returning ${told}, e.told and m.changed as "isTold"`,
    [
      source,
      at,
      list.map(({ row }) => row.order),
      list.map(({ followed }) => JSON.stringify(followed.differences)),
      list.map(({ followed }) => followed.changed),
      list.map(({ followed }) => followed.toTellAgain),
    ],
  );
  await tell(
    tx,
    outbox,
    source,
    rows.filter(({ isTold }) => isTold),
  );
}
