import type { Tx } from '../database.ts';
import { FormError, NotOnFile } from '../form-error.ts';
import { receiveStock, takeStock } from '../stock/stock.ts';
import { checkCarrier, deliverUnits, insertDelivery, usualCarrier } from './delivery-file.ts';
import { lockOrder, openLines } from './sales.ts';

/**
 * A delivery note whose lines are typed in later. That is how goods leave that were picked by a list on paper: the note
 * stands in the books for a while and says nothing. Nobody asks here whether the order may be shipped in parts.
 */
export async function openDelivery(
  tx: Tx,
  of: { number: number; warehouse: string; carrier?: string; tracking: string | null; user: string },
): Promise<number> {
  const { number, warehouse, carrier = usualCarrier, tracking, user } = of;
  const { cusnum: customer, cussts } = await lockOrder(tx, number);
  if (cussts === 'B') throw new FormError({ warehouse: 'CUSTOMER IS BLOCKED' });
  const place = await tx.query(`select from whsmas where whscod = $1 and actflg = 'Y'`, [warehouse]);
  if (place.length === 0) throw new FormError({ warehouse: `NO WAREHOUSE ${warehouse}` });
  await checkCarrier(tx, carrier);
  const open = [...(await openLines(tx, number)).values()].some(({ opnqty }) => opnqty > 0);
  if (!open) throw new FormError({ warehouse: 'NOTHING TO SHIP' });
  return insertDelivery(tx, { order: number, customer, warehouse, carrier, tracking, user });
}

interface Delivery {
  sonum: number;
  whscod: string;
}

/** The order is locked before its delivery, as when it is shipped. */
async function lockDelivery(tx: Tx, delivery: number): Promise<Delivery> {
  const find = 'select sonum, whscod from dlvhed where dlvnum = $1';
  const [found] = await tx.query<Delivery>(find, [delivery]);
  if (found === undefined) throw new NotOnFile(`DELIVERY ${delivery}`);
  await lockOrder(tx, found.sonum);
  const [head] = await tx.query<Delivery>(`${find} for update`, [delivery]);
  if (head === undefined) throw new NotOnFile(`DELIVERY ${delivery}`);
  return head;
}

/** One more line on a delivery note: units of a line of its order. */
export async function addDeliveryLine(
  tx: Tx,
  of: { delivery: number; line: number; quantity: number; user: string },
): Promise<void> {
  const { delivery, line, quantity, user } = of;
  const { sonum: order, whscod: warehouse } = await lockDelivery(tx, delivery);
  const row = (await openLines(tx, order)).get(line);
  if (row === undefined) throw new FormError({ line: `NO LINE ${line}` });
  if (row.linknd === 'K') throw new FormError({ line: 'IS A KIT: SHIP ITS COMPONENTS' });
  if (quantity > row.opnqty) throw new FormError({ quantity: `ONLY ${row.opnqty} STILL OPEN` });
  const service = row.linknd === 'S';
  const item = row.itmcod;
  await deliverUnits(tx, {
    delivery,
    order,
    line,
    item,
    quantity,
    warehouse,
    service,
    user,
    field: 'quantity',
  });
}

interface Delivered {
  linnum: number;
  solin: number;
  itmcod: string;
  dlvqty: number;
  service: boolean;
}

/** In one order of locks on balances, as when an order is shipped. */
async function deliveredLines(tx: Tx, delivery: number): Promise<Delivered[]> {
  const rows = await tx.query<Delivered>(
    `select d.linnum, d.solin, d.itmcod, d.dlvqty, coalesce(l.linknd = 'S', false) as service
     from dlvlin d left join soline l on l.sonum = d.sonum and l.linnum = d.solin
     where d.dlvnum = $1 order by d.linnum for update of d`,
    [delivery],
  );
  return rows.toSorted((a, b) => (a.itmcod < b.itmcod ? -1 : 1));
}

/**
 * A delivery note is for so many units of its line: what was not put into the parcel goes back onto the shelf, what was
 * put in beside it is taken off. With no units the line is gone. What was invoiced cannot be taken back.
 */
export async function correctDelivery(
  tx: Tx,
  of: { delivery: number; line: number; quantity: number; user: string },
): Promise<void> {
  const { delivery, line, quantity, user } = of;
  const field = `quantity-${line}`;
  const head = await lockDelivery(tx, delivery);
  const row = (await deliveredLines(tx, delivery)).find(({ linnum }) => linnum === line);
  if (row === undefined) throw new FormError({ [field]: `NO LINE ${line}` });
  await changeUnits(tx, { ...row, head, delivery, by: quantity - row.dlvqty, field, user });
}

/** The delivery is gone, its goods are back on the shelf, and the order is open for them again. */
export async function deleteDelivery(
  tx: Tx,
  { delivery, user }: { delivery: number; user: string },
): Promise<{ order: number; units: number }> {
  const head = await lockDelivery(tx, delivery);
  const rows = await deliveredLines(tx, delivery);
  for (const row of rows)
    await changeUnits(tx, { ...row, head, delivery, by: -row.dlvqty, field: 'delete', user });
  await tx.query('delete from dlvhed where dlvnum = $1', [delivery]);
  return { order: head.sonum, units: rows.reduce((sum, { dlvqty }) => sum + dlvqty, 0) };
}

async function changeUnits(
  tx: Tx,
  of: Delivered & { head: Delivery; delivery: number; by: number; field: string; user: string },
): Promise<void> {
  const { head, delivery, linnum, solin, itmcod: item, dlvqty, service, by, field, user } = of;
  const { sonum: order, whscod: warehouse } = head;
  const [row] = await tx.query<{ shpqty: number; invqty: number; opnqty: number }>(
    'select shpqty, invqty, opnqty from soline where sonum = $1 and linnum = $2 for update',
    [order, solin],
  );
  if (row === undefined) throw new FormError({ [field]: `ORDER HAS NO LINE ${solin}` });
  if (by > row.opnqty) throw new FormError({ [field]: `ONLY ${row.opnqty} STILL OPEN` });
  if (row.shpqty + by < row.invqty) throw new FormError({ [field]: `${row.invqty} ARE INVOICED` });
  const passage = { item, warehouse, quantity: Math.abs(by), reference: delivery, user };
  if (by > 0 && !service && !(await takeStock(tx, passage)))
    throw new FormError({ [field]: `NOT ENOUGH ON HAND IN ${warehouse}` });
  if (by < 0 && !service) await receiveStock(tx, { ...passage, type: 'D' });
  if (dlvqty + by > 0)
    await tx.query('update dlvlin set dlvqty = dlvqty + $3 where dlvnum = $1 and linnum = $2', [
      delivery,
      linnum,
      by,
    ]);
  else await tx.query('delete from dlvlin where dlvnum = $1 and linnum = $2', [delivery, linnum]);
  await tx.query(
    'update soline set shpqty = shpqty + $3, chgstp = clock_timestamp() where sonum = $1 and linnum = $2',
    [order, solin, by],
  );
}

/** Who carries a delivery, and where it can be followed. The program does not ask how long ago it left. */
export async function changeCarrier(
  tx: Tx,
  of: { delivery: number; carrier: string; tracking: string | null; user: string },
): Promise<void> {
  await lockDelivery(tx, of.delivery);
  await checkCarrier(tx, of.carrier);
  await tx.query('update dlvhed set carcod = $2, trkref = $3, chgusr = $4 where dlvnum = $1', [
    of.delivery,
    of.carrier,
    of.tracking,
    of.user,
  ]);
}
