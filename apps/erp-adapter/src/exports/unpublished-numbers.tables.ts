import type { Tx } from '@throughline/persistence';
import { workChannel } from '../sources/leadership.ts';

/** A number that a clerk has typed in, under which the document of its order is not published yet. */
export interface UnpublishedNumber {
  order: string;
  /** Number under which it is published; null for none. */
  was: string | null;
  number: string;
}

/** Keeps numbers back until their orders are known by them, or until others, which had them, are known by others. */
export async function keepBack(
  tx: Tx,
  source: string,
  list: readonly (UnpublishedNumber & { heard: boolean })[],
): Promise<void> {
  if (list.length === 0) return;
  await tx.query(
    `insert into unpublished_numbers (source, order_number, was, number, heard)
     select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::boolean[])
     on conflict (source, order_number) do update set number = excluded.number, heard = excluded.heard`,
    [
      source,
      list.map(({ order }) => order),
      list.map(({ was }) => was),
      list.map(({ number }) => number),
      list.map(({ heard }) => heard),
    ],
  );
}

/** Notes that orders are known by their numbers. */
export async function noteHeardNumbers(
  tx: Tx,
  handedOver: readonly { order: string; erpNumber: string | null }[],
): Promise<void> {
  const numbered = handedOver.filter(({ erpNumber }) => erpNumber !== null);
  if (numbered.length === 0) return;
  const heard = await tx.query(
    `update unpublished_numbers u set heard = true
     from unnest($1::text[], $2::text[]) as h (order_number, number)
     where u.order_number = h.order_number and u.number = h.number and not u.heard returning 1`,
    [numbered.map(({ order }) => order), numbered.map(({ erpNumber }) => erpNumber)],
  );
  if (heard.length > 0) tx.notify(workChannel, '');
}

/** Of some orders, those whose numbers are kept back. */
export async function keptBack(
  tx: Tx,
  source: string,
  orders: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ order: string }>(
    `select order_number as "order" from unpublished_numbers where source = $1 and order_number = any($2)`,
    [source, orders],
  );
  return new Set(rows.map(({ order }) => order));
}

/** Of some numbers, those that another order is still known by. */
export async function numbersInUse(
  tx: Tx,
  source: string,
  numbers: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ was: string }>(
    'select was from unpublished_numbers where source = $1 and not heard and was = any($2)',
    [source, numbers],
  );
  return new Set(rows.map(({ was }) => was));
}

/** Takes out what can be published now: orders known by their numbers, which no other is known by any more. */
export async function takePublishable(tx: Tx, source: string): Promise<UnpublishedNumber[]> {
  return tx.query<UnpublishedNumber>(
    `delete from unpublished_numbers u
     where u.source = $1 and u.heard and not exists (
       select from unpublished_numbers o
       where o.source = u.source and o.was = u.number and o.order_number <> u.order_number and not o.heard)
     returning u.order_number as "order", u.was, u.number`,
    [source],
  );
}
