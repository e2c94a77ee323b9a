import type { PoolClient } from 'pg';
import type {
  AmendsOrders,
  Cancellation,
  CreatesOrders,
  Creation,
  FindsOrders,
  NewOrder,
} from '@throughline/connector';
import type { ErpDatabase } from '../../transports/sql/connection.ts';

const findByReference = `select cusref as "order", min(sonum)::text as "erpNumber" from sohead
  where soorg = 'W' and cusref = any($1) group by cusref`;

/** Sales orders written into the back office's tables. */
export function exportBy(database: ErpDatabase): CreatesOrders & FindsOrders & AmendsOrders {
  return {
    findOrders: async (orders) => {
      const rows = await database.query<{ order: string; erpNumber: string }>(findByReference, [orders]);
      return new Map(rows.map(({ order, erpNumber }) => [order, erpNumber]));
    },

    createOrders: async (orders, traceparent) => {
      if (orders.length === 0) return [];
      try {
        return await database.change(traceparent, (client) => create(client, orders));
      } catch (error) {
        if (!isRefusal(error)) throw error;
        if (orders.length === 1) return orders.map(({ order }) => ({ order, refusal: describe(error) }));
        // One of them is not taken; each alone tells which.
        const answers: Creation[] = [];
        for (const order of orders) {
          answers.push(
            await database
              .change(traceparent, (client) => create(client, [order]))
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

    cancelUnits: (lines, traceparent) => database.change(traceparent, (client) => cancel(client, lines)),
  };
}

async function create(client: PoolClient, orders: readonly NewOrder[]): Promise<Creation[]> {
  const numbers = orders.map(({ order }) => order);
  // Whoever else hands over one of these waits here, and then finds what we made.
  await client.query(
    `select pg_advisory_xact_lock(hashtext('throughline.order'), h)
     from (select distinct hashtext(o) as h from unnest($1::text[]) o order by 1) keys`,
    [numbers],
  );
  const found = await client.query<{ order: string; erpNumber: string }>(findByReference, [numbers]);
  const existing = new Map(found.rows.map(({ order, erpNumber }) => [order, erpNumber]));
  const missing = orders.filter(({ order }) => !existing.has(order));
  const refusals = await refusalsOf(client, missing);
  const accepted = missing.filter(({ order }) => !refusals.has(order));
  const created = accepted.length > 0 ? await insert(client, accepted) : new Map<string, string>();
  return orders.map(({ order }) => {
    const refusal = refusals.get(order);
    if (refusal !== undefined) return { order, refusal };
    const existed = existing.get(order);
    return { order, erpNumber: existed ?? created.get(order) ?? '', existed: existed !== undefined };
  });
}

/** What the programs of the back office check, and its tables do not. */
async function refusalsOf(client: PoolClient, orders: readonly NewOrder[]): Promise<Map<string, string>> {
  if (orders.length === 0) return new Map();
  const skus = orders.flatMap(({ lines }) => lines.map(({ sku }) => sku));
  const items = await client.query<{ sku: string }>(
    `select itmcod::text as sku from itmmas where itmcod = any($1::bpchar[])`,
    [skus],
  );
  const customers = await client.query<{ number: string; status: string }>(
    `select cusnum::text as number, cussts::text as status from cusmas where cusnum = any($1::integer[])`,
    [orders.map(({ customer }) => Number(customer))],
  );
  const knownItems = new Set(items.rows.map(({ sku }) => sku));
  const statuses = new Map(customers.rows.map(({ number, status }) => [number, status]));
  const refusals = new Map<string, string>();
  for (const { order, customer, lines } of orders) {
    const unknown = lines.find(({ sku }) => !knownItems.has(sku));
    if (unknown) refusals.set(order, `The back office has no item ${unknown.sku}`);
    else if (!statuses.has(customer)) refusals.set(order, `The back office has no customer ${customer}`);
    else if (statuses.get(customer) !== 'A')
      refusals.set(order, `Customer ${customer} is blocked in the back office`);
  }
  return refusals;
}

async function insert(client: PoolClient, orders: readonly NewOrder[]): Promise<Map<string, string>> {
  const heads = await client.query<{ order: string; erpNumber: string }>(
    `insert into sohead (soorg, cusnum, cusref, extref, curcod, ordstp, dlvnam, dlvst1, dlvst2, dlvzip, dlvcty, dlvctc,
                         email, phone, frtamt)
     select 'W', cusnum, cusref, 'THROUGHLINE', curcod, ordstp, left(dlvnam, 60), left(dlvst1, 60), left(dlvst2, 60),
            left(dlvzip, 12), left(dlvcty, 40), dlvctc, left(email, 80), left(phone, 24), frtamt
     from unnest($1::integer[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
                 $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::numeric[])
          as o (cusnum, cusref, curcod, ordstp, dlvnam, dlvst1, dlvst2, dlvzip, dlvcty, dlvctc, email, phone, frtamt)
     returning cusref as "order", sonum::text as "erpNumber"`,
    [
      orders.map(({ customer }) => Number(customer)),
      orders.map(({ order }) => order),
      orders.map(({ currency }) => currency),
      orders.map(({ placedAt }) => placedAt),
      orders.map(({ recipient }) => recipient.company ?? recipient.name),
      orders.map(({ recipient }) => recipient.street),
      orders.map(({ recipient }) => (recipient.company === null ? null : recipient.name)),
      orders.map(({ recipient }) => recipient.postalCode),
      orders.map(({ recipient }) => recipient.city),
      orders.map(({ recipient }) => recipient.country),
      orders.map(({ recipient }) => recipient.email),
      orders.map(({ recipient }) => recipient.phone),
      orders.map(({ shippingNet }) => shippingNet),
    ],
  );
  const numbers = new Map(heads.rows.map(({ order, erpNumber }) => [order, erpNumber]));
  const lines = orders.flatMap(({ order, lines: list }) =>
    list.map((line) => ({ ...line, erpNumber: Number(numbers.get(order)) })),
  );
  await client.query(
    `insert into soline (sonum, linnum, itmcod, ordqty, cnlqty, pri, taxcod)
     select o.sonum, o.linnum, i.itmcod, o.ordqty, o.cnlqty, o.pri, i.taxcod
     from unnest($1::integer[], $2::smallint[], $3::text[], $4::integer[], $5::integer[], $6::numeric[])
          as o (sonum, linnum, itmcod, ordqty, cnlqty, pri)
     join itmmas i on i.itmcod = o.itmcod::bpchar
     order by o.sonum, o.linnum`,
    [
      lines.map(({ erpNumber }) => erpNumber),
      lines.map(({ line }) => line),
      lines.map(({ sku }) => sku),
      lines.map(({ ordered }) => ordered),
      lines.map(({ cancelled }) => cancelled),
      lines.map(({ unitNet }) => unitNet),
    ],
  );
  return numbers;
}

async function cancel(client: PoolClient, lines: readonly Cancellation[]): Promise<void> {
  await client.query(
    `with asked as (
       select * from unnest($1::integer[], $2::smallint[], $3::integer[]) as a (sonum, linnum, quantity)
     ), held as (
       select l.sonum, l.linnum, l.cnlqty, least(a.quantity, l.ordqty - l.shpqty) as target
       from soline l join asked a using (sonum, linnum) order by l.sonum, l.linnum for update of l
     )
     update soline l set cnlqty = h.target, chgstp = clock_timestamp()
     from held h where l.sonum = h.sonum and l.linnum = h.linnum and h.target > h.cnlqty`,
    [
      lines.map(({ erpNumber }) => Number(erpNumber)),
      lines.map(({ line }) => line),
      lines.map(({ quantity }) => quantity),
    ],
  );
}

/** Bad values and broken rules come back however often they are sent; anything else may pass. */
function isRefusal(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && /^(22|23|P0001)/.test(String(error.code));
}

function describe(error: Error & { code: string; constraint?: string }): string {
  const rule = error.constraint === undefined ? '' : `, rule ${error.constraint}`;
  return error.code === 'P0001' ? error.message : `The back office refuses it (${error.code}${rule})`;
}
