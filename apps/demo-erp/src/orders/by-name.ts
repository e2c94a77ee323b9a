import type { Tx } from '../database.ts';
import { FormError } from '../form-error.ts';

/** As many as a clerk reads out on the telephone. */
const mostNamed = 5;

interface Named {
  code: string;
  name: string;
  /** Whether that is what was typed, and not only contains it. */
  exact: boolean;
}

/**
 * The number of the customer that was typed, as a number or as a part of the name.
 * @throws FormError at `customer` when there is none of that name, or more than one
 */
export async function customerTyped(tx: Tx, typed: string): Promise<number> {
  if (typed === '') throw new FormError({ customer: 'IS MISSING' });
  if (/^\d{1,6}$/.test(typed)) return Number(typed);
  const found = await tx.query<Named>(
    `select cusnum::text as code, cusnam as name, lower(cusnam) = lower($2) as exact from cusmas
     where cusnam ilike $1 and cussts = 'A' order by exact desc, cusnum limit $3`,
    [containing(typed), typed, mostNamed + 1],
  );
  return Number(theOne(found, typed, 'customer', 'CUSTOMER').code);
}

/**
 * The code of the item that was typed, as a code or as a part of its description or of a name of its model. What is
 * neither is returned as it is, in capital letters: that there is no such item is found where the line is added.
 * @throws FormError at the field when several are called so
 */
export async function itemTyped(tx: Tx, typed: string, field: string): Promise<string> {
  const code = typed.toUpperCase();
  const found = await tx.query<Named>(
    `with called as (
       select i.itmcod, i.itmdsc as name, lower(i.itmdsc) = lower($3) as exact from itmmas i where i.itmdsc ilike $2
       union all
       select i.itmcod, t.modnam, lower(t.modnam) = lower($3) from modtxt t join itmmas i using (modcod)
       where t.modnam ilike $2)
     select code, name, exact from (
       select distinct on (itmcod) trim(itmcod) as code, name, exact from (
         select itmcod, itmdsc as name, true as exact from itmmas where itmcod = $1
         union all
         select c.* from called c join itmmas i using (itmcod)
         where i.itmsts in ('A', 'R') and not exists (select from itmmas where itmcod = $1)) f
       order by itmcod, exact desc) one
     order by exact desc, code limit $4`,
    [code, containing(typed), typed, mostNamed + 1],
  );
  return found.length === 0 ? code : theOne(found, typed, field, 'ITEM').code;
}

/** The only one, or the only one that is called just so; those stand in front. */
function theOne(found: readonly Named[], typed: string, field: string, what: string): Named {
  const [first] = found;
  if (!first) throw new FormError({ [field]: `NO ${what} LIKE ${typed.toUpperCase()}` });
  if (found.length === 1 || found.filter(({ exact }) => exact).length === 1) return first;
  const named = found.slice(0, mostNamed).map(({ code, name }) => `${code} ${name}`);
  const more = found.length > mostNamed ? ' AND MORE' : '';
  throw new FormError({ [field]: `SEVERAL: ${named.join(', ')}${more}` });
}

function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
