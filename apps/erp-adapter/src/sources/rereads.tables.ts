import type { Flow } from '@throughline/connector';
import type { DataSource, Tx } from '@throughline/persistence';
import { workChannel } from './leadership.ts';

/** A source key that is to be read again, because of something that happened in our own database. */
export interface Reread {
  id: number;
  flow: Flow;
  sourceKey: string;
}

/** Has the stock of SKUs read again in the next round of capture. */
export async function rereadStock(tx: Tx, source: string, skus: readonly string[]): Promise<void> {
  if (skus.length === 0) return;
  await tx.query(
    `insert into rereads (source, flow, source_key)
     select distinct $1, 'stock', coalesce(i.parent, s.sku) from unnest($2::text[]) as s (sku)
     left join source_records i on i.source = $1 and i.flow = 'items' and i.key = $1 || '|' || s.sku`,
    [source, skus],
  );
  tx.notify(workChannel, '');
}

/** Has documents read again in the next round of capture: whose they are was not known before. */
export function rereadOrders(tx: Tx, source: string, numbers: readonly string[]): Promise<void> {
  return reread(tx, source, 'orders', numbers);
}

/** Has customers read again in the next round of capture: they are to be published no more. */
export function rereadCustomers(tx: Tx, source: string, numbers: readonly string[]): Promise<void> {
  return reread(tx, source, 'customers', numbers);
}

async function reread(tx: Tx, source: string, flow: Flow, sourceKeys: readonly string[]): Promise<void> {
  if (sourceKeys.length === 0) return;
  await tx.query('insert into rereads (source, flow, source_key) select $1, $2, unnest($3::text[])', [
    source,
    flow,
    sourceKeys,
  ]);
  tx.notify(workChannel, '');
}

/** The oldest, at most `limit`. */
export async function dueRereads(dataSource: DataSource, source: string, limit: number): Promise<Reread[]> {
  return dataSource.query<Reread[]>(
    `select id, flow, source_key as "sourceKey" from rereads where source = $1 order by id limit $2`,
    [source, limit],
  );
}

/** Removes those that were read; what was asked for since stays. */
export async function removeRereads(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query('delete from rereads where id = any($1::bigint[])', [ids]);
}
