import type { Tx } from '../database.ts';
import { FormError, NotOnFile } from '../form-error.ts';

export interface Component {
  item: string;
  text: string;
  kind: string;
  quantity: number;
  taxCode: string;
}

/** What one kit consists of today. */
export async function componentsOf(tx: Tx, kit: string): Promise<Component[]> {
  return tx.query<Component>(
    `select k.cmpcod as item, coalesce(i.itmdsc, '') as text, coalesce(i.itmknd, '') as kind, k.cmpqty as quantity,
            coalesce(i.taxcod, '') as "taxCode"
     from itmkit k left join itmmas i on i.itmcod = k.cmpcod where k.itmcod = $1 order by k.cmpcod`,
    [kit],
  );
}

/** The quantity of a component from now on. Kits that are on order keep the recipe of their day. */
export async function setComponent(
  tx: Tx,
  { kit, item, quantity, user }: { kit: string; item: string; quantity: number; user: string },
): Promise<void> {
  const [head] = await tx.query<{ itmknd: string }>(
    'select itmknd from itmmas where itmcod = $1 for update',
    [kit],
  );
  if (head === undefined) throw new NotOnFile(`ITEM ${kit}`);
  if (head.itmknd !== 'K') throw new FormError({ component: `${kit} IS NOT A KIT` });
  const [component] = await tx.query<{ itmknd: string }>('select itmknd from itmmas where itmcod = $1', [
    item,
  ]);
  if (component === undefined) throw new FormError({ component: `NO ITEM ${item}` });
  if (component.itmknd !== 'G') throw new FormError({ component: 'ONLY GOODS CAN BE IN A KIT' });
  await tx.query(
    `insert into itmkit (itmcod, cmpcod, cmpqty, chgusr) values ($1, $2, $3, $4)
     on conflict (itmcod, cmpcod) do update set cmpqty = excluded.cmpqty, chgstp = clock_timestamp(), chgusr = excluded.chgusr`,
    [kit, item, quantity, user],
  );
}

export async function removeComponent(tx: Tx, kit: string, item: string): Promise<void> {
  const rows = await tx.query('delete from itmkit where itmcod = $1 and cmpcod = $2 returning cmpcod', [
    kit,
    item,
  ]);
  if (rows.length === 0) throw new NotOnFile(`COMPONENT ${item} OF ${kit}`);
}

/** The first warehouse that has every component of so many kits, else the first of all. */
export async function warehouseForKit(tx: Tx, kit: string, quantity: number): Promise<string | null> {
  const [row] = await tx.query<{ whscod: string }>(
    `select w.whscod from whsmas w where w.actflg = 'Y'
     order by (select bool_and(coalesce(b.onhand, 0) - coalesce(a.alcqty, 0) >= k.cmpqty * $2::int)
               from itmkit k left join stkbal b on b.itmcod = k.cmpcod and b.whscod = w.whscod
               left join stkalc a on a.itmcod = k.cmpcod and a.whscod = w.whscod
               where k.itmcod = $1) desc nulls last, w.whspri, w.whscod limit 1`,
    [kit, quantity],
  );
  return row?.whscod ?? null;
}

/** Kits that could be made of what is on the shelves of a warehouse and held by nobody. */
export async function kitsInStock(tx: Tx, kit: string): Promise<Map<string, number>> {
  const rows = await tx.query<{ whscod: string; kits: number }>(
    `select w.whscod, min(greatest(coalesce(b.onhand, 0) - coalesce(a.alcqty, 0), 0) / k.cmpqty) as kits
     from whsmas w cross join itmkit k
     left join stkbal b on b.itmcod = k.cmpcod and b.whscod = w.whscod
     left join stkalc a on a.itmcod = k.cmpcod and a.whscod = w.whscod
     where k.itmcod = $1 group by w.whscod order by min(w.whspri), w.whscod`,
    [kit],
  );
  return new Map(rows.map(({ whscod, kits }) => [whscod, kits]));
}
