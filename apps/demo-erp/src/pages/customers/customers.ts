import type { FastifyInstance } from 'fastify';
import { type Desk, filters, numberIn } from '../../desk/desk.ts';
import { type Customer, customerSql, showCustomer } from './customer.ts';
import { changeCustomer } from './customer-changes.ts';
import { field } from '../../desk/forms.ts';
import { html } from '../../desk/html.ts';
import { pager, table } from '../../desk/layout.ts';

const pageSize = 50;
const number = true;
export function customerRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/customers', async (request, reply) => {
    const { values, page } = filters(request, ['q']);
    const rows = await desk.books.query<Customer>(
      `${customerSql} where $1 = '' or cusnum::text = $1 or cusnam ilike '%' || $1 || '%' or city ilike '%' || $1 || '%' or vatnum = $1
       order by cusnum limit $2 offset $3`,
      [values.q, pageSize + 1, (page - 1) * pageSize],
    );
    await desk.show(
      request,
      reply,
      {
        program: 'CUS010',
        title: 'CUSTOMERS',
        keys: [
          { key: 'F7', text: 'TELEPHONE', href: '/orders/new' },
          { key: 'F8', text: 'PRICE LISTS', href: '/price-lists' },
        ],
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
              row.cussts === 'B' || row.cussts === 'O'
                ? html`<span class="bad">${row.cussts}</span>`
                : row.cussts,
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
        await changeCustomer(tx, typed, customer);
        return { entry: { program: 'CUS020', key: String(customer), text: 'RECORD CHANGED' }, value: null };
      },
      to: () => `/customers/${customer}`,
      again: async (state) => showCustomer(desk, request, reply, state),
    });
  });
}
