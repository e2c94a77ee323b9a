import type { Tx } from '../database.ts';
import { FormError, NotOnFile } from '../form-error.ts';

/** `denominator` of the unit are `numerator` of the item's own unit: a box of twelve is 12 to 1. */
export interface Unit {
  code: string;
  numerator: number;
  denominator: number;
  ean: string | null;
  sold: boolean;
}

/** The item's own unit first, then its units of pack, the smaller before the larger. */
export async function unitsOf(tx: Tx, item: string): Promise<Unit[]> {
  return tx.query<Unit>(
    `select * from (
       select untcod as code, 1 as numerator, 1 as denominator, eancod as ean, pckflg = 'N' as sold
       from itmmas where itmcod = $1
       union all
       select untcod, numqty, denqty, eancod, salflg = 'Y' from itmunt where itmcod = $1
     ) u order by code <> (select untcod from itmmas where itmcod = $1), numerator::numeric / denominator, code`,
    [item],
  );
}

/** Units of the item's own unit, or null when they are not whole. */
export function inBaseUnits({ numerator, denominator }: Unit, quantity: number): number | null {
  const units = (quantity * numerator) / denominator;
  return Number.isSafeInteger(units) ? units : null;
}

/** Whether the last digit of an EAN, UPC or GTIN is the one that the others ask for. */
export function isGtin(text: string): boolean {
  if (!/^(\d{8}|\d{12,14})$/.test(text)) return false;
  const sum = [...text].reduceRight(
    (total, digit, i) => total + Number(digit) * ((text.length - i) % 2 === 0 ? 3 : 1),
    0,
  );
  return sum % 10 === 0;
}

/** One code is one thing: of an item, or of a unit of pack of one. */
export async function checkEan(tx: Tx, ean: string, item: string, unit: string | null): Promise<void> {
  if (!isGtin(ean)) throw new FormError({ ean: 'IS NOT AN EAN: THE CHECK DIGIT IS WRONG' });
  const [other] = await tx.query<{ itmcod: string }>(
    `select itmcod from itmmas where eancod = $1 and (itmcod <> $2 or $3::text is not null)
     union all select itmcod from itmunt where eancod = $1 and (itmcod <> $2 or untcod is distinct from $3)`,
    [ean, item, unit],
  );
  if (other !== undefined) throw new FormError({ ean: `IS THE EAN OF ${other.itmcod}` });
}

export interface NewUnit extends Unit {
  item: string;
  user: string;
}

/** A new unit of pack, or other figures of one. What was ordered in it keeps those it was ordered at. */
export async function setUnit(tx: Tx, unit: NewUnit): Promise<void> {
  const { item, code, numerator, denominator, ean, sold, user } = unit;
  const [base] = await tx.query<{ untcod: string }>(
    'select untcod from itmmas where itmcod = $1 for update',
    [item],
  );
  if (base === undefined) throw new NotOnFile(`ITEM ${item}`);
  if (base.untcod === code) throw new FormError({ unit: `${code} IS THE UNIT OF THE ITEM` });
  const known = await tx.query('select from unttab where untcod = $1', [code]);
  if (known.length === 0) throw new FormError({ unit: `NO UNIT ${code}` });
  if (ean !== null) await checkEan(tx, ean, item, code);
  await tx.query(
    `insert into itmunt (itmcod, untcod, numqty, denqty, eancod, salflg, chgusr) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (itmcod, untcod) do update set numqty = excluded.numqty, denqty = excluded.denqty,
       eancod = excluded.eancod, salflg = excluded.salflg, chgstp = clock_timestamp(), chgusr = excluded.chgusr`,
    [item, code, numerator, denominator, ean, sold ? 'Y' : 'N', user],
  );
}

export async function removeUnit(tx: Tx, item: string, unit: string): Promise<void> {
  const [priced] = await tx.query(
    `select 1 from itmpri where itmcod = $1 and untcod = $2 and (todat is null or tsof(todat, totim) > now())
     union all select 1 from spcpri where itmcod = $1 and untcod = $2 and actflg = 'Y' and tsof(todat, totim) > now()
     union all select 1 from plspri where itmcod = $1 and untcod = $2 and (todat is null or tsof(todat, totim) > now())`,
    [item, unit],
  );
  if (priced !== undefined) throw new FormError({ unit: `THERE ARE PRICES OF ${unit}, END THEM FIRST` });
  const rows = await tx.query('delete from itmunt where itmcod = $1 and untcod = $2 returning untcod', [
    item,
    unit,
  ]);
  if (rows.length === 0) throw new NotOnFile(`UNIT ${unit} OF ${item}`);
}
