import type { Tx } from '../database.ts';
import { FormError } from '../form-error.ts';
import { lockOrder } from './sales.ts';

/** One line of a sales order as it stands. */
export interface Line {
  linnum: number;
  itmcod: string;
  whscod: string;
  ordqty: number;
  shpqty: number;
  cnlqty: number;
  invqty: number;
  opnqty: number;
  linknd: 'G' | 'S' | 'K' | 'C' | 'H';
  untcod: string | null;
  untqty: number;
  perqty: number;
}

/** Which line of which sales order. */
export interface LineOf {
  number: number;
  line: number;
}

export const mostUnits = 9_999_999;
export const mostPaid = 999_999_999;

/** A line and, of a kit, its components; the order is locked before them. */
export interface LockedLine {
  line: Line;
  components: (Line & { kitqty: number })[];
  customer: number;
}

/** @param field of the form, which is told that there is no such line, or that it is part of a kit */
export async function lockLine(tx: Tx, { number, line }: LineOf, field: string): Promise<LockedLine> {
  const { cusnum: customer } = await lockOrder(tx, number);
  const rows = await tx.query<Line & { kitqty: number }>(
    'select * from soline where sonum = $1 and (linnum = $2 or parlin = $2) order by linnum for update',
    [number, line],
  );
  const [first, ...components] = rows.toSorted(
    (a, b) => Number(b.linnum === line) - Number(a.linnum === line),
  );
  if (first?.linnum !== line) throw new FormError({ [field]: `NO LINE ${line}` });
  if (first.linknd === 'C') throw new FormError({ [field]: 'IS PART OF A KIT: CHANGE THE KIT' });
  return { line: first, components, customer };
}

/** Numbers of lines that were deleted are given again: nobody counts further than the last line that there is. */
export async function nextLine(tx: Tx, number: number): Promise<number> {
  const [row] = await tx.query<{ last: number | null }>(
    'select max(linnum) as last from soline where sonum = $1',
    [number],
  );
  return (row?.last ?? 0) + 1;
}

/** Units of the line, in the item's own; of packs, only what makes whole ones. */
export function baseUnits({ ordqty, untqty, untcod }: Line, typed: number, field: string): number {
  const units = (typed * ordqty) / untqty;
  if (!Number.isInteger(units))
    throw new FormError({ [field]: `${typed} ${untcod ?? 'OF IT'} ARE NOT WHOLE UNITS` });
  if (units > mostUnits) throw new FormError({ [field]: 'IS MORE THAN CAN BE KEPT' });
  return units;
}

/** The units as they were typed. What was invoiced has the price of a pack: a line in packs is never parted in one. */
export function typedUnits({ ordqty, untqty, untcod }: Line, units: number, field: string): number {
  const typed = (units * untqty) / ordqty;
  if (!Number.isInteger(typed))
    throw new FormError({ [field]: `${units} ARE NOT WHOLE ${untcod ?? 'PACKS'}` });
  return typed;
}

/** What can no longer be taken out of a line: shipped or cancelled, of a kit in whole kits. */
export function keptUnits({ line, components }: LockedLine): number {
  const kits = components.map(({ shpqty, cnlqty, kitqty }) => Math.ceil((shpqty + cnlqty) / kitqty));
  return Math.max(line.shpqty + line.cnlqty, ...kits);
}
