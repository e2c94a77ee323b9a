import type { Tx } from '../database.ts';
import { FormError, NotOnFile } from '../form-error.ts';
import { receiveStock } from './stock.ts';

export interface NewPurchase {
  vendor: string;
  warehouse: string;
  user: string;
  lines: { item: string; quantity: number; cost: string; expected: string }[];
}

export async function orderPurchase(
  tx: Tx,
  { vendor, warehouse, user, lines }: NewPurchase,
): Promise<number> {
  const known = await tx.query(`select from venmas where vencod = $1 and actflg = 'Y'`, [vendor]);
  if (known.length === 0) throw new FormError({ vendor: `NO VENDOR ${vendor}` });
  const place = await tx.query('select from whsmas where whscod = $1', [warehouse]);
  if (place.length === 0) throw new FormError({ warehouse: `NO WAREHOUSE ${warehouse}` });
  if (lines.length === 0) throw new FormError({ item: 'ORDER HAS NO LINES' });
  const [head] = await tx.query<{ ponum: number }>(
    `insert into pohead (vencod, whscod, orddat, chgusr)
     values ($1, $2, (now() at time zone 'Europe/Berlin')::date, $3) returning ponum`,
    [vendor, warehouse, user],
  );
  if (head === undefined) throw new Error('no number for the purchase order');
  for (const [index, line] of lines.entries()) {
    const items = await tx.query('select from itmmas where itmcod = $1', [line.item]);
    if (items.length === 0) throw new FormError({ item: `NO ITEM ${line.item}` });
    await tx.query(
      'insert into poline (ponum, linnum, itmcod, ordqty, cst, expdat) values ($1, $2, $3, $4, $5, $6)',
      [head.ponum, index + 1, line.item, line.quantity, line.cost, line.expected],
    );
  }
  return head.ponum;
}

/** Goods of a purchase order's line arrive: all that is owed, or part. */
export async function receivePurchase(
  tx: Tx,
  { number, line, quantity, user }: { number: number; line: number; quantity: number; user: string },
): Promise<{ item: string; warehouse: string }> {
  const [row] = await tx.query<{ item: string; warehouse: string; owed: number }>(
    `select l.itmcod as item, h.whscod as warehouse, l.ordqty - l.rcvqty - l.cnlqty as owed
     from poline l join pohead h using (ponum) where ponum = $1 and linnum = $2 for update of l`,
    [number, line],
  );
  if (row === undefined) throw new NotOnFile(`PURCHASE ORDER ${number} LINE ${line}`);
  if (quantity > row.owed) throw new FormError({ [`quantity-${line}`]: `ONLY ${row.owed} ARE STILL OWED` });
  await tx.query(
    'update poline set rcvqty = rcvqty + $3, chgstp = clock_timestamp() where ponum = $1 and linnum = $2',
    [number, line, quantity],
  );
  await receiveStock(tx, { item: row.item, warehouse: row.warehouse, quantity, reference: number, user });
  return row;
}

/** The day that the vendor has confirmed for a line; null takes it back. What was expected stays beside it. */
export async function confirmPurchase(
  tx: Tx,
  { number, line, date }: { number: number; line: number; date: string | null },
): Promise<void> {
  const rows = await tx.query(
    `update poline set cfmdat = $3, chgstp = clock_timestamp()
     where ponum = $1 and linnum = $2 and linsts in ('O', 'P') returning linnum`,
    [number, line, date],
  );
  if (rows.length === 0) throw new FormError({ [`confirmed-${line}`]: `LINE ${line} IS NOT OPEN` });
}
