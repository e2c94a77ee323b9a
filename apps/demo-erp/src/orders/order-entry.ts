import type { Tx } from '../database.ts';
import { FormError } from '../form-error.ts';
import { componentsOf, warehouseForKit } from '../items/kits.ts';
import { pricePerUnit } from '../money.ts';
import { priceFor } from '../items/prices.ts';
import { mostPaid, mostUnits, nextLine } from './line.ts';
import { lockOrder } from './sales.ts';
import { type Unit, inBaseUnits, unitsOf } from '../items/units.ts';

export interface NewOrder {
  origin: 'T' | 'S';
  customer: number;
  reference: string | null;
  note: string | null;
  freight: string;
  user: string;
  at?: Date;
  /** Number of the customer's own purchase order, and who bought. */
  purchaseOrder?: string | null;
  buyer?: string | null;
  requested?: string | null;
  /** Nothing is shipped before everything can be. */
  complete?: boolean;
  /** One of the customer's delivery addresses; null for that of the record. */
  address?: number | null;
  lines: OrderLine[];
  charges?: Charge[];
}

export interface OrderLine {
  item: string;
  /** Of the unit. */
  quantity: number;
  /** Null for the item's own. */
  unit?: string | null;
  /** Net, for one of the unit; null for today's. */
  price: string | null;
  /** Null for the first that can ship. */
  warehouse: string | null;
  /** Row of the form it was typed in, named in errors. */
  row?: number;
}

export interface Charge {
  code: string;
  /** Null for what the charge usually is. */
  amount: string | null;
  row?: number;
}

interface Customer {
  cusnam: string;
  cussts: string;
}

/** Takes an order by telephone or at the counter, at today's prices where none is given. Returns its number. */
export async function placeOrder(tx: Tx, order: NewOrder): Promise<number> {
  const [customer] = await tx.query<Customer>('select cusnam, cussts from cusmas where cusnum = $1', [
    order.customer,
  ]);
  if (customer === undefined) throw new FormError({ customer: `NO CUSTOMER ${order.customer}` });
  if (customer.cussts === 'B') throw new FormError({ customer: `${customer.cusnam} IS BLOCKED` });
  if (customer.cussts === 'O') throw new FormError({ customer: `${customer.cusnam} IS BLOCKED FOR ORDERS` });
  if (order.lines.length === 0) throw new FormError({ 'item-1': 'ORDER HAS NO LINES' });
  const number = await addHead(tx, order);
  let next = 1;
  for (const [index, line] of order.lines.entries())
    next = await addLine(
      tx,
      { order: number, number: next, customer: order.customer },
      { row: index + 1, ...line },
    );
  for (const [index, charge] of (order.charges ?? []).entries())
    await insertCharge(tx, number, next + index, charge);
  return number;
}

async function addHead(tx: Tx, order: NewOrder): Promise<number> {
  const address = order.address ?? null;
  const [head] = await tx.query<{ sonum: number }>(
    `insert into sohead (soorg, cusnum, cusref, sonote, frtamt, chgusr, ordstp, curcod, paytrm, bilcus, taxcls,
                         purnum, buyref, reqdat, shpcmp,
                         dlvnam, dlvst1, dlvzip, dlvcty, dlvreg, dlvctc, email)
     select $1, c.cusnum, $3, $4, $5, $6, coalesce($7, now()), c.curcod, coalesce(b.paytrm, c.paytrm),
            coalesce(c.bilcus, c.cusnum), c.taxcls, $8, $9, $10, $11,
            coalesce(a.adrnam, c.cusnam),
            case when a.adrnum is null then c.street else a.street end,
            case when a.adrnum is null then c.zipcod else a.zipcod end,
            case when a.adrnum is null then c.city else a.city end,
            case when a.adrnum is null then c.regcod else a.regcod end,
            case when a.adrnum is null then c.ctycod else a.ctycod end, c.email
     from cusmas c left join cusmas b on b.cusnum = c.bilcus
     left join cusadr a on a.cusnum = c.cusnum and a.adrnum = $12 and a.actflg = 'Y'
     where c.cusnum = $2 and ($12::int is null or a.adrnum is not null) returning sonum`,
    [order.origin, order.customer, order.reference, order.note, order.freight, order.user, order.at ?? null,
      order.purchaseOrder ?? null, order.buyer ?? null, order.requested ?? null, order.complete ? 'Y' : 'N', address], // prettier-ignore
  );
  if (head === undefined) throw new FormError({ address: `CUSTOMER HAS NO ADDRESS ${address}` });
  return head.sonum;
}

export interface Place {
  order: number;
  number: number;
  customer: number;
}

interface SoldItem {
  itmdsc: string;
  taxcod: string;
  itmsts: string;
  itmknd: 'G' | 'S' | 'K';
  untcod: string;
}

/** Adds the line, and below a kit its components. Returns the number of the line after it. */
export async function addLine(tx: Tx, { order, number, customer }: Place, line: OrderLine): Promise<number> {
  const { item: code } = line;
  const named = (field: string): string => (line.row === undefined ? field : `${field}-${line.row}`);
  const [item] = await tx.query<SoldItem>(
    'select itmdsc, taxcod, itmsts, itmknd, untcod from itmmas where itmcod = $1',
    [code],
  );
  if (item === undefined) throw new FormError({ [named('item')]: `NO ITEM ${code}` });
  if (item.itmsts === 'N' || item.itmsts === 'X')
    throw new FormError({ [named('item')]: `ITEM IS NOT SOLD (STATUS ${item.itmsts})` });
  const unit = await unitOf(tx, line, item.untcod, named('unit'));
  const quantity = inBaseUnits(unit, line.quantity);
  if (quantity === null)
    throw new FormError({
      [named('quantity')]: `${line.quantity} ${unit.code} ARE NOT WHOLE ${item.untcod}`,
    });
  const today =
    line.price === null ? await priceFor(tx, { item: code, quantity, soldIn: unit, customer }) : null;
  const price = line.price ?? today?.price;
  const per = today?.per ?? 1;
  if (price === undefined || price.startsWith('-'))
    throw new FormError({ [named('price')]: 'ITEM HAS NO VALID PRICE, TYPE ONE' });
  const components = item.itmknd === 'K' ? await componentsOf(tx, code) : [];
  if (item.itmknd === 'K' && components.length === 0)
    throw new FormError({ [named('item')]: 'KIT HAS NO COMPONENTS' });
  const most = Math.max(1, ...components.map((component) => component.quantity));
  if (quantity * most > mostUnits) throw new FormError({ [named('quantity')]: 'IS MORE THAN CAN BE KEPT' });
  if (Number(price) > mostPaid) throw new FormError({ [named('price')]: 'IS MORE THAN CAN BE KEPT' });
  if (line.warehouse !== null) await checkWarehouse(tx, line.warehouse, named('warehouse'));
  const warehouse =
    line.warehouse ?? (item.itmknd === 'K' ? await warehouseForKit(tx, code, quantity) : null);
  await tx.query(
    `insert into soline (sonum, linnum, itmcod, itmdsc, whscod, ordqty, pri, taxcod, linknd, untcod, untqty, untpri, perqty)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [order, number, code, item.itmdsc, warehouse, quantity,
      pricePerUnit(price, { numerator: unit.numerator * per, denominator: unit.denominator }), item.taxcod, item.itmknd,
      unit.code, line.quantity, price, per], // prettier-ignore
  );
  for (const [index, component] of components.entries())
    await tx.query(
      `insert into soline (sonum, linnum, itmcod, itmdsc, whscod, ordqty, pri, taxcod, linknd, parlin, kitqty)
       values ($1, $2, $3, $4, $5, $6, 0, $7, 'C', $8, $9)`,
      [order, number + 1 + index, component.item, component.text, warehouse, quantity * component.quantity,
        item.taxcod, number, component.quantity], // prettier-ignore
    );
  return number + 1 + components.length;
}

async function checkWarehouse(tx: Tx, warehouse: string, field: string): Promise<void> {
  const known = await tx.query('select from whsmas where whscod = $1', [warehouse]);
  if (known.length === 0) throw new FormError({ [field]: `NO WAREHOUSE ${warehouse}` });
}

async function unitOf(tx: Tx, line: OrderLine, base: string, field: string): Promise<Unit> {
  const code = line.unit ?? base;
  const unit = (await unitsOf(tx, line.item)).find((one) => one.code === code);
  if (unit === undefined) throw new FormError({ [field]: `ITEM HAS NO UNIT ${code}` });
  if (!unit.sold) throw new FormError({ [field]: `IS NOT SOLD BY THE ${code}` });
  return unit;
}

/** A charge is a line that is neither shipped nor open, and is invoiced with the next goods. */
async function insertCharge(tx: Tx, order: number, number: number, charge: Charge): Promise<void> {
  const field = charge.row === undefined ? 'charge' : `charge-${charge.row}`;
  const [known] = await tx.query<{ chrtxt: string; taxcod: string; chramt: string }>(
    'select chrtxt, taxcod, chramt from chrtab where chrcod = $1',
    [charge.code],
  );
  if (known === undefined) throw new FormError({ [field]: `NO CHARGE ${charge.code}` });
  await tx.query(
    `insert into soline (sonum, linnum, itmcod, itmdsc, whscod, ordqty, shpqty, pri, taxcod, linknd)
     select $1, $2, $3, $4, whscod, 1, 1, $5, $6, 'H' from whsmas order by whspri, whscod limit 1`,
    [order, number, charge.code, known.chrtxt, charge.amount ?? known.chramt, known.taxcod],
  );
}

/** One more charge on an order. */
export async function addCharge(
  tx: Tx,
  { number, charge }: { number: number; charge: Charge },
): Promise<void> {
  await lockOrder(tx, number);
  const [head] = await tx.query<{ sosts: string }>('select sosts from sohead where sonum = $1', [number]);
  if (head?.sosts === 'X') throw new FormError({ charge: 'ORDER IS CANCELLED' });
  await insertCharge(tx, number, await nextLine(tx, number), charge);
}
