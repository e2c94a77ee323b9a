import type { Tx } from '../database.ts';
import { FormError } from '../form-error.ts';
import { lockOrder } from './sales.ts';

/**
 * What the order says of the customer's own papers. Any text is taken, also one that was ours to find the order by:
 * clerks write behind it what the customer tells them on the telephone.
 */
export async function changeReferences(
  tx: Tx,
  of: { number: number; reference: string | null; purchaseOrder: string | null; user: string },
): Promise<void> {
  await lockOrder(tx, of.number);
  await tx.query(
    'update sohead set cusref = $2, purnum = $3, chgstp = clock_timestamp(), chgusr = $4 where sonum = $1',
    [of.number, of.reference, of.purchaseOrder, of.user],
  );
}

export interface Address {
  name: string;
  street: string;
  /** A second line, null for none. */
  street2: string | null;
  zip: string | null;
  city: string;
  region: string | null;
  country: string;
}

/** What is still to leave goes to another address. Tax follows the country of the next invoice, as it always did. */
export async function redirect(
  tx: Tx,
  { number, address, user }: { number: number; address: Address; user: string },
): Promise<void> {
  await lockOrder(tx, number);
  const { name, street, street2, zip, city, region, country } = address;
  const known = await tx.query('select from ctytab where ctycod = $1', [country]);
  if (known.length === 0) throw new FormError({ country: `NO COUNTRY ${country}` });
  const regions = await tx.query('select from regtab where ctycod = $1 and regcod = $2', [country, region]);
  if (region !== null && regions.length === 0)
    throw new FormError({ region: `NO REGION ${region} IN ${country}` });
  const open = await tx.query(
    `update sohead set dlvnam = $2, dlvst1 = $3, dlvst2 = $4, dlvzip = $5, dlvcty = $6, dlvreg = $7, dlvctc = $8,
                       chgstp = clock_timestamp(), chgusr = $9
     where sonum = $1 and sosts in ('O', 'P') returning sonum`,
    [number, name, street, street2, zip, city, region, country, user],
  );
  if (open.length === 0) throw new FormError({ name: 'NOTHING IS OPEN' });
}

/** The document is gone from the books, number and all. Nothing of it may have been delivered or invoiced. */
export async function deleteOrder(tx: Tx, number: number): Promise<void> {
  await lockOrder(tx, number);
  const [left] = await tx.query<{ what: string }>(
    `select 'DELIVERY ' || dlvnum as what from dlvhed where sonum = $1
     union all select 'INVOICE ' || invnum from invlin where sonum = $1
     union all select 'UNITS THAT WERE SHIPPED' from soline where sonum = $1 and linknd <> 'H' and shpqty > 0 limit 1`,
    [number],
  );
  if (left !== undefined) throw new FormError({ delete: `THERE IS ${left.what}` });
  await tx.query('delete from soline where sonum = $1', [number]);
  await tx.query('delete from sohead where sonum = $1', [number]);
}

/**
 * A second document with all that the first was entered with: its reference, its origin and number of another system too.
 * The program has never asked whether that makes sense; whoever finds an order by its reference then finds two. Returns
 * the number.
 */
export async function copyOrder(tx: Tx, { number, user }: { number: number; user: string }): Promise<number> {
  await lockOrder(tx, number);
  const [head] = await tx.query<{ sonum: number }>(
    `insert into sohead (soorg, cusnum, cusref, extref, curcod, dlvnam, dlvst1, dlvst2, dlvzip, dlvcty, dlvctc, dlvreg,
                         email, phone, frtamt, paytrm, sonote, purnum, buyref, reqdat, shpcmp, bilcus, taxcls, chgusr)
     select soorg, cusnum, cusref, extref, curcod, dlvnam, dlvst1, dlvst2, dlvzip, dlvcty, dlvctc, dlvreg,
            email, phone, frtamt, paytrm, sonote, purnum, buyref, reqdat, shpcmp, bilcus, taxcls, $2
     from sohead where sonum = $1 returning sonum`,
    [number, user],
  );
  if (head === undefined) throw new Error('no number for the order');
  await tx.query(
    `insert into soline (sonum, linnum, itmcod, itmdsc, whscod, ordqty, shpqty, pri, dispct, taxcod, reqdat, linknd,
                         parlin, kitqty, untcod, untqty, untpri, perqty)
     select $2, linnum, itmcod, itmdsc, whscod, ordqty, case linknd when 'H' then ordqty else 0 end, pri, dispct, taxcod,
            reqdat, linknd, parlin, kitqty, untcod, untqty, untpri, perqty
     from soline where sonum = $1 order by linnum`,
    [number, head.sonum],
  );
  return head.sonum;
}
