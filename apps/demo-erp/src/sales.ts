import type { Tx } from './database.ts';
import { FormError, NotOnFile } from './form-error.ts';
import { priceFor } from './prices.ts';
import { takeStock } from './stock.ts';

export interface NewOrder {
  origin: 'T' | 'S';
  customer: number;
  reference: string | null;
  note: string | null;
  freight: string;
  user: string;
  at?: Date;
  lines: OrderLine[];
}

export interface OrderLine {
  item: string;
  quantity: number;
  /** Net, per unit; null for today's. */
  price: string | null;
  /** Null for the first that can ship. */
  warehouse: string | null;
  /** Row of the form it was typed in, named in errors. */
  row?: number;
}

/** Takes an order by telephone or at the counter, at today's prices where none is given. Returns its number. */
export async function placeOrder(tx: Tx, order: NewOrder): Promise<number> {
  const [customer] = await tx.query<{ cusnam: string; cussts: string }>(
    'select cusnam, cussts from cusmas where cusnum = $1',
    [order.customer],
  );
  if (customer === undefined) throw new FormError({ customer: `NO CUSTOMER ${order.customer}` });
  if (customer.cussts === 'B') throw new FormError({ customer: `${customer.cusnam} IS BLOCKED` });
  if (order.lines.length === 0) throw new FormError({ 'item-1': 'ORDER HAS NO LINES' });
  const [head] = await tx.query<{ sonum: number }>(
    `insert into sohead (soorg, cusnum, cusref, sonote, frtamt, chgusr, ordstp, curcod, paytrm,
                         dlvnam, dlvst1, dlvzip, dlvcty, dlvctc, email)
     select $1, c.cusnum, $3, $4, $5, $6, coalesce($7, now()), c.curcod, c.paytrm,
            c.cusnam, c.street, c.zipcod, c.city, c.ctycod, c.email
     from cusmas c where c.cusnum = $2 returning sonum`,
    [order.origin, order.customer, order.reference, order.note, order.freight, order.user, order.at ?? null],
  );
  if (head === undefined) throw new Error('no number for the sales order');
  for (const [index, line] of order.lines.entries()) await addLine(tx, head.sonum, index + 1, line);
  return head.sonum;
}

async function addLine(tx: Tx, order: number, number: number, line: OrderLine): Promise<void> {
  const row = line.row ?? number;
  const [item] = await tx.query<{ itmdsc: string; taxcod: string; itmsts: string }>(
    'select itmdsc, taxcod, itmsts from itmmas where itmcod = $1',
    [line.item],
  );
  if (item === undefined) throw new FormError({ [`item-${row}`]: `NO ITEM ${line.item}` });
  if (item.itmsts === 'N' || item.itmsts === 'X')
    throw new FormError({ [`item-${row}`]: `ITEM IS NOT SOLD (STATUS ${item.itmsts})` });
  const price = line.price ?? (await priceFor(tx, line.item, line.quantity));
  if (price === null || price.startsWith('-'))
    throw new FormError({ [`price-${row}`]: 'ITEM HAS NO VALID PRICE, TYPE ONE' });
  await tx.query(
    `insert into soline (sonum, linnum, itmcod, itmdsc, whscod, ordqty, pri, taxcod)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [order, number, line.item, item.itmdsc, line.warehouse, line.quantity, price, item.taxcod],
  );
}

interface OpenLine {
  linnum: number;
  itmcod: string;
  whscod: string;
  opnqty: number;
}

/** Locks the order first, so that two deliveries of it, or a delivery and an invoice, follow one another. */
async function lockOrder(tx: Tx, number: number): Promise<{ cusnum: number }> {
  const [head] = await tx.query<{ cusnum: number }>('select cusnum from sohead where sonum = $1 for update', [
    number,
  ]);
  if (head === undefined) throw new NotOnFile(`SALES ORDER ${number}`);
  return head;
}

async function openLines(tx: Tx, number: number): Promise<Map<number, OpenLine>> {
  const rows = await tx.query<OpenLine>(
    'select linnum, itmcod, whscod, opnqty from soline where sonum = $1 order by linnum for update',
    [number],
  );
  return new Map(rows.map((row) => [row.linnum, row]));
}

export interface Shipment {
  number: number;
  lines: { line: number; quantity: number; warehouse?: string }[];
  user: string;
}

/** Ships an order whole or in part: one delivery per warehouse, on hand goes down. Returns the delivery numbers. */
export async function shipOrder(tx: Tx, { number, lines, user }: Shipment): Promise<number[]> {
  const { cusnum } = await lockOrder(tx, number);
  const open = await openLines(tx, number);
  const picks = lines
    .filter(({ quantity }) => quantity > 0)
    .map(({ line, quantity, warehouse }) => {
      const row = open.get(line);
      const field = `quantity-${line}`;
      if (row === undefined) throw new FormError({ [field]: `NO LINE ${line}` });
      if (quantity > row.opnqty) throw new FormError({ [field]: `ONLY ${row.opnqty} STILL OPEN` });
      return { field, line, quantity, item: row.itmcod, warehouse: warehouse ?? row.whscod };
    })
    // One order of locks on balances for everybody: two deliveries cannot wait for each other.
    .toSorted((a, b) => (a.item + a.warehouse < b.item + b.warehouse ? -1 : 1));
  if (picks.length === 0) throw new FormError({ ship: 'NOTHING TO SHIP' });

  const deliveries: number[] = [];
  for (const [warehouse, parts] of Map.groupBy(picks, (pick) => pick.warehouse)) {
    const [head] = await tx.query<{ dlvnum: number }>(
      `insert into dlvhed (dlvnum, sonum, cusnum, whscod, trkref, chgusr)
       select n, $1, $2, $3, 'VH' || lpad(n::text, 10, '0'), $4 from nextval('dlvnum_seq') n returning dlvnum`,
      [number, cusnum, warehouse, user],
    );
    if (head === undefined) throw new Error('no number for the delivery');
    deliveries.push(head.dlvnum);
    for (const [index, part] of parts.entries()) {
      const taken = await takeStock(tx, { ...part, reference: head.dlvnum, user });
      if (!taken) throw new FormError({ [part.field]: `NOT ENOUGH ON HAND IN ${warehouse}` });
      await tx.query(
        'insert into dlvlin (dlvnum, linnum, sonum, solin, itmcod, dlvqty) values ($1, $2, $3, $4, $5, $6)',
        [head.dlvnum, index + 1, number, part.line, part.item, part.quantity],
      );
      await tx.query(
        `update soline set shpqty = shpqty + $3, whscod = $4, chgstp = clock_timestamp()
         where sonum = $1 and linnum = $2`,
        [number, part.line, part.quantity, warehouse],
      );
    }
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
  if (quantity > row.opnqty) throw new FormError({ [`cancel-${line}`]: `ONLY ${row.opnqty} STILL OPEN` });
  await tx.query(
    'update soline set cnlqty = cnlqty + $3, chgstp = clock_timestamp() where sonum = $1 and linnum = $2',
    [number, line, quantity],
  );
}

/** Another warehouse is to serve what is open of a line. */
export async function moveLine(
  tx: Tx,
  { number, line, warehouse }: { number: number; line: number; warehouse: string },
): Promise<void> {
  await lockOrder(tx, number);
  const known = await tx.query('select from whsmas where whscod = $1', [warehouse]);
  if (known.length === 0) throw new FormError({ [`warehouse-${line}`]: `NO WAREHOUSE ${warehouse}` });
  await tx.query(
    'update soline set whscod = $3, chgstp = clock_timestamp() where sonum = $1 and linnum = $2 and opnqty > 0',
    [number, line, warehouse],
  );
}
