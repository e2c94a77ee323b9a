import type { Tx } from '../database.ts';
import { FormError, NotOnFile } from '../form-error.ts';
import { checkCarrier, deliverUnits, insertDelivery, usualCarrier } from './delivery-file.ts';

export interface OpenLine {
  linnum: number;
  itmcod: string;
  whscod: string;
  opnqty: number;
  linknd: 'G' | 'S' | 'K' | 'C' | 'H';
}

interface Locked {
  cusnum: number;
  cussts: string | null;
  shpcmp: string;
}

/** Locks the order first, so that two deliveries of it, or a delivery and an invoice, follow one another. */
export async function lockOrder(tx: Tx, number: number): Promise<Locked> {
  const [head] = await tx.query<Locked>(
    'select h.cusnum, c.cussts, h.shpcmp from sohead h left join cusmas c using (cusnum) where h.sonum = $1 for update of h',
    [number],
  );
  if (head === undefined) throw new NotOnFile(`SALES ORDER ${number}`);
  return head;
}

/** Lines by number, locked. */
export async function openLines(tx: Tx, number: number): Promise<Map<number, OpenLine>> {
  const rows = await tx.query<OpenLine>(
    'select linnum, itmcod, whscod, opnqty, linknd from soline where sonum = $1 order by linnum for update',
    [number],
  );
  return new Map(rows.map((row) => [row.linnum, row]));
}

export interface Shipment {
  number: number;
  lines: { line: number; quantity: number; warehouse?: string }[];
  carrier?: string;
  user: string;
}

/**
 * Ships an order whole or in part: one delivery per warehouse, on hand goes down. Of a kit the components are shipped,
 * a service is only written down. Returns the delivery numbers.
 */
export async function shipOrder(
  tx: Tx,
  { number, lines, carrier = usualCarrier, user }: Shipment,
): Promise<number[]> {
  const { cusnum, cussts, shpcmp } = await lockOrder(tx, number);
  if (cussts === 'B') throw new FormError({ ship: 'CUSTOMER IS BLOCKED' });
  await checkCarrier(tx, carrier);
  const open = await openLines(tx, number);
  const picks = lines
    .filter(({ quantity }) => quantity > 0)
    .map(({ line, quantity, warehouse }) => {
      const row = open.get(line);
      const field = `quantity-${line}`;
      if (row === undefined) throw new FormError({ [field]: `NO LINE ${line}` });
      if (row.linknd === 'K') throw new FormError({ [field]: 'IS A KIT: SHIP ITS COMPONENTS' });
      if (quantity > row.opnqty) throw new FormError({ [field]: `ONLY ${row.opnqty} STILL OPEN` });
      const service = row.linknd === 'S';
      return { field, line, quantity, item: row.itmcod, service, warehouse: warehouse ?? row.whscod };
    })
    // One order of locks on balances for everybody: two deliveries cannot wait for each other.
    .toSorted((a, b) => (a.item + a.warehouse < b.item + b.warehouse ? -1 : 1));
  if (picks.length === 0) throw new FormError({ ship: 'NOTHING TO SHIP' });
  const rest = [...open.values()].find(
    ({ linnum, linknd, opnqty }) =>
      linknd !== 'K' && opnqty > (picks.find(({ line }) => line === linnum)?.quantity ?? 0),
  );
  if (shpcmp === 'Y' && rest !== undefined)
    throw new FormError({ [`quantity-${rest.linnum}`]: 'ORDER IS SHIPPED COMPLETE OR NOT AT ALL' });

  const deliveries: number[] = [];
  for (const [warehouse, parts] of Map.groupBy(picks, (pick) => pick.warehouse)) {
    const delivery = await insertDelivery(tx, { order: number, customer: cusnum, warehouse, carrier, user });
    deliveries.push(delivery);
    for (const part of parts) await deliverUnits(tx, { ...part, delivery, order: number, user });
  }
  return deliveries;
}

/** Cancels what is still open of a line, or part of it. */
export async function cancelLine(
  tx: Tx,
  { number, line, quantity }: { number: number; line: number; quantity: number },
): Promise<void> {
  await lockOrder(tx, number);
  const row = (await openLines(tx, number)).get(line);
  if (row === undefined) throw new FormError({ line: `NO LINE ${line}` });
  if (row.linknd === 'C') throw new FormError({ [`cancel-${line}`]: 'IS PART OF A KIT: CANCEL THE KIT' });
  const most = row.linknd === 'K' ? await openKits(tx, number, line) : row.opnqty;
  if (quantity > most) throw new FormError({ [`cancel-${line}`]: `ONLY ${most} STILL OPEN` });
  await tx.query(
    'update soline set cnlqty = cnlqty + $3, chgstp = clock_timestamp() where sonum = $1 and linnum = $2',
    [number, line, quantity],
  );
}

/** Kits of which nothing has left. */
async function openKits(tx: Tx, number: number, line: number): Promise<number> {
  const [row] = await tx.query<{ kits: number }>(
    'select min(opnqty / kitqty) as kits from soline where sonum = $1 and parlin = $2',
    [number, line],
  );
  return row?.kits ?? 0;
}

/** Another warehouse is to serve what is open of a line, or of a kit's components. */
export async function moveLine(
  tx: Tx,
  { number, line, warehouse }: { number: number; line: number; warehouse: string },
): Promise<void> {
  await lockOrder(tx, number);
  const known = await tx.query('select from whsmas where whscod = $1', [warehouse]);
  if (known.length === 0) throw new FormError({ [`warehouse-${line}`]: `NO WAREHOUSE ${warehouse}` });
  await tx.query(
    `update soline set whscod = $3, chgstp = clock_timestamp()
     where sonum = $1 and (linnum = $2 or parlin = $2) and opnqty > 0`,
    [number, line, warehouse],
  );
}
