import type { Desk } from '../../desk/desk.ts';
import type { Customer } from './customer.ts';
import { type Choice, type FormState, choice, field, form, yesNo } from '../../desk/forms.ts';
import { type Value, html } from '../../desk/html.ts';
import { table } from '../../desk/layout.ts';

const number = true;

/** Choices of a code table: code and text. */
export async function codes(desk: Desk, sql: string): Promise<Choice[]> {
  const rows = await desk.books.query<{ code: string; text: string }>(sql);
  return rows.map(({ code, text }) => [code, `${code} ${text}`]);
}

export const countriesSql = 'select ctycod as code, ctynam as text from ctytab order by 1';
export const regionsSql = `select distinct on (regcod) regcod as code, regnam as text from regtab order by 1`;
export const classesSql = 'select taxcls as code, clstxt as text from clstab order by 1';

export async function recordForm(desk: Desk, state: FormState | null, row: Customer): Promise<Value> {
  const countries = await codes(desk, countriesSql);
  const regions = await codes(desk, regionsSql);
  const classes = await codes(desk, classesSql);
  const terms = await codes(desk, 'select paytrm as code, trmtxt as text from trmtab order by netday, 1');
  const values = { form: 'customer' };
  return html`<section class="panel">
    <h2>RECORD</h2>
    ${form(
      state,
      { name: 'customer', action: `/customers/${row.cusnum}`, submit: 'CHANGE RECORD', key: 'F10' },
      [
        field(state, { ...values, name: 'name', label: 'NAME', value: row.cusnam, size: 32 }),
        field(state, { ...values, name: 'street', label: 'STREET', value: row.street, size: 32 }),
        field(state, { ...values, name: 'zip', label: 'ZIP', value: row.zipcod, size: 10 }),
        field(state, { ...values, name: 'city', label: 'CITY', value: row.city, size: 24 }),
        choice(state, {
          ...values,
          name: 'region',
          label: 'REGION',
          value: row.regcod ?? '',
          choices: [['', '- NONE'], ...regions],
        }),
        choice(state, {
          ...values,
          name: 'country',
          label: 'COUNTRY',
          value: row.ctycod ?? '',
          choices: countries,
        }),
        field(state, { ...values, name: 'vat', label: 'VAT NO', value: row.vatnum, size: 16 }),
        field(state, { ...values, name: 'email', label: 'E-MAIL', value: row.email, size: 32 }),
        choice(state, {
          ...values,
          name: 'taxClass',
          label: 'TAX CLASS',
          value: row.taxcls,
          choices: classes,
        }),
        choice(state, { ...values, name: 'terms', label: 'TERMS', value: row.paytrm, choices: terms }),
        field(state, {
          ...values,
          name: 'billTo',
          label: 'BILL TO NO',
          value: row.bilcus,
          size: 8,
          inputmode: 'numeric',
          hint: 'EMPTY = ITSELF',
        }),
        field(state, {
          ...values,
          name: 'parent',
          label: 'BELONGS TO NO',
          value: row.parcus,
          size: 8,
          inputmode: 'numeric',
        }),
        choice(state, {
          ...values,
          name: 'collective',
          label: 'COLLECTIVE INV.',
          value: row.colflg,
          choices: yesNo,
        }),
        choice(state, {
          ...values,
          name: 'status',
          label: 'STATUS',
          value: row.cussts,
          choices: [
            ['A', 'A ACTIVE'],
            ['O', 'O BLOCKED FOR ORDERS'],
            ['B', 'B BLOCKED'],
          ],
        }),
      ],
    )}
  </section>`;
}

export async function addressForm(desk: Desk, state: FormState | null, row: Customer): Promise<Value> {
  const values = { form: 'address' };
  const regions = await codes(desk, regionsSql);
  return html`<section class="panel">
    <h2>DELIVERY ADDRESS</h2>
    ${form(state, { name: 'address', action: `/customers/${row.cusnum}/address`, submit: 'SET ADDRESS' }, [
      field(state, {
        ...values,
        name: 'number',
        label: 'NO',
        size: 4,
        inputmode: 'numeric',
        hint: 'EMPTY = NEW',
      }),
      field(state, { ...values, name: 'name', label: 'NAME', value: row.cusnam, size: 32, key: 'F3' }),
      field(state, { ...values, name: 'street', label: 'STREET', size: 32 }),
      field(state, { ...values, name: 'zip', label: 'ZIP', size: 10 }),
      field(state, { ...values, name: 'city', label: 'CITY', size: 24 }),
      choice(state, {
        ...values,
        name: 'region',
        label: 'REGION',
        value: '',
        choices: [['', '- NONE'], ...regions],
      }),
      choice(state, {
        ...values,
        name: 'country',
        label: 'COUNTRY',
        value: row.ctycod ?? 'DE',
        choices: await codes(desk, countriesSql),
      }),
    ])}
  </section>`;
}

export async function listForm(desk: Desk, state: FormState | null, row: Customer): Promise<Value> {
  const lists = await codes(
    desk,
    `select plscod as code, plstxt as text from plsmas where actflg = 'Y' order by 1`,
  );
  const values = { form: 'list' };
  return html`<section class="panel">
    <h2>PRICE LIST</h2>
    <p class="empty">THE LIST OF THE LOWEST RANK THAT HAS A PRICE COUNTS</p>
    ${form(state, { name: 'list', action: `/customers/${row.cusnum}/list`, submit: 'SET LIST' }, [
      choice(state, {
        ...values,
        name: 'list',
        label: 'LIST',
        value: lists[0]?.[0] ?? '',
        choices: lists,
        key: 'F4',
      }),
      field(state, { ...values, name: 'rank', label: 'RANK', value: 1, size: 4, inputmode: 'numeric' }),
    ])}
  </section>`;
}

/** What is shipped and not invoiced of all orders that the customer pays for. */
export async function collectiveForm(desk: Desk, state: FormState | null, row: Customer): Promise<Value> {
  const due = await desk.books.query<{ sonum: number }>(
    `select h.sonum from sohead h
     where h.bilcus = $1 and h.sosts in ('P', 'S') and exists (
       select from soline l where l.sonum = h.sonum and l.shpqty > l.invqty and l.linknd <> 'C'
         and (l.linknd <> 'H' or h.frtinv = 'Y'))
     order by 1`,
    [row.cusnum],
  );
  return html`<section class="panel">
    <h2>COLLECTIVE INVOICE</h2>
    <p class="empty">
      ${
        due.length === 0
          ? 'NOTHING SHIPPED THAT IS NOT INVOICED'
          : html`${due.length} ORDERS:
            ${due.slice(0, 12).map(({ sonum }) => html`<a href="/orders/${sonum}">${sonum}</a> `)}`
      }
    </p>
    ${form(
      state,
      {
        name: 'collective',
        action: `/customers/${row.cusnum}/invoice`,
        submit: 'INVOICE TOGETHER',
        key: 'F6',
      },
      '',
    )}
  </section>`;
}

const removeForm = (action: string, what: string): Value =>
  html`<form method="post" action="${action}">
    <button type="submit">REMOVE<span class="hidden"> ${what}</span></button>
  </form>`;

export async function addressTable(desk: Desk, customer: number): Promise<Value> {
  const rows = await desk.books.query<{
    adrnum: number;
    adrnam: string;
    street: string;
    zipcod: string | null;
    city: string;
    regcod: string | null;
    ctycod: string;
  }>(`select * from cusadr where cusnum = $1 and actflg = 'Y' order by adrnum`, [customer]);
  return table(
    'DELIVERY ADDRESSES',
    ['NO', 'NAME', 'STREET', 'ZIP', 'CITY', 'REG', 'CTY', 'ACTION'],
    rows.map((row) => [
      row.adrnum,
      row.adrnam,
      row.street,
      row.zipcod,
      row.city,
      row.regcod,
      row.ctycod,
      removeForm(`/customers/${customer}/addresses/${row.adrnum}/remove`, `ADDRESS ${row.adrnum}`),
    ]),
    'THAT OF THE RECORD',
  );
}

export async function listTable(desk: Desk, customer: number): Promise<Value> {
  const rows = await desk.books.query<{
    seqnum: number;
    plscod: string;
    plstxt: string | null;
    prices: number;
  }>(
    `select c.seqnum, c.plscod, m.plstxt, (select count(*) from plspri p where p.plscod = c.plscod) as prices
     from cuspls c left join plsmas m using (plscod) where c.cusnum = $1 order by c.seqnum`,
    [customer],
  );
  return table(
    'PRICE LISTS IN ORDER',
    ['RANK', 'LIST', 'TEXT', { head: 'PRICES', number }, 'ACTION'],
    rows.map((row) => [
      row.seqnum,
      html`<a href="/price-lists/${row.plscod}">${row.plscod}</a>`,
      row.plstxt,
      row.prices,
      removeForm(`/customers/${customer}/lists/${row.seqnum}/remove`, `LIST ${row.plscod}`),
    ]),
    'NONE, LIST PRICES COUNT',
  );
}
