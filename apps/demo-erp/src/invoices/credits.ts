import type { Tx } from '../database.ts';
import { FormError, NotOnFile } from '../form-error.ts';
import { type InvoiceHead, type InvoiceLine, insertInvoice } from './invoice-file.ts';
import { lineNet, subtract } from '../money.ts';

export interface Credit {
  invoice: number;
  lines: { line: number; quantity: number }[];
  text: string | null;
  user: string;
}

/** A line of an invoice, and how much of it was given back. */
export interface Billed extends Omit<InvoiceLine, 'base' | 'corrects' | 'quantity'> {
  number: number;
  billed: number;
  credited: number;
  numerator: number;
  denominator: number;
  taxPercent: string;
}

/**
 * Gives back units of an invoice's lines at the price and the rate of tax that they were billed at, at most what was
 * billed. What was billed stays billed: nothing is open again. Both are posted by it. Returns the number of the credit
 * note.
 */
export async function creditInvoice(tx: Tx, { invoice, lines, text, user }: Credit): Promise<number> {
  const [head] = await tx.query<Omit<InvoiceHead, 'order' | 'corrects' | 'text' | 'user'>>(
    `select invknd as kind, cusnum as customer, bilcus as "billTo", cusref as reference, purnum as "purchaseOrder",
            curcod as currency, coalesce(paytrm, 'N30') as terms, taxctc as country, dlvreg as region, 'N' as "taxClass"
     from invhed where invnum = $1 for update`,
    [invoice],
  );
  if (head === undefined) throw new NotOnFile(`INVOICE ${invoice}`);
  if (head.kind === 'C') throw new FormError({ credit: 'IS A CREDIT NOTE ITSELF' });
  const billed = new Map((await billedLines(tx, invoice)).map((row) => [row.number, row]));
  const corrections = lines
    .filter(({ quantity }) => quantity > 0)
    .map(({ line, quantity }): InvoiceLine => {
      const row = billed.get(line);
      if (row === undefined) throw new FormError({ [`credit-${line}`]: `NO LINE ${line}` });
      const most = row.billed - row.credited;
      if (quantity > most) throw new FormError({ [`credit-${line}`]: `ONLY ${most} ARE NOT CREDITED` });
      const { number, billed: _, credited, numerator, denominator, taxPercent, ...rest } = row;
      const base = { numerator, denominator };
      const worth = (units: number) => lineNet({ ...row, base, quantity: units });
      // By the sums before and after, so that parts come to what the whole was, to the cent.
      const net = subtract(worth(credited + quantity), worth(credited));
      return { ...rest, base, quantity, corrects: { invoice, line: number, taxPercent, net } };
    });
  if (corrections.length === 0) throw new FormError({ credit: 'NOTHING TO CREDIT' });
  const note = await insertInvoice(
    tx,
    { ...head, kind: 'C', order: null, corrects: invoice, text, user },
    corrections,
  );
  await tx.query('update invhed set pststp = clock_timestamp() where invnum = any($1) and pststp is null', [
    [invoice, note],
  ]);
  return note;
}

export async function billedLines(tx: Tx, invoice: number): Promise<Billed[]> {
  return tx.query<Billed>(
    `select l.linnum as number, l.sonum as order, l.solin as line, l.itmcod as item, l.itmdsc as text,
            l.invqty as billed, coalesce(l.untpri, l.pri) as price, l.perqty as per, l.untcod as unit,
            l.dispct as "discountPercent", l.taxcod as "taxCode", l.taxpct as "taxPercent",
            coalesce(s.ordqty * l.perqty, 1) as numerator, coalesce(s.untqty, 1) as denominator,
            (select coalesce(sum(c.invqty), 0) from invlin c where c.corinv = l.invnum and c.corlin = l.linnum)::int as credited
     from invlin l left join soline s on s.sonum = l.sonum and s.linnum = l.solin
     where l.invnum = $1 order by l.linnum`,
    [invoice],
  );
}
