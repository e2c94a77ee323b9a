import type { Tx } from './database.ts';
import { FormError, NotOnFile } from './form-error.ts';
import { isLess, isPositive } from './money.ts';

export interface ListPrice {
  number: number;
  price: string;
  from: Date;
  to: Date | null;
}

export interface Special extends ListPrice {
  minimum: number;
  text: string;
  active: boolean;
}

/** Date and HHMM on the office clock. */
export interface OfficeTime {
  date: string;
  time: string;
}

const inForce = (entry: ListPrice, at: Date) => entry.from <= at && (entry.to === null || entry.to > at);

/**
 * What a quantity costs at an instant: the list price in force with the latest start, or a lower special whose
 * quantity break is reached. Null when the item has no list price.
 */
export function effectivePrice(
  list: ListPrice[],
  specials: Special[],
  at: Date,
  quantity: number,
): { price: string; special: Special | null } | null {
  const [regular] = list
    .filter((entry) => inForce(entry, at))
    .toSorted((a, b) => b.from.getTime() - a.from.getTime() || b.number - a.number);
  if (regular === undefined) return null;
  const [special] = specials
    .filter((entry) => entry.active && entry.minimum <= quantity && inForce(entry, at))
    .toSorted((a, b) => Number(a.price) - Number(b.price));
  if (special !== undefined && isLess(special.price, regular.price)) return { price: special.price, special };
  return { price: regular.price, special: null };
}

export async function listPrices(tx: Tx, item: string): Promise<ListPrice[]> {
  return tx.query<ListPrice>(
    `select prinum as number, pri as price, tsof(frdat, frtim) as from, tsof(todat, totim) as to
     from itmpri where itmcod = $1 and curcod = 'EUR' order by frdat desc, frtim desc, prinum desc`,
    [item],
  );
}

export async function specialsOf(tx: Tx, item: string): Promise<Special[]> {
  return tx.query<Special>(
    `select spcnum as number, pri as price, minqty as minimum, tsof(frdat, frtim) as from, tsof(todat, totim) as to,
            spctxt as text, actflg = 'Y' as active
     from spcpri where itmcod = $1 and curcod = 'EUR' order by frdat desc, frtim desc, minqty`,
    [item],
  );
}

export async function priceFor(tx: Tx, item: string, quantity: number): Promise<string | null> {
  const found = effectivePrice(await listPrices(tx, item), await specialsOf(tx, item), new Date(), quantity);
  return found?.price ?? null;
}

export async function officeNow(tx: Tx): Promise<OfficeTime> {
  const [now] = await tx.query<OfficeTime>(
    `select to_char(now() at time zone 'Europe/Berlin', 'YYYY-MM-DD') as date,
            to_char(now() at time zone 'Europe/Berlin', 'HH24MI') as time`,
  );
  if (now === undefined) throw new Error('no time from the database');
  return now;
}

/** A new list price from now, or from a later time on; the one before ends at that minute. */
export async function setListPrice(
  tx: Tx,
  { item, price, from, user }: { item: string; price: string; from: OfficeTime | null; user: string },
): Promise<void> {
  if (!isPositive(price)) throw new FormError({ price: 'MUST BE GREATER THAN ZERO' });
  const locked = await tx.query('select from itmmas where itmcod = $1 for update', [item]);
  if (locked.length === 0) throw new NotOnFile(`ITEM ${item}`);
  const now = await officeNow(tx);
  const start = from ?? now;
  if (start.date + start.time < now.date + now.time) throw new FormError({ fromDate: 'LIES IN THE PAST' });
  const key = [item, start.date, start.time];
  const same = await tx.query(
    `update itmpri set pri = $4, chgstp = clock_timestamp(), chgusr = $5
     where itmcod = $1 and curcod = 'EUR' and frdat = $2 and frtim = $3 returning prinum`,
    [...key, price, user],
  );
  if (same.length > 0) return;
  await tx.query(
    `update itmpri set todat = $2, totim = $3, chgstp = clock_timestamp(), chgusr = $4
     where itmcod = $1 and curcod = 'EUR' and tsof(frdat, frtim) < tsof($2::date, $3)
       and (todat is null or tsof(todat, totim) > tsof($2::date, $3))`,
    [...key, user],
  );
  await tx.query(
    `insert into itmpri (itmcod, curcod, pri, frdat, frtim, todat, totim, chgusr)
     select $1, 'EUR', $4, $2, $3, n.frdat, coalesce(n.frtim, '0000'), $5
     from (select 1) one left join lateral (
       select frdat, frtim from itmpri
       where itmcod = $1 and curcod = 'EUR' and tsof(frdat, frtim) > tsof($2::date, $3)
       order by frdat, frtim limit 1) n on true`,
    [...key, price, user],
  );
}

export interface NewSpecial {
  item: string;
  price: string;
  minimum: number;
  from: OfficeTime;
  to: OfficeTime;
  text: string;
  user: string;
}

export async function addSpecial(tx: Tx, special: NewSpecial): Promise<number> {
  const { item, price, minimum, from, to, text, user } = special;
  const regular = effectivePrice(await listPrices(tx, item), [], new Date(), 1);
  if (regular === null) throw new FormError({ price: 'ITEM HAS NO LIST PRICE' });
  if (!isPositive(price)) throw new FormError({ price: 'MUST BE GREATER THAN ZERO' });
  if (!isLess(price, regular.price))
    throw new FormError({ price: `MUST BE BELOW LIST PRICE ${regular.price}` });
  if (to.date + to.time <= from.date + from.time) throw new FormError({ toDate: 'MUST BE AFTER THE START' });
  const now = await officeNow(tx);
  if (to.date + to.time <= now.date + now.time) throw new FormError({ toDate: 'LIES IN THE PAST' });
  const [row] = await tx.query<{ number: number }>(
    `insert into spcpri (itmcod, curcod, pri, minqty, frdat, frtim, todat, totim, spctxt, chgusr)
     values ($1, 'EUR', $2, $3, $4, $5, $6, $7, $8, $9) returning spcnum as number`,
    [item, price, minimum, from.date, from.time, to.date, to.time, text, user],
  );
  return row?.number ?? 0;
}

export async function endSpecial(tx: Tx, item: string, number: number, user: string): Promise<void> {
  const rows = await tx.query(
    `update spcpri set actflg = 'N', chgstp = clock_timestamp(), chgusr = $3
     where itmcod = $1 and spcnum = $2 and actflg = 'Y' returning spcnum`,
    [item, number, user],
  );
  if (rows.length === 0) throw new NotOnFile(`SPECIAL ${number}`);
}
