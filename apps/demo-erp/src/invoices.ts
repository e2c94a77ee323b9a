import type { Tx } from './database.ts';
import { FormError, NotOnFile } from './form-error.ts';
import { type PricedLine, isPositive, totals } from './money.ts';

interface Head {
  country: string | null;
  freight: string;
  freightDone: boolean;
  terms: string;
}

interface Line {
  line: number;
  item: string;
  text: string;
  quantity: number;
  price: string;
  discountPercent: string;
  taxCode: string;
}

const days: Record<string, number> = { CSH: 0, N14: 14, N30: 30 };

/** Invoices what has been shipped and not yet invoiced, with the freight the first time. Returns the number. */
export async function invoiceOrder(tx: Tx, order: number, user: string): Promise<number> {
  const [head] = await tx.query<Head>(
    `select coalesce(h.dlvctc, c.ctycod) as country, h.frtamt as freight, h.frtinv = 'Y' as "freightDone", h.paytrm as terms
     from sohead h left join cusmas c using (cusnum) where h.sonum = $1 for update of h`,
    [order],
  );
  if (head === undefined) throw new NotOnFile(`SALES ORDER ${order}`);
  const due = await tx.query<Line>(
    `select linnum as line, itmcod as item, itmdsc as text, shpqty - invqty as quantity, pri as price,
            dispct as "discountPercent", taxcod as "taxCode"
     from soline where sonum = $1 and shpqty > invqty order by linnum for update`,
    [order],
  );
  if (due.length === 0) throw new FormError({ invoice: 'NOTHING SHIPPED THAT IS NOT INVOICED' });
  const lines = [...due];
  if (!head.freightDone && isPositive(head.freight))
    lines.push({
      line: 0,
      item: 'FREIGHT',
      text: 'FREIGHT',
      quantity: 1,
      price: head.freight,
      discountPercent: '0',
      taxCode: 'S',
    });
  const rates = await taxRates(tx, head.country);
  const priced = lines.map((line): PricedLine => {
    const taxPercent = rates.get(line.taxCode);
    if (taxPercent === undefined)
      throw new FormError({
        invoice: `NO TAX RATE FOR CODE ${line.taxCode} IN COUNTRY ${head.country ?? '(NONE)'}`,
      });
    return { ...line, taxPercent };
  });
  const sum = totals(priced);

  const [invoice] = await tx.query<{ invnum: number }>(
    `insert into invhed (sonum, cusnum, cusref, invdat, duedat, curcod, invnam, invst1, invzip, invcty, invctc,
                         nettot, taxtot, grstot, chgusr)
     select sonum, cusnum, cusref, d.today, d.today + $2::int, curcod, dlvnam, dlvst1, dlvzip, dlvcty, $3, $4, $5, $6, $7
     from sohead, (select (now() at time zone 'Europe/Berlin')::date as today) d where sonum = $1 returning invnum`,
    [order, days[head.terms] ?? 30, head.country, sum.net, sum.tax, sum.gross, user],
  );
  if (invoice === undefined) throw new Error('no number for the invoice');
  for (const [index, line] of lines.entries()) {
    await tx.query(
      `insert into invlin (invnum, linnum, solin, itmcod, itmdsc, invqty, pri, dispct, linnet, taxcod, taxpct)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [invoice.invnum, index + 1, line.line, line.item, line.text, line.quantity, line.price, line.discountPercent,
        sum.lines[index], line.taxCode, priced[index]?.taxPercent], // prettier-ignore
    );
  }
  for (const group of sum.taxes) {
    await tx.query(
      'insert into invtax (invnum, taxcod, taxpct, basamt, taxamt) values ($1, $2, $3, $4, $5)',
      [invoice.invnum, group.taxCode, group.taxPercent, group.base, group.tax],
    );
  }
  await tx.query(
    'update soline set invqty = shpqty, chgstp = clock_timestamp() where sonum = $1 and shpqty > invqty',
    [order],
  );
  await tx.query(`update sohead set frtinv = 'Y', chgstp = clock_timestamp() where sonum = $1`, [order]);
  return invoice.invnum;
}

async function taxRates(tx: Tx, country: string | null): Promise<Map<string, string>> {
  const rows = await tx.query<{ taxcod: string; taxpct: string }>(
    `select distinct on (taxcod) taxcod, taxpct from taxtab
     where ctycod = $1 and frdat <= current_date and (todat is null or todat >= current_date)
     order by taxcod, frdat desc`,
    [country],
  );
  return new Map(rows.map((row) => [row.taxcod, row.taxpct]));
}
