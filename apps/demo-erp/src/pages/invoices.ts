import type { FastifyInstance } from 'fastify';
import { type Desk, filters, numberIn } from '../desk.ts';
import { NotOnFile } from '../form-error.ts';
import { showPrice } from '../money.ts';
import { field } from './forms.ts';
import { html } from './html.ts';
import { definition, day, pager, table } from './layout.ts';

interface Invoice {
  invnum: number;
  sonum: number;
  cusnum: number;
  cusnam: string | null;
  cusref: string | null;
  invdat: string;
  duedat: string;
  curcod: string;
  invnam: string | null;
  invst1: string | null;
  invzip: string | null;
  invcty: string | null;
  invctc: string;
  nettot: string;
  taxtot: string;
  grstot: string;
}

const pageSize = 40;
const number = true;

export function invoiceRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/invoices', async (request, reply) => {
    const { values, page } = filters(request, ['q']);
    const rows = await desk.books.query<Invoice>(
      `select h.*, c.cusnam from invhed h left join cusmas c using (cusnum)
       where $1 = '' or h.invnum::text = $1 or h.sonum::text = $1 or h.cusref ilike '%' || $1 || '%' or h.invnam ilike '%' || $1 || '%'
       order by h.invnum desc limit $2 offset $3`,
      [values.q, pageSize + 1, (page - 1) * pageSize],
    );
    await desk.show(
      request,
      reply,
      {
        program: 'INV020',
        title: 'INVOICES',
        keys: [{ key: 'F6', text: 'TO INVOICE', href: '/orders?status=S' }],
      },
      html`<form method="get" class="inline" role="search" aria-label="Find">
          ${field(null, { form: 'find', name: 'q', label: 'NUMBER, REF, NAME', value: values.q, size: 20, key: 'F2' })}
          <button type="submit">FIND</button>
        </form>
        ${table(
          'INVOICES, NEWEST FIRST',
          [
            'INVOICE',
            'DATE',
            'DUE',
            'ORDER',
            'CUSTOMER',
            'THEIR REF',
            'CTY',
            { head: 'NET', number },
            { head: 'TAX', number },
            { head: 'TOTAL', number },
            'CUR',
          ],
          rows
            .slice(0, pageSize)
            .map((row) => [
              html`<a href="/invoices/${row.invnum}">${row.invnum}</a>`,
              day(row.invdat),
              day(row.duedat),
              html`<a href="/orders/${row.sonum}">${row.sonum}</a>`,
              `${row.cusnum} ${(row.cusnam ?? '').slice(0, 24)}`,
              row.cusref,
              row.invctc,
              row.nettot,
              row.taxtot,
              row.grstot,
              row.curcod,
            ]),
        )}
        ${pager('/invoices', values, page, rows.length > pageSize)}`,
    );
  });

  app.get('/invoices/:number', async (request, reply) => {
    const invoice = numberIn(request);
    const [head] = await desk.books.query<Invoice>(
      'select h.*, c.cusnam from invhed h left join cusmas c using (cusnum) where invnum = $1',
      [invoice],
    );
    if (head === undefined) throw new NotOnFile(`INVOICE ${invoice}`);
    const lines = await desk.books.query<{
      linnum: number;
      itmcod: string;
      itmdsc: string;
      invqty: number;
      pri: string;
      dispct: string;
      linnet: string;
      taxcod: string;
      taxpct: string;
    }>('select * from invlin where invnum = $1 order by linnum', [invoice]);
    const taxes = await desk.books.query<{ taxcod: string; taxpct: string; basamt: string; taxamt: string }>(
      'select * from invtax where invnum = $1 order by taxcod, taxpct',
      [invoice],
    );
    await desk.show(
      request,
      reply,
      {
        program: 'INV030',
        title: `INVOICE ${invoice}`,
        keys: [
          { key: 'F6', text: 'ORDER', href: `/orders/${head.sonum}` },
          { key: 'F9', text: 'INVOICES', href: '/invoices' },
        ],
      },
      html`<dl>
          ${definition('BILL TO', [head.invnam, head.invst1].filter(Boolean).join(', ') || '-')}
          ${definition('', [head.invctc, head.invzip, head.invcty].filter(Boolean).join(' '))}
          ${definition('CUSTOMER', html`<a href="/customers/${head.cusnum}">${head.cusnum}</a> ${head.cusnam}`)}
          ${definition('THEIR REF', head.cusref ?? '-')}
          ${definition('ORDER', html`<a href="/orders/${head.sonum}">${head.sonum}</a>`)}
          ${definition('DATE / DUE', `${day(head.invdat)} / ${day(head.duedat)}`)}
        </dl>
        ${table(
          'LINES',
          [
            'LN',
            'ITEM',
            'TEXT',
            { head: 'QTY', number },
            { head: 'PRICE', number },
            { head: 'NET', number },
            'TAX',
          ],
          lines.map((row) => [
            row.linnum,
            row.itmcod,
            row.itmdsc,
            row.invqty,
            showPrice(row.pri),
            row.linnet,
            `${row.taxcod} ${row.taxpct} %`,
          ]),
        )}
        <div class="sum">
          ${table(
            'TAX AND TOTAL',
            [
              'CODE',
              { head: 'NET', number },
              { head: 'TAX', number },
              { head: `TOTAL ${head.curcod}`, number },
            ],
            [
              ...taxes.map((row) => [`${row.taxcod} ${row.taxpct} %`, row.basamt, row.taxamt, '']),
              ['TOTAL', head.nettot, head.taxtot, html`<span class="hot">${head.grstot}</span>`],
            ],
          )}
        </div>`,
    );
  });
}
