import type { FastifyInstance } from 'fastify';
import { type Desk, filters, numberIn } from '../../desk/desk.ts';
import { correctInvoice, deleteInvoice, postInvoices } from '../../invoices/corrections.ts';
import { creditInvoice } from '../../invoices/credits.ts';
import { staff } from '../../database.ts';
import { field, form } from '../../desk/forms.ts';
import { html } from '../../desk/html.ts';
import { type Invoice, kindOf, showInvoice } from './invoice.ts';
import { day, pager, stamp, table } from '../../desk/layout.ts';

const pageSize = 40;
const number = true;

export function invoiceRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/invoices', async (request, reply) => {
    const { values, page } = filters(request, ['q']);
    const rows = await desk.books.query<Invoice>(
      `select h.*, c.cusnam from invhed h left join cusmas c using (cusnum)
       where $1 = '' or h.invnum::text = $1 or exists (select from invlin l where l.invnum = h.invnum and l.sonum::text = $1)
         or h.cusref ilike '%' || $1 || '%' or h.purnum ilike '%' || $1 || '%' or h.invnam ilike '%' || $1 || '%'
       order by h.invnum desc limit $2 offset $3`,
      [values.q, pageSize + 1, (page - 1) * pageSize],
    );
    await desk.show(
      request,
      reply,
      {
        program: 'INV020',
        title: 'INVOICES',
        keys: [
          { key: 'F6', text: 'TO INVOICE', href: '/orders?status=S' },
          { key: 'F8', text: 'POST', target: 'post-submit' },
        ],
      },
      html`<form method="get" class="inline" role="search" aria-label="Find">
          ${field(null, { form: 'find', name: 'q', label: 'NUMBER, REF, NAME', value: values.q, size: 20, key: 'F2' })}
          <button type="submit">FIND</button>
        </form>
        ${table(
          'INVOICES, NEWEST FIRST',
          [
            'INVOICE',
            'KIND',
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
            'POSTED',
          ],
          rows
            .slice(0, pageSize)
            .map((row) => [
              html`<a href="/invoices/${row.invnum}">${row.invnum}</a>`,
              kindOf(row),
              day(row.invdat),
              day(row.duedat),
              row.sonum === null ? '' : html`<a href="/orders/${row.sonum}">${row.sonum}</a>`,
              `${row.cusnum} ${(row.cusnam ?? '').slice(0, 24)}`,
              row.cusref,
              row.invctc,
              row.nettot,
              row.taxtot,
              row.grstot,
              row.curcod,
              stamp(row.pststp),
            ]),
        )}
        ${pager('/invoices', values, page, rows.length > pageSize)}
        ${form(null, { name: 'post', action: '/invoices/post', submit: 'POST ALL', key: 'F8' }, '')}`,
    );
  });

  app.get('/invoices/:number', async (request, reply) => showInvoice(desk, request, reply, null));

  app.post('/invoices/:number/credit', async (request, reply) => {
    const invoice = numberIn(request);
    await desk.submit(request, reply, {
      form: 'credit',
      action: 'credit invoice',
      run: async (tx, typed) => {
        const rows = await tx.query<{ linnum: number }>(
          'select linnum from invlin where invnum = $1 order by 1',
          [invoice],
        );
        const lines = rows.map(({ linnum }) => ({
          line: linnum,
          quantity: typed.optionalWhole(`credit-${linnum}`, 0) ?? 0,
        }));
        const text = typed.optional('text', 60)?.toUpperCase() ?? null;
        typed.check();
        const value = await creditInvoice(tx, { invoice, lines, text, user: staff.user });
        return { entry: { program: 'INV050', key: String(invoice), text: `CREDIT NOTE ${value}` }, value };
      },
      to: (value) => `/invoices/${value}`,
      again: async (state) => showInvoice(desk, request, reply, state),
    });
  });

  app.post('/invoices/post', async (request, reply) => {
    await desk.submit(request, reply, {
      form: 'post',
      action: 'post invoices',
      run: async (tx) => {
        const { length } = await postInvoices(tx);
        return { entry: { program: 'INV060', key: 'POST', text: `${length} INVOICES POSTED` }, value: null };
      },
      to: () => '/invoices',
      again: async () => reply.redirect('/invoices', 303),
    });
  });

  app.post('/invoices/:number/correct', async (request, reply) => {
    const invoice = numberIn(request);
    await desk.submit(request, reply, {
      form: 'correct',
      action: 'correct invoice',
      run: async (tx, typed) => {
        const rows = await tx.query<{ linnum: number }>(
          'select linnum from invlin where invnum = $1 order by 1',
          [invoice],
        );
        const corrections = rows.map(({ linnum: line }) => {
          const quantity = typed.optionalWhole(`quantity-${line}`, 0);
          const price = typed.optionalAmount(`price-${line}`);
          const discountPercent = typed.optionalAmount(`discount-${line}`);
          return {
            line,
            ...(quantity !== null && { quantity }),
            ...(price !== null && { price }),
            ...(discountPercent !== null && { discountPercent }),
          };
        });
        typed.check();
        await correctInvoice(tx, { invoice, corrections, user: staff.user });
        return { entry: { program: 'INV040', key: String(invoice), text: 'CORRECTED' }, value: null };
      },
      to: () => `/invoices/${invoice}`,
      again: async (state) => showInvoice(desk, request, reply, state),
    });
  });

  app.post('/invoices/:number/delete', async (request, reply) => {
    const invoice = numberIn(request);
    await desk.submit(request, reply, {
      form: 'delete',
      action: 'delete invoice',
      run: async (tx) => {
        const [order] = await deleteInvoice(tx, invoice);
        return { entry: { program: 'INV040', key: String(invoice), text: 'DELETED' }, value: order };
      },
      to: (order) => `/orders/${order}`,
      again: async (state) => showInvoice(desk, request, reply, state),
    });
  });
}
