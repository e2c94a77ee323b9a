import type { Tx } from '../database.ts';
import { FormError, NotOnFile } from '../form-error.ts';
import { receiveStock, takeStock } from './stock.ts';

export interface NewTransfer {
  from: string;
  to: string;
  expected: string;
  user: string;
  lines: { item: string; quantity: number; row?: number }[];
}

/** Goods leave one warehouse for another; on their way they are on hand in neither. Returns the number. */
export async function sendTransfer(
  tx: Tx,
  { from, to, expected, user, lines }: NewTransfer,
): Promise<number> {
  if (from === to) throw new FormError({ to: 'IS WHERE THE GOODS ARE' });
  for (const [field, warehouse] of Object.entries({ from, to })) {
    const known = await tx.query(`select from whsmas where whscod = $1 and actflg = 'Y'`, [warehouse]);
    if (known.length === 0) throw new FormError({ [field]: `NO WAREHOUSE ${warehouse}` });
  }
  if (lines.length === 0) throw new FormError({ 'item-1': 'TRANSFER HAS NO LINES' });
  const [head] = await tx.query<{ trfnum: number }>(
    'insert into trfhed (frmwhs, towhs, expdat, chgusr) values ($1, $2, $3, $4) returning trfnum',
    [from, to, expected, user],
  );
  if (head === undefined) throw new Error('no number for the transfer');
  const sorted = lines
    .map((line, index) => ({ ...line, number: index + 1 }))
    .toSorted((a, b) => (a.item < b.item ? -1 : 1));
  for (const { item, quantity, number, row = number } of sorted) {
    const taken = await takeStock(tx, {
      item,
      warehouse: from,
      quantity,
      reference: head.trfnum,
      type: 'T',
      user,
    });
    if (!taken) throw new FormError({ [`quantity-${row}`]: `NOT ENOUGH ${item} ON HAND IN ${from}` });
    await tx.query('insert into trflin (trfnum, linnum, itmcod, shpqty) values ($1, $2, $3, $4)', [
      head.trfnum,
      number,
      item,
      quantity,
    ]);
  }
  return head.trfnum;
}

/** Goods of a transfer's line arrive: all that are on their way, or part. */
export async function receiveTransfer(
  tx: Tx,
  { number, line, quantity, user }: { number: number; line: number; quantity: number; user: string },
): Promise<{ item: string; warehouse: string }> {
  const [row] = await tx.query<{ item: string; warehouse: string; owed: number }>(
    `select l.itmcod as item, h.towhs as warehouse, l.shpqty - l.rcvqty as owed
     from trflin l join trfhed h using (trfnum) where trfnum = $1 and linnum = $2 for update of l`,
    [number, line],
  );
  if (row === undefined) throw new NotOnFile(`TRANSFER ${number} LINE ${line}`);
  if (quantity > row.owed) throw new FormError({ [`quantity-${line}`]: `ONLY ${row.owed} ARE ON THEIR WAY` });
  await tx.query(
    'update trflin set rcvqty = rcvqty + $3, chgstp = clock_timestamp() where trfnum = $1 and linnum = $2',
    [number, line, quantity],
  );
  const { item, warehouse } = row;
  await receiveStock(tx, { item, warehouse, quantity, reference: number, type: 'T', user });
  return row;
}
