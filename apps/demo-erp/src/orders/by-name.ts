import type { Tx } from '../database.ts';
import { FormError } from '../form-error.ts';

/** As many as a clerk reads out on the telephone. */
const mostNamed = 5;

interface Named {
  code: string;
  name: string;
}

/**
 * The number of the customer that was typed, as a number or as a part of the name.
 * @throws FormError at `customer` when there is none of that name, or more than one
 */
export async function customerTyped(tx: Tx, typed: string): Promise<number> {
  if (typed === '') throw new FormError({ customer: 'IS MISSING' });
  if (/^\d{1,6}$/.test(typed)) return Number(typed);
  const found = await tx.query<Named>(
    `select cusnum::text as code, cusnam as name from cusmas
     where cusnam ilike $1 and cussts = 'A' order by lower(cusnam) <> lower($2), cusnum limit $3`,
    [containing(typed), typed, mostNamed + 1],
  );
  return Number(theOne(found, typed, 'customer', 'CUSTOMER').code);
}

/**
 * The code of the item that was typed, as a code or as a part of the description. What is neither is returned as it is,
 * in capital letters: that there is no such item is found where the line is added.
 * @throws FormError at the field when several have such a description
 */
export async function itemTyped(tx: Tx, typed: string, field: string): Promise<string> {
  const code = typed.toUpperCase();
  const found = await tx.query<Named>(
    `select trim(itmcod) as code, itmdsc as name from itmmas where itmcod = $1
     union all (
       select trim(itmcod), itmdsc from itmmas
       where itmdsc ilike $2 and itmsts in ('A', 'R') and not exists (select from itmmas where itmcod = $1)
       order by lower(itmdsc) <> lower($3), itmcod limit $4)`,
    [code, containing(typed), typed, mostNamed + 1],
  );
  return found.length === 0 ? code : theOne(found, typed, field, 'ITEM').code;
}

/** One whose name is what was typed goes before those that only contain it. */
function theOne(found: readonly Named[], typed: string, field: string, what: string): Named {
  const [first] = found;
  if (!first) throw new FormError({ [field]: `NO ${what} LIKE ${typed.toUpperCase()}` });
  const exact = found.filter(({ name }) => name.toLowerCase() === typed.toLowerCase());
  if (found.length === 1 || exact.length === 1) return first;
  const named = found.slice(0, mostNamed).map(({ code, name }) => `${code} ${name}`);
  const more = found.length > mostNamed ? ' AND MORE' : '';
  throw new FormError({ [field]: `SEVERAL: ${named.join(', ')}${more}` });
}

function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
