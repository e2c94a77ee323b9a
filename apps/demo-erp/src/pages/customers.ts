import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Desk, filters, numberIn } from '../desk.ts';
import { NotOnFile } from '../form-error.ts';
import { type FormState, choice, field, form } from './forms.ts';
import { html } from './html.ts';
import { definition, pager, stamp, table } from './layout.ts';
import { journalTable } from './menu.ts';

interface Customer {
  cusnum: number;
  cusnam: string;
  cusgrp: string;
  street: string | null;
  zipcod: string | null;
  city: string | null;
  ctycod: string | null;
  vatnum: string | null;
  email: string | null;
  paytrm: string;
  cussts: string;
  extref: string | null;
  owed: string;
}

const pageSize = 50;
const number = true;
const sql = `select c.*, (select coalesce(sum(grstot), 0) from invhed h where h.cusnum = c.cusnum and h.duedat >= current_date) as owed
  from cusmas c`;

export function customerRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/customers', async (request, reply) => {
    const { values, page } = filters(request, ['q']);
    const rows = await desk.books.query<Customer>(
      `${sql} where $1 = '' or cusnum::text = $1 or cusnam ilike '%' || $1 || '%' or city ilike '%' || $1 || '%' or vatnum = $1
       order by cusnum limit $2 offset $3`,
      [values.q, pageSize + 1, (page - 1) * pageSize],
    );
    await desk.show(
      request,
      reply,
      {
        program: 'CUS010',
        title: 'CUSTOMERS',
        keys: [{ key: 'F7', text: 'TELEPHONE', href: '/orders/new' }],
      },
      html`<form method="get" class="inline" role="search" aria-label="Find">
          ${field(null, { form: 'find', name: 'q', label: 'NUMBER, NAME, CITY', value: values.q, size: 20, key: 'F2' })}
          <button type="submit">FIND</button>
        </form>
        ${table(
          'CUSTOMER FILE',
          [
            'NO',
            'NAME',
            'G',
            'STREET',
            'ZIP',
            'CITY',
            'CTY',
            'VAT NO',
            'TRM',
            'S',
            { head: 'NOT YET DUE', number },
          ],
          rows
            .slice(0, pageSize)
            .map((row) => [
              html`<a href="/customers/${row.cusnum}">${row.cusnum}</a>`,
              row.cusnam || html`<span class="bad">(NO NAME)</span>`,
              row.cusgrp,
              row.street?.slice(0, 30),
              row.zipcod,
              row.city,
              row.ctycod ?? html`<span class="bad">??</span>`,
              row.vatnum,
              row.paytrm,
              row.cussts === 'B' ? html`<span class="bad">B</span>` : row.cussts,
              row.owed,
            ]),
        )}
        ${pager('/customers', values, page, rows.length > pageSize)}`,
    );
  });

  app.get('/customers/:number', async (request, reply) => showCustomer(desk, request, reply, null));

  app.post('/customers/:number', async (request, reply) => {
    const customer = numberIn(request);
    await desk.submit(request, reply, {
      form: 'customer',
      action: 'change customer',
      run: async (tx, typed) => {
        const countries = await tx.query<{ ctycod: string }>('select ctycod from ctytab order by 1');
        const name = typed.text('name', 50).toUpperCase();
        const values = [
          typed.optional('street', 60),
          typed.optional('zip', 12),
          typed.optional('city', 30),
          typed.oneOf(
            'country',
            countries.map(({ ctycod }) => ctycod),
          ),
          typed.optional('vat', 16),
          typed.optional('email', 80),
          typed.oneOf('terms', ['N30', 'N14', 'CSH']),
          typed.oneOf('status', ['A', 'B']),
        ];
        typed.code('name', 50);
        typed.check();
        const rows = await tx.query(
          `update cusmas set cusnam = $2, street = $3, zipcod = $4, city = $5, ctycod = $6, vatnum = $7, email = $8,
                  paytrm = $9, cussts = $10, chgstp = clock_timestamp() where cusnum = $1 returning cusnum`,
          [customer, name, ...values],
        );
        if (rows.length === 0) throw new NotOnFile(`CUSTOMER ${customer}`);
        return { entry: { program: 'CUS020', key: String(customer), text: 'RECORD CHANGED' }, value: null };
      },
      to: () => `/customers/${customer}`,
      again: async (state) => showCustomer(desk, request, reply, state),
    });
  });
}

async function showCustomer(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const customer = numberIn(request);
  const [row] = await desk.books.query<Customer>(`${sql} where cusnum = $1`, [customer]);
  if (row === undefined) throw new NotOnFile(`CUSTOMER ${customer}`);
  const orders = await desk.books.query<{
    sonum: number;
    soorg: string;
    sosts: string;
    cusref: string | null;
    ordstp: Date;
  }>('select * from sohead where cusnum = $1 order by sonum desc limit 15', [customer]);
  const invoices = await desk.books.query<{ invnum: number; crestp: Date; grstot: string }>(
    'select * from invhed where cusnum = $1 order by invnum desc limit 15',
    [customer],
  );
  const countries = await desk.books.query<{ ctycod: string; ctynam: string }>(
    'select ctycod, ctynam from ctytab order by 1',
  );
  const values = { form: 'customer' };
  await desk.show(
    request,
    reply,
    {
      program: 'CUS020',
      title: `CUSTOMER ${customer}`,
      keys: [
        { key: 'F7', text: 'TELEPHONE', href: `/orders/new?customer=${customer}` },
        { key: 'F9', text: 'CUSTOMERS', href: '/customers' },
      ],
    },
    html`<dl>
        ${definition('NAME', row.cusnam || html`<span class="bad">(NONE)</span>`)}
        ${definition('GROUP', row.cusgrp)} ${definition('EXT REF', row.extref ?? '-')}
        ${definition('NOT YET DUE', `${row.owed} EUR`)}
      </dl>
      <div class="panels">
        <section class="panel">
          <h2>RECORD</h2>
          ${form(
            state,
            { name: 'customer', action: `/customers/${customer}`, submit: 'CHANGE RECORD', key: 'F10' },
            [
              field(state, { ...values, name: 'name', label: 'NAME', value: row.cusnam, size: 32 }),
              field(state, { ...values, name: 'street', label: 'STREET', value: row.street, size: 32 }),
              field(state, { ...values, name: 'zip', label: 'ZIP', value: row.zipcod, size: 10 }),
              field(state, { ...values, name: 'city', label: 'CITY', value: row.city, size: 24 }),
              choice(state, {
                ...values,
                name: 'country',
                label: 'COUNTRY',
                value: row.ctycod ?? '',
                choices: countries.map(({ ctycod, ctynam }): [string, string] => [
                  ctycod,
                  `${ctycod} ${ctynam}`,
                ]),
              }),
              field(state, { ...values, name: 'vat', label: 'VAT NO', value: row.vatnum, size: 16 }),
              field(state, { ...values, name: 'email', label: 'E-MAIL', value: row.email, size: 32 }),
              choice(state, {
                ...values,
                name: 'terms',
                label: 'TERMS',
                value: row.paytrm,
                choices: [
                  ['N30', 'N30 30 DAYS'],
                  ['N14', 'N14 14 DAYS'],
                  ['CSH', 'CSH CASH'],
                ],
              }),
              choice(state, {
                ...values,
                name: 'status',
                label: 'STATUS',
                value: row.cussts,
                choices: [
                  ['A', 'A ACTIVE'],
                  ['B', 'B BLOCKED'],
                ],
              }),
            ],
          )}
        </section>
      </div>
      ${table(
        'ORDERS',
        ['ORDER', 'O', 'S', 'TAKEN', 'THEIR REF'],
        orders.map((order) => [
          html`<a href="/orders/${order.sonum}">${order.sonum}</a>`,
          order.soorg,
          order.sosts,
          stamp(order.ordstp),
          order.cusref,
        ]),
        'NONE',
      )}
      ${table(
        'INVOICES',
        ['INVOICE', 'MADE', { head: 'TOTAL', number }],
        invoices.map((invoice) => [
          html`<a href="/invoices/${invoice.invnum}">${invoice.invnum}</a>`,
          stamp(invoice.crestp),
          invoice.grstot,
        ]),
        'NONE',
      )}
      ${await journalTable(desk, String(customer), 10)}`,
    state === null ? 200 : 422,
  );
}
