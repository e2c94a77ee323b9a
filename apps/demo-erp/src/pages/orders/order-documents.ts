import type { Desk } from '../../desk/desk.ts';
import { type Value, html } from '../../desk/html.ts';
import { stamp, table } from '../../desk/layout.ts';

const number = true;

/** The deliveries and invoices of an order. */
export async function documents(desk: Desk, order: number): Promise<Value> {
  const deliveries = await desk.books.query<{
    dlvnum: number;
    whscod: string;
    carcod: string;
    trkref: string | null;
    shpstp: Date;
    units: number;
    items: string;
  }>(
    `select d.dlvnum, d.whscod, d.carcod, d.trkref, d.shpstp, sum(l.dlvqty) as units, string_agg(l.dlvqty || ' ' || rtrim(l.itmcod), ', ' order by l.linnum) as items
     from dlvhed d join dlvlin l using (dlvnum) where d.sonum = $1 group by d.dlvnum order by d.dlvnum`,
    [order],
  );
  const invoices = await desk.books.query<{
    invnum: number;
    sonum: number | null;
    crestp: Date;
    nettot: string;
    taxtot: string;
    grstot: string;
    curcod: string;
    invknd: string;
  }>(
    `select h.* from invhed h where exists (select from invlin l where l.invnum = h.invnum and l.sonum = $1)
     order by h.invnum`,
    [order],
  );
  return [
    table(
      'DELIVERIES',
      ['DELIVERY', 'SHIPPED', 'WHS', 'CARRIER', 'TRACKING', { head: 'UNITS', number }, 'ITEMS'],
      deliveries.map((row) => [
        row.dlvnum,
        stamp(row.shpstp),
        row.whscod,
        row.carcod,
        row.trkref,
        row.units,
        row.items,
      ]),
      'NONE',
    ),
    table(
      'INVOICES',
      [
        'INVOICE',
        'KIND',
        'MADE',
        { head: 'NET', number },
        { head: 'TAX', number },
        { head: 'TOTAL', number },
        'CUR',
      ],
      invoices.map((row) => [
        html`<a href="/invoices/${row.invnum}">${row.invnum}</a>`,
        row.invknd === 'C' ? 'C CREDIT NOTE' : row.sonum === null ? 'I COLLECTIVE' : 'I',
        stamp(row.crestp),
        row.nettot,
        row.taxtot,
        row.grstot,
        row.curcod,
      ]),
      'NONE',
    ),
  ];
}
