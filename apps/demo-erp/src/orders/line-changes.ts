import type { Tx } from '../database.ts';
import { FormError } from '../form-error.ts';
import { pricePerUnit } from '../money.ts';
import {
  type LineOf,
  baseUnits,
  keptUnits,
  lockLine,
  mostPaid,
  mostUnits,
  nextLine,
  typedUnits,
} from './line.ts';
import { type OrderLine, addLine } from './order-entry.ts';
import { lockOrder } from './sales.ts';

// What clerks do to a line after it was entered. Prices stay as they were agreed unless the price itself is changed:
// nobody looks again at the price list because a quantity has reached a break.

/** The line is for so many of the unit that it was typed in, up or down; not fewer than were shipped or cancelled. */
export async function changeQuantity(tx: Tx, of: LineOf & { quantity: number }): Promise<void> {
  const field = 'quantity';
  const locked = await lockLine(tx, of, field);
  const { line, components } = locked;
  if (line.linknd === 'H') throw new FormError({ [field]: 'IS A CHARGE: CHANGE ITS PRICE' });
  const units = baseUnits(line, of.quantity, field);
  const kept = keptUnits(locked);
  if (units < kept) throw new FormError({ [field]: `${kept} ARE SHIPPED OR CANCELLED` });
  const most = Math.max(1, ...components.map(({ kitqty }) => kitqty));
  if (units * most > mostUnits) throw new FormError({ [field]: 'IS MORE THAN CAN BE KEPT' });
  await tx.query(
    `update soline set ordqty = $3::int * coalesce(kitqty, 1),
                       untqty = case when parlin is null then $4 else $3::int * kitqty end, chgstp = clock_timestamp()
     where sonum = $1 and (linnum = $2 or parlin = $2)`,
    [of.number, of.line, units, of.quantity],
  );
}

/** The line is gone, with the components of a kit, as if it had never been there. Nothing of it may have left. */
export async function deleteLine(tx: Tx, { number, line: which }: LineOf): Promise<void> {
  const field = 'delete';
  const { line, components } = await lockLine(tx, { number, line: which }, field);
  const left = line.linknd === 'H' ? line.invqty > 0 : [line, ...components].some(({ shpqty }) => shpqty > 0);
  if (left) throw new FormError({ [field]: line.linknd === 'H' ? 'IS INVOICED' : 'SOME ARE SHIPPED' });
  const others = await tx.query(
    `select from soline where sonum = $1 and linnum <> $2 and linknd not in ('C', 'H')`,
    [number, which],
  );
  if (line.linknd !== 'H' && others.length === 0)
    throw new FormError({ [field]: 'IS THE ONLY LINE: DELETE THE ORDER' });
  await tx.query('delete from soline where sonum = $1 and (linnum = $2 or parlin = $2)', [number, which]);
}

/** One more line, at today's price where none is given. Returns its number. */
export async function addOrderLine(tx: Tx, number: number, line: OrderLine): Promise<number> {
  const { cusnum: customer } = await lockOrder(tx, number);
  const next = await nextLine(tx, number);
  await addLine(tx, { order: number, number: next, customer }, line);
  return next;
}

/**
 * Another item is to be delivered for what is open, at the price that was agreed. What was shipped or cancelled stays
 * as it is, and the rest becomes a line of its own. Returns the number of the line with the new item.
 */
export async function replaceItem(tx: Tx, of: LineOf & { item: string }): Promise<number> {
  const field = 'item';
  const { line } = await lockLine(tx, of, field);
  if (line.linknd !== 'G') throw new FormError({ [field]: 'ONLY GOODS ARE REPLACED' });
  if (line.opnqty === 0) throw new FormError({ [field]: 'NOTHING IS OPEN' });
  const [item] = await tx.query<{ itmdsc: string; taxcod: string; itmknd: string; untcod: string }>(
    'select itmdsc, taxcod, itmknd, untcod from itmmas where itmcod = $1',
    [of.item],
  );
  if (item === undefined) throw new FormError({ [field]: `NO ITEM ${of.item}` });
  if (item.itmknd !== 'G') throw new FormError({ [field]: 'ONLY GOODS REPLACE GOODS' });
  if (line.itmcod === of.item) throw new FormError({ [field]: 'IS THE SAME ITEM' });
  const parted = line.opnqty < line.ordqty;
  const to = parted ? await splitLine(tx, { ...of, quantity: line.opnqty }, field) : of.line;
  // The other item need not have the packs of the first: it is delivered by its own unit.
  await tx.query(
    `update soline set itmcod = $3, itmdsc = $4, taxcod = $5, untcod = $6, untqty = ordqty, untpri = pri, perqty = 1,
                       chgstp = clock_timestamp()
     where sonum = $1 and linnum = $2`,
    [of.number, to, of.item, item.itmdsc, item.taxcod, item.untcod],
  );
  return to;
}

/** So many of what is open, in the item's own unit, become a line of their own. Returns its number. */
export async function splitLine(
  tx: Tx,
  { number, line: which, quantity }: LineOf & { quantity: number },
  field = 'quantity',
): Promise<number> {
  const locked = await lockLine(tx, { number, line: which }, field);
  const { line, components } = locked;
  if (line.linknd === 'H') throw new FormError({ [field]: 'IS A CHARGE' });
  const open = line.ordqty - keptUnits(locked);
  if (quantity > open) throw new FormError({ [field]: `ONLY ${open} STILL OPEN` });
  if (quantity === line.ordqty) throw new FormError({ [field]: 'IS THE WHOLE LINE' });
  const typed = typedUnits(line, quantity, field);
  typedUnits(line, line.ordqty - quantity, field);
  const to = await nextLine(tx, number);
  const numbers = [line, ...components].map(({ linnum }) => linnum);
  await tx.query(
    `update soline set ordqty = ordqty - $3::int * coalesce(kitqty, 1),
                       untqty = untqty - case when parlin is null then $4::int else $3::int * kitqty end,
                       chgstp = clock_timestamp()
     where sonum = $1 and linnum = any($2)`,
    [number, numbers, quantity, typed],
  );
  await tx.query(
    `insert into soline (sonum, linnum, itmcod, itmdsc, whscod, ordqty, pri, dispct, taxcod, reqdat, linknd, parlin,
                         kitqty, untcod, untqty, untpri, perqty)
     select sonum, $5::int + row_number() over (order by array_position($2::int[], linnum::int)) - 1, itmcod, itmdsc,
            whscod, $3::int * coalesce(kitqty, 1), pri, dispct, taxcod, reqdat, linknd,
            case when parlin is not null then $5::int end, kitqty, untcod,
            case when parlin is null then $4::int else $3::int * kitqty end, untpri, perqty
     from soline where sonum = $1 and linnum = any($2)`,
    [number, numbers, quantity, typed, to],
  );
  return to;
}

/** Per cent off a line, or off every line but charges; what is invoiced already keeps its own. */
export async function discount(
  tx: Tx,
  { number, line, percent }: { number: number; line: number | null; percent: string },
): Promise<void> {
  const field = 'percent';
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(percent) || Number(percent) > 100)
    throw new FormError({ [field]: 'IS NOT A PERCENTAGE LIKE 12.50' });
  if (line !== null) await lockLine(tx, { number, line }, field);
  else await lockOrder(tx, number);
  const rows = await tx.query(
    `update soline set dispct = $3, chgstp = clock_timestamp()
     where sonum = $1 and linknd <> 'C' and invqty < ordqty - cnlqty
       and case when $2::int is null then linknd <> 'H' else linnum = $2 end
     returning linnum`,
    [number, line, percent],
  );
  if (rows.length === 0) throw new FormError({ [field]: 'IS INVOICED OR CANCELLED' });
}

/** Net, for as many of the unit as the price was for before. What is invoiced already keeps its own. */
export async function changePrice(tx: Tx, of: LineOf & { price: string }): Promise<void> {
  const field = 'price';
  const { line } = await lockLine(tx, of, field);
  if (line.invqty >= line.ordqty - line.cnlqty) throw new FormError({ [field]: 'IS INVOICED OR CANCELLED' });
  if (Number(of.price) > mostPaid) throw new FormError({ [field]: 'IS MORE THAN CAN BE KEPT' });
  await tx.query(
    'update soline set untpri = $3, pri = $4, chgstp = clock_timestamp() where sonum = $1 and linnum = $2',
    [of.number, of.line, of.price,
      pricePerUnit(of.price, { numerator: line.ordqty * line.perqty, denominator: line.untqty })], // prettier-ignore
  );
}

/** Units that were cancelled are wanted after all, of a kit with its components. A cancelled order is open again. */
export async function uncancelLine(tx: Tx, of: LineOf & { quantity: number }): Promise<void> {
  const field = 'quantity';
  const { line } = await lockLine(tx, of, field);
  if (line.linknd === 'H') throw new FormError({ [field]: 'IS A CHARGE: IT COMES BACK WITH THE GOODS' });
  if (of.quantity > line.cnlqty) throw new FormError({ [field]: `ONLY ${line.cnlqty} ARE CANCELLED` });
  await tx.query(
    'update soline set cnlqty = cnlqty - $3, chgstp = clock_timestamp() where sonum = $1 and linnum = $2',
    [of.number, of.line, of.quantity],
  );
}
