import type { Tx } from '../database.ts';
import { FormError, NotOnFile } from '../form-error.ts';
import { changeInvoiced, insertInvoice, type InvoiceLine } from './invoice-file.ts';
import { isPositive } from '../money.ts';

interface Order {
  number: number;
  customer: number;
  billTo: number;
  reference: string | null;
  purchaseOrder: string | null;
  currency: string;
  terms: string;
  country: string | null;
  region: string | null;
  taxClass: string;
  freight: string;
  freightDone: boolean;
}

const orderSql = `select h.sonum as number, h.cusnum as customer, h.bilcus as "billTo", h.cusref as reference,
    h.purnum as "purchaseOrder", h.curcod as currency, h.paytrm as terms, coalesce(h.dlvctc, c.ctycod) as country,
    h.dlvreg as region, h.taxcls as "taxClass", h.frtamt as freight, h.frtinv = 'Y' as "freightDone"
  from sohead h left join cusmas c using (cusnum)`;

/** Units of lines that are to be invoiced; a line that is not named is invoiced as far as it is shipped. */
export type Part = { line: number; quantity: number }[];

/**
 * Invoices what has been shipped and not yet invoiced, or a part of it, with the freight the first time. Returns the
 * number.
 */
export async function invoiceOrder(tx: Tx, number: number, user: string, part: Part = []): Promise<number> {
  const [order] = await tx.query<Order>(`${orderSql} where h.sonum = $1 for update of h`, [number]);
  if (order === undefined) throw new NotOnFile(`SALES ORDER ${number}`);
  const lines = await dueLines(tx, order, part);
  if (lines.length === 0) throw new FormError({ invoice: 'NOTHING SHIPPED THAT IS NOT INVOICED' });
  const invoice = await insertInvoice(
    tx,
    { ...order, order: number, kind: 'I', corrects: null, text: null, user },
    lines,
  );
  await markInvoiced(tx, lines);
  return invoice;
}

/**
 * One invoice over everything that a customer is to pay for and has not been invoiced: one for each currency, terms and
 * place that is taxed by itself. Returns the numbers.
 */
export async function invoiceCustomer(tx: Tx, billTo: number, user: string): Promise<number[]> {
  const orders = await tx.query<Order>(
    `${orderSql} where h.bilcus = $1 and h.sosts in ('P', 'S') order by h.sonum for update of h`,
    [billTo],
  );
  const due: { order: Order; lines: InvoiceLine[] }[] = [];
  for (const order of orders) {
    const lines = await dueLines(tx, order);
    if (lines.length > 0) due.push({ order, lines });
  }
  if (due.length === 0) throw new FormError({ collective: 'NOTHING SHIPPED THAT IS NOT INVOICED' });
  const together = Map.groupBy(due, ({ order }) =>
    [order.currency, order.terms, order.country, order.region, order.taxClass].join(' '),
  );
  const invoices: number[] = [];
  for (const parts of together.values()) {
    const [first] = parts;
    if (first === undefined) continue;
    const customers = new Set(parts.map(({ order }) => order.customer));
    const customer = customers.size === 1 ? first.order.customer : billTo;
    const head = { ...first.order, customer, reference: null, purchaseOrder: null };
    const lines = parts.flatMap((part) => part.lines);
    invoices.push(
      await insertInvoice(tx, { ...head, order: null, kind: 'I', corrects: null, text: null, user }, lines),
    );
    await markInvoiced(tx, lines);
  }
  return invoices;
}

/** What is to be invoiced of an order: goods, services and whole kits, and with them charges and freight. */
async function dueLines(tx: Tx, order: Order, part: Part = []): Promise<InvoiceLine[]> {
  const due = await tx.query<Omit<InvoiceLine, 'base'> & { kind: string; ordered: number; typed: number }>(
    `select sonum as order, linnum as line, itmcod as item, itmdsc as text, shpqty - invqty as quantity,
            untpri as price, perqty as per, untcod as unit, dispct as "discountPercent", taxcod as "taxCode",
            linknd as kind, ordqty as ordered, untqty as typed
     from soline where sonum = $1 and shpqty > invqty and linknd <> 'C' order by linnum for update`,
    [order.number],
  );
  const asked = new Map(part.map(({ line, quantity }) => [line, quantity]));
  for (const { line, quantity } of part) {
    const most = due.find((row) => row.line === line)?.quantity ?? 0;
    if (quantity > most) throw new FormError({ [`quantity-${line}`]: `ONLY ${most} TO INVOICE` });
  }
  const rows = due
    .map((row) => ({ ...row, quantity: asked.get(row.line) ?? row.quantity }))
    .filter(({ quantity }) => quantity > 0);
  const goods = rows.filter(({ kind }) => kind !== 'H');
  // A charge alone is invoiced only when it came after the goods.
  if (goods.length === 0 && !order.freightDone) return [];
  const lines = rows.map(({ ordered, typed, kind: _, ...line }): InvoiceLine => ({
    ...line,
    base: { numerator: ordered * line.per, denominator: typed },
  }));
  if (goods.length > 0 && !order.freightDone && isPositive(order.freight))
    lines.push({
      ...{
        order: order.number,
        line: 0,
        item: 'FREIGHT',
        text: 'FREIGHT',
        quantity: 1,
        price: order.freight,
      },
      ...{ per: 1, unit: null, discountPercent: '0', taxCode: 'S', base: { numerator: 1, denominator: 1 } },
    });
  return lines;
}

async function markInvoiced(tx: Tx, lines: InvoiceLine[]): Promise<void> {
  await changeInvoiced(
    tx,
    lines.map(({ order, line, quantity }) => ({ order, line, by: quantity })),
  );
  const orders = [...new Set(lines.map(({ order }) => order))];
  await tx.query(`update sohead set frtinv = 'Y', chgstp = clock_timestamp() where sonum = any($1)`, [
    orders,
  ]);
}
