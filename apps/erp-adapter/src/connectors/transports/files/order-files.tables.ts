import type { RawTree } from '@throughline/connector';
import type { Delivery } from '@throughline/file-stores';
import type { DataSource, Tx } from '@throughline/persistence';

/** A file by which orders are handed over, as it was noted before it was written. */
export interface OrderFile {
  readonly seq: number;
  readonly path: string;
  readonly madeAt: Date;
  /** Null once it is delivered. */
  readonly content: Buffer | null;
  readonly delivery: Delivery | null;
  readonly deliveredAt: Date | null;
}

/** A file that is to be, and the orders in it with what it calls them. */
export interface NewOrderFile {
  readonly seq: number;
  readonly path: string;
  readonly madeAt: Date;
  readonly sha256: string;
  readonly content: Buffer;
  readonly orders: readonly { readonly order: string; readonly reference: string }[];
}

/** Somebody else has moved the delivery on: what was about to be done is out of date. */
export class DeliveryTaken extends Error {
  override readonly name = 'DeliveryTaken';
}

/** The number that the next file of a source has. */
export async function nextSequence(tx: Tx, source: string): Promise<number> {
  const rows = await tx.query<{ next: number }>(
    'select coalesce(max(seq), 0) + 1 as next from order_files where source = $1',
    [source],
  );
  return rows[0]?.next ?? 1;
}

/** Notes files and the orders in them. A number, a name or an order that another one has fails the transaction. */
export async function addOrderFiles(tx: Tx, source: string, files: readonly NewOrderFile[]): Promise<void> {
  await tx.query(
    `insert into order_files (source, seq, path, made_at, sha256, content)
     select $1, seq, path, made_at, sha256, decode(content, 'base64')
     from unnest($2::bigint[], $3::text[], $4::timestamptz[], $5::text[], $6::text[])
       as f (seq, path, made_at, sha256, content)`,
    [
      source,
      files.map(({ seq }) => seq),
      files.map(({ path }) => path),
      files.map(({ madeAt }) => madeAt),
      files.map(({ sha256 }) => sha256),
      files.map(({ content }) => content.toString('base64')),
    ],
  );
  const orders = files.flatMap((file) => file.orders.map((order) => ({ seq: file.seq, ...order })));
  await tx.query(
    `insert into order_file_orders (source, order_number, seq, reference)
     select $1, order_number, seq, reference from unnest($2::text[], $3::bigint[], $4::text[])
       as o (order_number, seq, reference)`,
    [
      source,
      orders.map(({ order }) => order),
      orders.map(({ seq }) => seq),
      orders.map(({ reference }) => reference),
    ],
  );
}

/** Those of some orders that are in a file. */
export async function noted(
  dataSource: Pick<DataSource, 'query'>,
  source: string,
  orders: readonly string[],
): Promise<{ order: string; seq: number; reference: string; path: string; deliveredAt: Date | null }[]> {
  if (orders.length === 0) return [];
  return dataSource.query(
    `select o.order_number as "order", o.seq, o.reference, f.path, f.delivered_at as "deliveredAt"
     from order_file_orders o join order_files f using (source, seq)
     where o.source = $1 and o.order_number = any($2)`,
    [source, orders],
  );
}

/** Files of these numbers that are not delivered yet, the oldest first. */
export async function filesUnderWay(
  dataSource: Pick<DataSource, 'query'>,
  source: string,
  seqs: readonly number[],
): Promise<OrderFile[]> {
  if (seqs.length === 0) return [];
  return dataSource.query<OrderFile[]>(
    `select seq, path, made_at as "madeAt", content, delivery, delivered_at as "deliveredAt" from order_files
     where source = $1 and seq = any($2) and delivered_at is null order by seq`,
    [source, seqs],
  );
}

/**
 * Keeps how far a delivery is. Only from what it was: whoever hung meanwhile does nothing any more.
 * @param isOver whether nothing is left to do; its content is then forgotten
 * @throws DeliveryTaken when it was something else
 */
export async function saveDelivery(
  dataSource: Pick<DataSource, 'query'>,
  source: string,
  seq: number,
  { before, after, isOver }: { before: Delivery | null; after: Delivery; isOver: boolean },
): Promise<void> {
  const rows = await dataSource.query<object[]>(
    `with saved as (
       update order_files set delivery = $4, trouble = null,
         delivered_at = case when $5 then now() end, content = case when $5 then null else content end
       where source = $1 and seq = $2 and delivered_at is null and delivery is not distinct from $3::jsonb returning 1)
     select * from saved`,
    [source, seq, before && JSON.stringify(before), JSON.stringify(after), isOver],
  );
  if (rows.length === 0)
    throw new DeliveryTaken(`File ${seq} for ${source} was delivered elsewhere meanwhile`);
}

/** Keeps why a file cannot be delivered. */
export async function saveDeliveryTrouble(
  dataSource: Pick<DataSource, 'query'>,
  source: string,
  seq: number,
  trouble: string,
): Promise<void> {
  await dataSource.query(
    `update order_files set trouble = $3 where source = $1 and seq = $2 and delivered_at is null
       and trouble is distinct from $3`,
    [source, seq, trouble],
  );
}

/** Files of a source that cannot be delivered. */
export interface UndeliveredFiles {
  source: string;
  count: number;
  since: Date;
  /** The oldest, and why. */
  path: string;
  trouble: string;
}

/** Files that cannot be delivered at present, by source. */
export async function undeliveredFiles(tx: Pick<Tx, 'query'>): Promise<UndeliveredFiles[]> {
  return tx.query<UndeliveredFiles>(
    `select source, count(*) as count, min(made_at) as since, (array_agg(path order by seq))[1] as path,
            (array_agg(trouble order by seq))[1] as trouble
     from order_files where delivered_at is null and trouble is not null group by source order by source`,
    [],
  );
}

/** What a reader of answers has said of orders, the newest first. */
export async function landedAnswers(
  dataSource: Pick<DataSource, 'query'>,
  source: string,
  reader: string,
  references: readonly string[],
): Promise<{ reference: string; values: RawTree }[]> {
  if (references.length === 0) return [];
  return dataSource.query(
    `select r.join_key as reference, r."values" from unnest($3::text[]) k
     join landed_records r on r.source = $1 and r.reader = $2 and r.join_key = k and r."values" is not null
     order by r.as_of desc, r.position desc`,
    [source, reader, references],
  );
}
