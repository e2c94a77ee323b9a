import type { Tx } from '../database.ts';
import { FormError, NotOnFile } from '../form-error.ts';
import { isPositive } from '../money.ts';
import { type OfficeTime, officeNow } from './prices.ts';

export async function addPriceList(tx: Tx, list: string, text: string): Promise<void> {
  const rows = await tx.query(
    'insert into plsmas (plscod, plstxt) values ($1, $2) on conflict do nothing returning plscod',
    [list, text],
  );
  if (rows.length === 0) throw new FormError({ list: `THERE IS A LIST ${list}` });
}

export interface NewEntry {
  list: string;
  item: string;
  unit: string | null;
  price: string;
  per: number;
  /** In the item's own unit. */
  minimum: number;
  from: OfficeTime;
  to: string | null;
  user: string;
}

/** A price of a list. One of the same item, unit and break that is in force then ends where it begins. */
export async function addListPrice(tx: Tx, entry: NewEntry): Promise<number> {
  const { list, item, unit, price, per, minimum, from, to, user } = entry;
  const locked = await tx.query('select from plsmas where plscod = $1 for update', [list]);
  if (locked.length === 0) throw new NotOnFile(`PRICE LIST ${list}`);
  const items = await tx.query('select from itmmas where itmcod = $1', [item]);
  if (items.length === 0) throw new FormError({ item: `NO ITEM ${item}` });
  if (unit !== null) {
    const units = await tx.query('select from itmunt where itmcod = $1 and untcod = $2', [item, unit]);
    if (units.length === 0) throw new FormError({ unit: `ITEM HAS NO UNIT ${unit}` });
  }
  if (!isPositive(price)) throw new FormError({ price: 'MUST BE GREATER THAN ZERO' });
  const now = await officeNow(tx);
  if (from.date + from.time < now.date + now.time) throw new FormError({ fromDate: 'LIES IN THE PAST' });
  if (to !== null && to < from.date) throw new FormError({ toDate: 'MUST BE AFTER THE START' });
  await tx.query(
    `update plspri set todat = $5, totim = $6, chgstp = clock_timestamp(), chgusr = $7
     where plscod = $1 and itmcod = $2 and untcod is not distinct from $3 and minqty = $4
       and tsof(frdat, frtim) <= tsof($5::date, $6) and (todat is null or tsof(todat, totim) > tsof($5::date, $6))`,
    [list, item, unit, minimum, from.date, from.time, user],
  );
  const [row] = await tx.query<{ plpnum: number }>(
    `insert into plspri (plscod, itmcod, untcod, pri, perqty, minqty, frdat, frtim, todat, chgusr)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning plpnum`,
    [list, item, unit, price, per, minimum, from.date, from.time, to, user],
  );
  return row?.plpnum ?? 0;
}

/** Ends at this minute what is in force, and takes out what has not begun. */
export async function endListPrice(tx: Tx, list: string, number: number, user: string): Promise<void> {
  const now = await officeNow(tx);
  const rows = await tx.query(
    `update plspri set todat = greatest(frdat, $3::date), totim = case when frdat > $3::date then frtim else $4 end,
            chgstp = clock_timestamp(), chgusr = $5
     where plscod = $1 and plpnum = $2 and (todat is null or tsof(todat, totim) > now()) returning plpnum`,
    [list, number, now.date, now.time, user],
  );
  if (rows.length === 0) throw new NotOnFile(`PRICE ${number} OF LIST ${list}`);
}
