import type { PoolClient } from 'pg';
import {
  type AmendsOrders,
  type Cancellation,
  type CreatesOrders,
  type Creation,
  DocumentLocked,
  type FindsOrders,
  type NewOrder,
  severalDocuments,
} from '@throughline/connector';
import type { Mapping } from '../../../mapping/mapping.ts';
import type { ErpDatabase } from '../../transports/sql/connection.ts';
import { insertComponents, insertHeads, insertLines } from './export.tables.ts';
import { madeByUs } from './order-documents.ts';
import { type OnFile, refusalOf, rowsOf } from './order-rows.ts';

/** How long is waited for a row that somebody in the office holds. */
const lockMilliseconds = 2_000;

/** Waits for whoever else creates or looks for one of these, and has others wait until the transaction ends. */
const lockOrders = `select pg_advisory_xact_lock(hashtext('throughline.order'), h)
  from (select distinct hashtext(o) as h from unnest($1::text[]) o order by 1) keys`;

const findByReference = `select cusref as "order", array_agg(sonum::text order by sonum) as numbers from sohead
  where ${madeByUs('sohead')} and cusref = any($1) group by cusref`;

/** Sales orders written into the back office's tables. */
export function exportBy(
  database: ErpDatabase,
  mapping: Mapping,
): CreatesOrders & FindsOrders & AmendsOrders {
  const change = async <T>(
    traceparent: string | null,
    work: (client: PoolClient) => Promise<T>,
  ): Promise<T> => {
    try {
      return await database.change(traceparent, work, lockMilliseconds);
    } catch (error) {
      if (isLockTimeout(error))
        throw new DocumentLocked('Somebody holds it in the back office', { cause: error });
      throw error;
    }
  };
  return {
    findOrders: (orders) => change(null, (client) => findLocked(client, orders)),

    createOrders: async (orders, traceparent) => {
      if (orders.length === 0) return [];
      try {
        return await change(traceparent, (client) => create(client, orders, mapping));
      } catch (error) {
        if (!isRefusal(error)) throw error;
        if (orders.length === 1) return orders.map(({ order }) => ({ order, refusal: describe(error) }));
        // One of them is not taken; each alone tells which.
        const answers: Creation[] = [];
        for (const order of orders) {
          answers.push(
            await change(traceparent, (client) => create(client, [order], mapping))
              .then(([answer]) => answer as Creation)
              .catch((refused: unknown) => {
                if (isRefusal(refused)) return { order: order.order, refusal: describe(refused) };
                throw refused;
              }),
          );
        }
        return answers;
      }
    },

    cancelUnits: (lines, traceparent) => change(traceparent, (client) => cancel(client, lines)),
  };
}

async function create(
  client: PoolClient,
  orders: readonly NewOrder[],
  { units }: Mapping,
): Promise<Creation[]> {
  const numbers = orders.map(({ order }) => order);
  const existing = await findLocked(client, numbers);
  const missing = orders.filter(({ order }) => !existing.has(order));
  const onFile = await readFile(client, missing);
  const refusals = new Map(
    missing.flatMap((order) => {
      const refusal = refusalOf(order, onFile, units);
      return refusal === null ? [] : [[order.order, refusal] as const];
    }),
  );
  const accepted = missing.filter(({ order }) => !refusals.has(order));
  const created = await insertHeads(client, accepted);
  const rows = accepted.map((order) => ({
    number: Number(created.get(order.order)),
    ...rowsOf(order, onFile, units),
  }));
  await insertLines(client, rows);
  await insertComponents(client, rows);
  return orders.map(({ order }) => {
    const refusal = refusals.get(order);
    if (refusal !== undefined) return { order, refusal };
    const [existed, ...others] = existing.get(order) ?? [];
    if (existed !== undefined && others.length > 0)
      return { order, refusal: severalDocuments([existed, ...others]) };
    return { order, erpNumber: existed ?? created.get(order) ?? '', existed: existed !== undefined };
  });
}

/** Numbers of the documents that we made, by our order number. Whoever else hands over one of these waits. */
async function findLocked(
  client: PoolClient,
  orders: readonly string[],
): Promise<Map<string, readonly string[]>> {
  await client.query(lockOrders, [orders]);
  const { rows } = await client.query<{ order: string; numbers: string[] }>(findByReference, [orders]);
  return new Map(rows.map(({ order, numbers }) => [order, numbers]));
}

/** What the orders name, components of kits included. */
async function readFile(client: PoolClient, orders: readonly NewOrder[]): Promise<OnFile> {
  if (orders.length === 0) return { items: new Map(), customers: new Map() };
  const keys = orders.flatMap(({ lines }) =>
    lines.flatMap(({ item, components }) => [item, ...components.map((component) => component.item)]),
  );
  const items = await client.query<{ item: string; kind: string; units: string[] }>(
    `select i.itmcod::text as item, i.itmknd::text as kind,
            i.untcod::text || array(select u.untcod::text from itmunt u where u.itmcod = i.itmcod order by 1) as units
     from itmmas i where i.itmcod = any($1::bpchar[])`,
    [keys],
  );
  const customers = await client.query<{ number: string; status: string }>(
    `select cusnum::text as number, cussts::text as status from cusmas where cusnum = any($1::integer[])`,
    [orders.map(({ customer }) => Number(customer))],
  );
  return {
    items: new Map(items.rows.map(({ item, ...facts }) => [item, facts])),
    customers: new Map(customers.rows.map(({ number, status }) => [number, status])),
  };
}

/** Cancels no more than is still there; of a kit, kits of which nothing has left. Its components follow by themselves. */
async function cancel(client: PoolClient, lines: readonly Cancellation[]): Promise<void> {
  const numbers = lines.map(({ erpNumber }) => Number(erpNumber));
  // Headers first, as the programs of the back office do: nothing leaves between what is read here and what is written.
  await client.query('select from sohead where sonum = any($1::integer[]) order by sonum for update', [
    numbers,
  ]);
  await client.query(
    `update soline l set cnlqty = h.target, chgstp = clock_timestamp()
     from (select k.sonum, k.linnum,
                  least(a.quantity, k.ordqty - coalesce(max(ceil(c.shpqty::numeric / c.kitqty)), k.shpqty)) as target
           from unnest($1::integer[], $2::smallint[], $3::integer[]) as a (sonum, linnum, quantity)
           join soline k using (sonum, linnum)
           left join soline c on c.sonum = k.sonum and c.parlin = k.linnum
           group by k.sonum, k.linnum, a.quantity) h
     where l.sonum = h.sonum and l.linnum = h.linnum and h.target > l.cnlqty`,
    [numbers, lines.map(({ line }) => line), lines.map(({ quantity }) => quantity)],
  );
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '55P03';
}

/** Bad values and broken rules come back however often they are sent; anything else may pass. */
function isRefusal(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && /^(22|23|P0001)/.test(String(error.code));
}

function describe(error: Error & { code: string; constraint?: string }): string {
  const rule = error.constraint === undefined ? '' : `, rule ${error.constraint}`;
  return error.code === 'P0001' ? error.message : `The back office refuses it (${error.code}${rule})`;
}
