import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Desk, numberIn } from '../../desk/desk.ts';
import { NotOnFile } from '../../form-error.ts';
import {
  addressForm,
  addressTable,
  collectiveForm,
  listForm,
  listTable,
  recordForm,
} from './customer-forms.ts';
import type { FormState } from '../../desk/forms.ts';
import { html } from '../../desk/html.ts';
import { day, definition, stamp, table } from '../../desk/layout.ts';
import { journalTable } from '../office/menu.ts';

export interface Customer {
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
  bilcus: number | null;
  parcus: number | null;
  taxcls: string;
  regcod: string | null;
  colflg: string;
  owed: string;
}

const number = true;
export const customerSql = `select c.*, (select coalesce(sum(case invknd when 'C' then -grstot else grstot end), 0)
    from invhed h where h.bilcus = c.cusnum and h.duedat >= current_date) as owed
  from cusmas c`;

/** One customer: the record, addresses, price lists, and what was ordered and invoiced. */
export async function showCustomer(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const customer = numberIn(request);
  const [row] = await desk.books.query<Customer>(`${customerSql} where cusnum = $1`, [customer]);
  if (row === undefined) throw new NotOnFile(`CUSTOMER ${customer}`);
  const orders = await desk.books.query<{
    sonum: number;
    soorg: string;
    sosts: string;
    cusref: string | null;
    ordstp: Date;
    purnum: string | null;
  }>('select * from sohead where cusnum = $1 order by sonum desc limit 15', [customer]);
  const invoices = await desk.books.query<{
    invnum: number;
    invknd: string;
    sonum: number | null;
    crestp: Date;
    duedat: string;
    grstot: string;
  }>('select * from invhed where cusnum = $1 or bilcus = $1 order by invnum desc limit 15', [customer]);
  await desk.show(
    request,
    reply,
    {
      program: 'CUS020',
      title: `CUSTOMER ${customer}`,
      keys: [
        { key: 'F3', text: 'ADDRESS', target: 'address-name' },
        { key: 'F4', text: 'LISTS', target: 'list-list' },
        { key: 'F6', text: 'COLLECTIVE', target: 'collective-submit' },
        { key: 'F7', text: 'TELEPHONE', href: `/orders/new?customer=${customer}` },
        { key: 'F9', text: 'CUSTOMERS', href: '/customers' },
      ],
    },
    html`<dl>
        ${definition('NAME', row.cusnam || html`<span class="bad">(NONE)</span>`)}
        ${definition('GROUP', row.cusgrp)} ${definition('EXT REF', row.extref ?? '-')}
        ${definition('NOT YET DUE', `${row.owed} EUR`)}
        ${definition('BILL TO', row.bilcus === null ? 'ITSELF' : html`<a href="/customers/${row.bilcus}">${row.bilcus}</a>`)}
        ${definition('BELONGS TO', row.parcus === null ? '-' : html`<a href="/customers/${row.parcus}">${row.parcus}</a>`)}
      </dl>
      <div class="panels">
        ${await recordForm(desk, state, row)} ${await addressForm(desk, state, row)}
        ${await listForm(desk, state, row)} ${await collectiveForm(desk, state, row)}
      </div>
      ${await addressTable(desk, customer)} ${await listTable(desk, customer)}
      ${table(
        'ORDERS',
        ['ORDER', 'O', 'S', 'TAKEN', 'THEIR REF', 'THEIR PO NO'],
        orders.map((order) => [
          html`<a href="/orders/${order.sonum}">${order.sonum}</a>`,
          order.soorg,
          order.sosts,
          stamp(order.ordstp),
          order.cusref,
          order.purnum,
        ]),
        'NONE',
      )}
      ${table(
        'INVOICES',
        ['INVOICE', 'KIND', 'MADE', 'DUE', { head: 'TOTAL', number }],
        invoices.map((invoice) => [
          html`<a href="/invoices/${invoice.invnum}">${invoice.invnum}</a>`,
          invoice.invknd === 'C' ? 'C CREDIT NOTE' : invoice.sonum === null ? 'I COLLECTIVE' : 'I',
          stamp(invoice.crestp),
          day(invoice.duedat),
          invoice.grstot,
        ]),
        'NONE',
      )}
      ${await journalTable(desk, String(customer), 10)}`,
    state === null ? 200 : 422,
  );
}
