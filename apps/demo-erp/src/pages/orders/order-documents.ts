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
    items: string | null;
  }>(
    `select d.dlvnum, d.whscod, d.carcod, d.trkref, d.shpstp, coalesce(sum(l.dlvqty), 0) as units, string_agg(l.dlvqty || ' ' || rtrim(l.itmcod), ', ' order by l.linnum) as items
     from dlvhed d left join dlvlin l using (dlvnum) where d.sonum = $1 group by d.dlvnum order by d.dlvnum`,
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
    pststp: Date | null;
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
        html`<a href="/deliveries/${row.dlvnum}">${row.dlvnum}</a>`,
        stamp(row.shpstp),
        row.whscod,
        row.carcod,
        row.trkref,
        row.units || '',
        row.items ?? html`<span class="dim">NOT TYPED IN YET</span>`,
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
        'POSTED',
      ],
      invoices.map((row) => [
        html`<a href="/invoices/${row.invnum}">${row.invnum}</a>`,
        row.invknd === 'C' ? 'C CREDIT NOTE' : row.sonum === null ? 'I COLLECTIVE' : 'I',
        stamp(row.crestp),
        row.nettot,
        row.taxtot,
        row.grstot,
        row.curcod,
        stamp(row.pststp),
      ]),
      'NONE',
    ),
  ];
}
