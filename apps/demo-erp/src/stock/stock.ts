import type { Tx } from '../database.ts';
import { FormError } from '../form-error.ts';

export interface Movement {
  item: string;
  warehouse: string;
  type: 'C' | 'R' | 'D' | 'T';
  quantity: number;
  balance: number;
  reference: number | null;
  user: string;
}

type Passage = Omit<Movement, 'type' | 'balance'> & { type?: Movement['type'] };

export async function recordMovement(tx: Tx, movement: Movement): Promise<void> {
  await tx.query(
    `insert into stkmov (itmcod, whscod, movtyp, movqty, balqty, refnum, movusr) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      movement.item,
      movement.warehouse,
      movement.type,
      movement.quantity,
      movement.balance,
      movement.reference,
      movement.user,
    ],
  );
}

async function checkPlace(tx: Tx, item: string, warehouse: string): Promise<void> {
  const known = await tx.query(`select from whsmas where whscod = $1 and actflg = 'Y'`, [warehouse]);
  if (known.length === 0) throw new FormError({ warehouse: `NO WAREHOUSE ${warehouse || 'GIVEN'}` });
  const [row] = await tx.query<{ itmknd: string }>('select itmknd from itmmas where itmcod = $1', [item]);
  if (row === undefined) throw new FormError({ item: `NO ITEM ${item}` });
  if (row.itmknd !== 'G') throw new FormError({ quantity: 'ONLY GOODS ARE ON A SHELF' });
}

/** What somebody counted on the shelf is on hand from now on. Returns the difference to the books. */
export async function countStock(
  tx: Tx,
  { item, warehouse, quantity, user }: { item: string; warehouse: string; quantity: number; user: string },
): Promise<number> {
  await checkPlace(tx, item, warehouse);
  await tx.query(
    'insert into stkbal (itmcod, whscod, onhand) values ($1, $2, 0) on conflict (itmcod, whscod) do nothing',
    [item, warehouse],
  );
  const [before] = await tx.query<{ onhand: number }>(
    'select onhand from stkbal where itmcod = $1 and whscod = $2 for update',
    [item, warehouse],
  );
  await tx.query(
    `update stkbal set onhand = $3, cntstp = clock_timestamp(), chgstp = clock_timestamp()
     where itmcod = $1 and whscod = $2`,
    [item, warehouse, quantity],
  );
  const difference = quantity - (before?.onhand ?? 0);
  await recordMovement(tx, {
    item,
    warehouse,
    type: 'C',
    quantity: difference,
    balance: quantity,
    reference: null,
    user,
  });
  return difference;
}

/** Units come in. */
export async function receiveStock(
  tx: Tx,
  { item, warehouse, quantity, reference, type = 'R', user }: Passage,
): Promise<void> {
  await checkPlace(tx, item, warehouse);
  const [row] = await tx.query<{ onhand: number }>(
    `insert into stkbal (itmcod, whscod, onhand) values ($1, $2, $3)
     on conflict (itmcod, whscod) do update set onhand = stkbal.onhand + excluded.onhand, chgstp = clock_timestamp()
     returning onhand`,
    [item, warehouse, quantity],
  );
  await recordMovement(tx, {
    item,
    warehouse,
    type,
    quantity,
    balance: row?.onhand ?? 0,
    reference,
    user,
  });
}

/** Units leave. Returns false, and takes nothing, when there are not enough. */
export async function takeStock(
  tx: Tx,
  { item, warehouse, quantity, reference, type = 'D', user }: Passage,
): Promise<boolean> {
  const [row] = await tx.query<{ onhand: number }>(
    `update stkbal set onhand = onhand - $3, chgstp = clock_timestamp()
     where itmcod = $1 and whscod = $2 and onhand >= $3 returning onhand`,
    [item, warehouse, quantity],
  );
  if (row === undefined) return false;
  await recordMovement(tx, {
    item,
    warehouse,
    type,
    quantity: -quantity,
    balance: row.onhand,
    reference,
    user,
  });
  return true;
}
