import type { Tx } from '../database.ts';
import {
  type ContractPrice,
  type EffectivePrice,
  type ListPrice,
  type SoldIn,
  type Special,
  effectivePrice,
  own,
} from './effective-price.ts';
import { FormError, NotOnFile } from '../form-error.ts';
import { isLess, isPositive, pricePerUnit } from '../money.ts';
import { unitsOf } from './units.ts';

/** Date and HHMM on the office clock. */
export interface OfficeTime {
  date: string;
  time: string;
}

export async function listPrices(tx: Tx, item: string): Promise<ListPrice[]> {
  return tx.query<ListPrice>(
    `select prinum as number, pri as price, perqty as per, untcod as unit, tsof(frdat, frtim) as from,
            tsof(todat, totim) as to
     from itmpri where itmcod = $1 and curcod = 'EUR' order by frdat desc, frtim desc, prinum desc`,
    [item],
  );
}

export async function specialsOf(tx: Tx, item: string): Promise<Special[]> {
  return tx.query<Special>(
    `select spcnum as number, pri as price, perqty as per, untcod as unit, minqty as minimum,
            tsof(frdat, frtim) as from, tsof(todat, totim) as to, spctxt as text, actflg = 'Y' as active
     from spcpri where itmcod = $1 and curcod = 'EUR' order by frdat desc, frtim desc, minqty`,
    [item],
  );
}

/** What the customer's lists say of an item. */
export async function contractPricesOf(tx: Tx, item: string, customer: number): Promise<ContractPrice[]> {
  return tx.query<ContractPrice>(
    `select p.plpnum as number, p.pri as price, p.perqty as per, p.untcod as unit, p.minqty as minimum,
            tsof(p.frdat, p.frtim) as from, tsof(p.todat, p.totim) as to, p.plscod as list, c.seqnum as rank
     from cuspls c join plsmas m on m.plscod = c.plscod and m.actflg = 'Y' and m.curcod = 'EUR'
     join plspri p on p.plscod = c.plscod
     where p.itmcod = $1 and c.cusnum = $2`,
    [item, customer],
  );
}

/** What a customer pays today. @param quantity in the item's own unit */
export async function priceFor(
  tx: Tx,
  { item, quantity, soldIn, customer }: { item: string; quantity: number; soldIn: SoldIn; customer: number },
): Promise<EffectivePrice | null> {
  const contracts = await contractPricesOf(tx, item, customer);
  return effectivePrice(await listPrices(tx, item), await specialsOf(tx, item), new Date(), quantity, {
    soldIn,
    contracts,
  });
}

export async function officeNow(tx: Tx): Promise<OfficeTime> {
  const [now] = await tx.query<OfficeTime>(
    `select to_char(now() at time zone 'Europe/Berlin', 'YYYY-MM-DD') as date,
            to_char(now() at time zone 'Europe/Berlin', 'HH24MI') as time`,
  );
  if (now === undefined) throw new Error('no time from the database');
  return now;
}

export interface NewPrice {
  item: string;
  price: string;
  /** Null for the item's own. */
  unit?: string | null;
  /** How many of the unit it is the price of. */
  per?: number;
  from: OfficeTime | null;
  user: string;
}

/** A new list price from now, or from a later time on; the one before of the same unit ends at that minute. */
export async function setListPrice(
  tx: Tx,
  { item, price, unit = null, per = 1, from, user }: NewPrice,
): Promise<void> {
  if (!isPositive(price)) throw new FormError({ price: 'MUST BE GREATER THAN ZERO' });
  await checkUnit(tx, item, unit);
  const now = await officeNow(tx);
  const start = from ?? now;
  if (start.date + start.time < now.date + now.time) throw new FormError({ fromDate: 'LIES IN THE PAST' });
  const key = [item, unit, start.date, start.time];
  const same = await tx.query(
    `update itmpri set pri = $5, perqty = $6, chgstp = clock_timestamp(), chgusr = $7
     where itmcod = $1 and curcod = 'EUR' and untcod is not distinct from $2 and frdat = $3 and frtim = $4
     returning prinum`,
    [...key, price, per, user],
  );
  if (same.length > 0) return;
  await tx.query(
    `update itmpri set todat = $3, totim = $4, chgstp = clock_timestamp(), chgusr = $5
     where itmcod = $1 and curcod = 'EUR' and untcod is not distinct from $2
       and tsof(frdat, frtim) < tsof($3::date, $4) and (todat is null or tsof(todat, totim) > tsof($3::date, $4))`,
    [...key, user],
  );
  await tx.query(
    `insert into itmpri (itmcod, curcod, untcod, pri, perqty, frdat, frtim, todat, totim, chgusr)
     select $1, 'EUR', $2, $5, $6, $3, $4, n.frdat, coalesce(n.frtim, '0000'), $7
     from (select 1) one left join lateral (
       select frdat, frtim from itmpri
       where itmcod = $1 and curcod = 'EUR' and untcod is not distinct from $2
         and tsof(frdat, frtim) > tsof($3::date, $4)
       order by frdat, frtim limit 1) n on true`,
    [...key, price, per, user],
  );
}

/** Locks the item. */
async function checkUnit(tx: Tx, item: string, unit: string | null): Promise<void> {
  const known = await tx.query('select from itmmas where itmcod = $1 for update', [item]);
  if (known.length === 0) throw new NotOnFile(`ITEM ${item}`);
  if (unit === null) return;
  const units = await tx.query('select from itmunt where itmcod = $1 and untcod = $2', [item, unit]);
  if (units.length === 0) throw new FormError({ unit: `ITEM HAS NO UNIT ${unit}` });
}

export interface NewSpecial {
  item: string;
  price: string;
  unit?: string | null;
  per?: number;
  minimum: number;
  from: OfficeTime;
  to: OfficeTime;
  text: string;
  user: string;
}

export async function addSpecial(tx: Tx, special: NewSpecial): Promise<number> {
  const { item, price, unit = null, per = 1, minimum, from, to, text, user } = special;
  await checkUnit(tx, item, unit);
  const soldIn = (await unitsOf(tx, item)).find(({ code }) => code === unit) ?? own;
  const regular = effectivePrice(await listPrices(tx, item), [], new Date(), 1, { soldIn });
  if (regular === null) throw new FormError({ price: 'ITEM HAS NO LIST PRICE' });
  if (!isPositive(price)) throw new FormError({ price: 'MUST BE GREATER THAN ZERO' });
  if (!isLess(pricePerUnit(price, per), pricePerUnit(regular.price, regular.per)))
    throw new FormError({
      price: `MUST BE BELOW LIST PRICE ${regular.price}${regular.per === 1 ? '' : ` FOR ${regular.per}`}`,
    });
  if (to.date + to.time <= from.date + from.time) throw new FormError({ toDate: 'MUST BE AFTER THE START' });
  const now = await officeNow(tx);
  if (to.date + to.time <= now.date + now.time) throw new FormError({ toDate: 'LIES IN THE PAST' });
  const [row] = await tx.query<{ number: number }>(
    `insert into spcpri (itmcod, curcod, pri, minqty, frdat, frtim, todat, totim, spctxt, chgusr, untcod, perqty)
     values ($1, 'EUR', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning spcnum as number`,
    [item, price, minimum, from.date, from.time, to.date, to.time, text, user, unit, per],
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
