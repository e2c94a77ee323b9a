import type { Tx } from '../database.ts';
import { FormError } from '../form-error.ts';
import { type PricedLine, type Ratio, pricePerUnit, totals } from '../money.ts';
import { type TaxPlace, taxRates } from './taxes.ts';

export interface InvoiceHead extends TaxPlace {
  kind: 'I' | 'C';
  /** Null when the lines are of several, or correct an invoice. */
  order: number | null;
  customer: number;
  billTo: number;
  reference: string | null;
  purchaseOrder: string | null;
  currency: string;
  terms: string;
  /** Of a credit note: the invoice that it corrects, whose address it has. */
  corrects: number | null;
  text: string | null;
  user: string;
}

export interface InvoiceLine {
  order: number;
  /** Of the order; 0 for freight. */
  line: number;
  item: string;
  text: string;
  /** In the item's own unit. */
  quantity: number;
  /** Of `per` of the unit. */
  price: string;
  per: number;
  unit: string | null;
  base: Ratio;
  discountPercent: string;
  taxCode: string;
  /** Of a credit note: what it corrects, and the rate and amount that are given back. */
  corrects?: { invoice: number; line: number; taxPercent: string; net: string };
}

/** Writes an invoice or credit note at today's rates of tax. Returns the number. */
export async function insertInvoice(tx: Tx, head: InvoiceHead, lines: InvoiceLine[]): Promise<number> {
  const rates = await taxRates(tx, head);
  const priced = lines.map((line): PricedLine => {
    const taxPercent = line.corrects?.taxPercent ?? rates.get(line.taxCode);
    if (taxPercent === undefined)
      throw new FormError({
        invoice: `NO TAX RATE FOR CODE ${line.taxCode} IN COUNTRY ${head.country ?? '(NONE)'}`,
      });
    return { ...line, taxPercent, ...(line.corrects && { net: line.corrects.net }) };
  });
  const sum = totals(priced);
  const invoice = await insertHead(tx, head, sum);
  for (const [index, line] of lines.entries()) {
    const { numerator, denominator } = line.base;
    const typed = (line.quantity * denominator * line.per) / numerator;
    await tx.query(
      `insert into invlin (invnum, linnum, solin, itmcod, itmdsc, invqty, pri, dispct, linnet, taxcod, taxpct, sonum,
                           untcod, untqty, untpri, perqty, corinv, corlin)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
      [invoice, index + 1, line.line, line.item, line.text, line.quantity, pricePerUnit(line.price, line.base),
        line.discountPercent, sum.lines[index], line.taxCode, priced[index]?.taxPercent, line.order, line.unit,
        Number.isInteger(typed) ? typed : null, line.price, line.per, line.corrects?.invoice ?? null,
        line.corrects?.line ?? null], // prettier-ignore
    );
  }
  for (const group of sum.taxes) {
    await tx.query(
      'insert into invtax (invnum, taxcod, taxpct, basamt, taxamt) values ($1, $2, $3, $4, $5)',
      [invoice, group.taxCode, group.taxPercent, group.base, group.tax],
    );
  }
  return invoice;
}

// What is paid by another than the goods go to, and what is of several orders, is addressed to who pays.
async function insertHead(
  tx: Tx,
  head: InvoiceHead,
  { net, tax, gross }: { net: string; tax: string; gross: string },
): Promise<number> {
  const [invoice] = await tx.query<{ invnum: number }>(
    `insert into invhed (invknd, sonum, cusnum, bilcus, cusref, purnum, curcod, paytrm, taxctc, dlvreg, crdtxt,
                         invdat, duedat, invnam, invst1, invzip, invcty, invctc, nettot, taxtot, grstot, chgusr)
     select p.kind, p.sonum, p.cusnum, p.bilcus, $5, $6, $7, p.terms, p.country, $10, $11, d.today,
            case when t.eomflg = 'Y' then (date_trunc('month', d.today) + interval '1 month')::date - 1 else d.today end
              + case p.kind when 'C' then 0 else coalesce(t.netday, 30) end,
            case when v.invnum is not null then v.invnam when o.own then h.dlvnam else b.cusnam end,
            case when v.invnum is not null then v.invst1 when o.own then h.dlvst1 else b.street end,
            case when v.invnum is not null then v.invzip when o.own then h.dlvzip else b.zipcod end,
            case when v.invnum is not null then v.invcty when o.own then h.dlvcty else b.city end,
            coalesce(v.invctc, case when not o.own then b.ctycod end, p.country), $12, $13, $14, $15
     from (select $1::bpchar as kind, $2::integer as sonum, $3::integer as cusnum, $4::integer as bilcus,
                  $8::bpchar as terms, $9::bpchar as country) p
     cross join (select (now() at time zone 'Europe/Berlin')::date as today) d
     left join trmtab t on t.paytrm = p.terms and p.kind = 'I'
     left join sohead h on h.sonum = p.sonum
     left join cusmas b on b.cusnum = p.bilcus
     left join invhed v on v.invnum = $16
     cross join lateral (select h.sonum is not null and p.cusnum = p.bilcus as own) o
     returning invnum`,
    [head.kind, head.order, head.customer, head.billTo, head.reference, head.purchaseOrder, head.currency, head.terms,
      head.country, head.region, head.text, net, tax, gross, head.user, head.corrects], // prettier-ignore
  );
  if (invoice === undefined) throw new Error('no number for the invoice');
  return invoice.invnum;
}

/** Lines of orders are invoiced for more units, or for fewer. */
export async function changeInvoiced(
  tx: Tx,
  changes: { order: number; line: number; by: number }[],
): Promise<void> {
  const columns = [
    changes.map(({ order }) => order),
    changes.map(({ line }) => line),
    changes.map(({ by }) => by),
  ];
  await tx.query(
    `update soline l set invqty = l.invqty + c.by, chgstp = clock_timestamp()
     from (select sonum, linnum, sum(by)::int as by from unnest($1::int[], $2::int[], $3::int[]) u (sonum, linnum, by)
           group by 1, 2) c
     where l.sonum = c.sonum and l.linnum = c.linnum and c.by <> 0`,
    columns,
  );
  // Components count as invoiced with the kits that they are in.
  await tx.query(
    `update soline c set invqty = k.invqty * c.kitqty, chgstp = clock_timestamp() from soline k
     where c.sonum = any($1::int[]) and c.linknd = 'C' and k.sonum = c.sonum and k.linnum = c.parlin
       and c.invqty <> k.invqty * c.kitqty`,
    [columns[0]],
  );
}
