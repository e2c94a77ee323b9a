import type { NewOrder } from '@throughline/connector';
import type { PoolClient } from 'pg';
import type { rowsOf } from './order-rows.ts';

/** @returns the numbers of the back office by ours */
export async function insertHeads(
  client: PoolClient,
  orders: readonly NewOrder[],
): Promise<Map<string, string>> {
  if (orders.length === 0) return new Map();
  const heads = await client.query<{ order: string; erpNumber: string }>(
    `insert into sohead (soorg, cusnum, cusref, extref, curcod, ordstp, dlvnam, dlvst1, dlvst2, dlvst3, dlvzip, dlvcty,
                         dlvctc, dlvreg, email, phone, frtamt, purnum)
     select 'W', cusnum, cusref, 'THROUGHLINE', curcod, ordstp, dlvnam, dlvst1, dlvst2, dlvst3, dlvzip, dlvcty, dlvctc,
            dlvreg, email, phone, frtamt, purnum
     from unnest($1::integer[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
                 $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::numeric[], $15::text[],
                 $16::text[])
          as o (cusnum, cusref, curcod, ordstp, dlvnam, dlvst1, dlvst2, dlvzip, dlvcty, dlvctc, dlvreg, email, phone,
                frtamt, purnum, dlvst3)
     returning cusref as "order", sonum::text as "erpNumber"`,
    [
      orders.map(({ customer }) => Number(customer)),
      orders.map(({ order }) => order),
      orders.map(({ currency }) => currency),
      orders.map(({ placedAt }) => placedAt),
      orders.map(({ recipient }) => recipient.company ?? recipient.name),
      orders.map(({ recipient }) => recipient.street),
      orders.map(({ recipient }) => (recipient.company === null ? recipient.street2 : recipient.name)),
      orders.map(({ recipient }) => recipient.postalCode),
      orders.map(({ recipient }) => recipient.city),
      orders.map(({ recipient }) => recipient.country),
      orders.map(({ recipient }) => recipient.region),
      orders.map(({ recipient }) => recipient.email),
      orders.map(({ recipient }) => recipient.phone),
      orders.map(({ shippingNet }) => shippingNet),
      orders.map(({ purchaseOrderNumber }) => purchaseOrderNumber),
      orders.map(({ recipient }) => (recipient.company === null ? null : recipient.street2)),
    ],
  );
  return new Map(heads.rows.map(({ order, erpNumber }) => [order, erpNumber]));
}

/** The rows of the lines of an order, and its number in the back office. */
export type Rows = { number: number } & ReturnType<typeof rowsOf>;

/**
 * A kit goes to the first warehouse that has all of it, else to the first; for the rest the back office chooses.
 * @throws Error when an item is gone that was there a moment ago: of half an order nothing is kept
 */
export async function insertLines(client: PoolClient, orders: readonly Rows[]): Promise<void> {
  const lines = orders.flatMap(({ number, lines: list }) => list.map((line) => ({ number, ...line })));
  if (lines.length === 0) return;
  const parts = componentsOf(orders);
  const { rowCount } = await client.query(
    `with parts as (
       select * from unnest($11::integer[], $12::smallint[], $13::text[], $14::integer[]) as p (sonum, kit, itmcod, needed)
     )
     insert into soline (sonum, linnum, itmcod, whscod, ordqty, cnlqty, pri, taxcod, linknd, untcod, untqty, untpri, perqty)
     select o.sonum, o.linnum, i.itmcod,
            (select w.whscod from whsmas w where i.itmknd = 'K' and w.actflg = 'Y'
             order by (select bool_and(
                         coalesce((select onhand from stkbal b where b.itmcod = p.itmcod::bpchar and b.whscod = w.whscod), 0)
                         - coalesce((select alcqty from stkalc a where a.itmcod = p.itmcod::bpchar and a.whscod = w.whscod), 0)
                         >= p.needed)
                       from parts p where p.sonum = o.sonum and p.kit = o.linnum) desc,
                      w.whspri, w.whscod limit 1),
            o.ordqty, o.cnlqty, o.pri, i.taxcod, i.itmknd, o.untcod, o.untqty, o.untpri, o.perqty
     from unnest($1::integer[], $2::smallint[], $3::text[], $4::integer[], $5::integer[], $6::numeric[], $7::text[],
                 $8::integer[], $9::numeric[], $10::integer[])
          as o (sonum, linnum, itmcod, ordqty, cnlqty, pri, untcod, untqty, untpri, perqty)
     join itmmas i on i.itmcod = o.itmcod::bpchar
     order by o.sonum, o.linnum`,
    [
      lines.map(({ number }) => number),
      lines.map(({ line }) => line),
      lines.map(({ item }) => item),
      lines.map(({ ordered }) => ordered),
      lines.map(({ cancelled }) => cancelled),
      lines.map(({ price }) => price),
      lines.map(({ unit }) => unit),
      lines.map(({ unitQuantity }) => unitQuantity),
      lines.map(({ unitNet }) => unitNet),
      lines.map(({ perQuantity }) => perQuantity),
      parts.map(({ number }) => number),
      parts.map(({ kit }) => kit),
      parts.map(({ item }) => item),
      parts.map(({ ordered, cancelled }) => ordered - cancelled),
    ],
  );
  if (rowCount !== lines.length) throw new Error('An item was deleted while orders of it were written');
}

function componentsOf(orders: readonly Rows[]) {
  return orders.flatMap(({ number, components }) => components.map((row) => ({ number, ...row })));
}

/** Components are taken from the warehouse of their kit, and taxed with it. */
export async function insertComponents(client: PoolClient, orders: readonly Rows[]): Promise<void> {
  const rows = componentsOf(orders);
  if (rows.length === 0) return;
  await client.query(
    `insert into soline (sonum, linnum, itmcod, whscod, ordqty, cnlqty, pri, taxcod, linknd, parlin, kitqty)
     select c.sonum, c.linnum, c.itmcod, k.whscod, c.ordqty, c.cnlqty, 0, k.taxcod, 'C', c.parlin, c.kitqty
     from unnest($1::integer[], $2::smallint[], $3::text[], $4::integer[], $5::integer[], $6::smallint[], $7::integer[])
          as c (sonum, linnum, itmcod, ordqty, cnlqty, parlin, kitqty)
     join soline k on k.sonum = c.sonum and k.linnum = c.parlin
     order by c.sonum, c.linnum`,
    [
      rows.map(({ number }) => number),
      rows.map(({ line }) => line),
      rows.map(({ item }) => item),
      rows.map(({ ordered }) => ordered),
      rows.map(({ cancelled }) => cancelled),
      rows.map(({ kit }) => kit),
      rows.map(({ perKit }) => perKit),
    ],
  );
}
