import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { staff } from '../../database.ts';
import type { Desk } from '../../desk/desk.ts';
import { FormError } from '../../form-error.ts';
import { setTaxRate } from '../../invoices/taxes.ts';
import { classesSql, codes, countriesSql } from '../customers/customer-forms.ts';
import { type FormState, choice, field, form } from '../../desk/forms.ts';
import { html } from '../../desk/html.ts';
import { percent } from './invoice.ts';
import { day, table } from '../../desk/layout.ts';
import { journalTable } from '../office/menu.ts';

const number = true;

export function taxRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/taxes', async (request, reply) => showTaxes(desk, request, reply, null));

  app.post('/taxes', async (request, reply) => {
    await desk.submit(request, reply, {
      form: 'rate',
      action: 'change tax rate',
      run: async (tx, typed) => {
        const rate = {
          country: typed.code('country', 2),
          region: typed.text('region', 3).toUpperCase(),
          taxClass: typed.text('taxClass', 1).toUpperCase(),
          code: typed.oneOf('code', ['S', 'R', 'Z']),
          percent: typed.amount('percent'),
          from: typed.date('from'),
          text: typed.code('text', 20),
          user: staff.user,
        };
        typed.check();
        if (Number(rate.percent) > 99) throw new FormError({ percent: 'MUST BE AT MOST 99' });
        await setTaxRate(tx, rate);
        const key = [rate.country, rate.region, rate.taxClass].filter(Boolean).join(' ');
        const text = `TAX ${rate.code} IN ${key} ${rate.percent} % FROM ${rate.from}`;
        return { entry: { program: 'TAX010', key: 'TAX', text }, value: null };
      },
      to: () => '/taxes',
      again: async (state) => showTaxes(desk, request, reply, state),
    });
  });
}

async function showTaxes(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const countries = await codes(desk, countriesSql);
  const classes = await codes(desk, classesSql);
  const regions = await desk.books.query<{ ctycod: string; regcod: string; regnam: string }>(
    'select * from regtab order by 1, 2',
  );
  const rates = await desk.books.query<{
    ctycod: string; regcod: string; taxcls: string; taxcod: string; frdat: string; todat: string | null; taxpct: string;
    taxtxt: string;
  }>(
    `select ctycod, regcod, taxcls, taxcod, frdat, todat, taxpct, taxtxt from taxreg where taxcls <> 'X'
     order by ctycod, regcod = '', regcod, taxcls, taxcod desc, frdat desc`,
  ); // prettier-ignore
  const terms = await desk.books.query<{
    paytrm: string;
    trmtxt: string;
    netday: number;
    eomflg: string;
  }>('select * from trmtab order by netday, 1');
  const values = { form: 'rate' };
  await desk.show(
    request,
    reply,
    {
      program: 'TAX010',
      title: 'TAX BY REGION AND CLASS, TERMS',
      keys: [
        { key: 'F3', text: 'RATE', target: 'rate-country' },
        { key: 'F9', text: 'SETTINGS', href: '/settings' },
      ],
    },
    html`<p>
        THE RATES OF COUNTRIES ARE ON THE SETTINGS PAGE. WHAT IS SAID HERE COUNTS BEFORE THEM: THE CLASS OF
        THE CUSTOMER FIRST, THEN THE REGION. THE CLASS X IS EXEMPT EVERYWHERE.
      </p>
      <div class="panels">
        <section class="panel">
          <h2>NEW RATE</h2>
          ${form(state, { name: 'rate', action: '/taxes', submit: 'SET RATE', key: 'F10' }, [
            choice(state, {
              ...values,
              name: 'country',
              label: 'COUNTRY',
              value: 'US',
              choices: countries,
              key: 'F3',
            }),
            field(state, { ...values, name: 'region', label: 'REGION', size: 3, list: 'regions' }),
            choice(state, {
              ...values,
              name: 'taxClass',
              label: 'TAX CLASS',
              value: '',
              choices: [['', '- ANY'], ...classes],
            }),
            choice(state, {
              ...values,
              name: 'code',
              label: 'TAX CODE',
              value: 'S',
              choices: [
                ['S', 'S STANDARD'],
                ['R', 'R REDUCED'],
                ['Z', 'Z ZERO'],
              ],
            }),
            field(state, { ...values, name: 'percent', label: 'PERCENT', size: 6, inputmode: 'decimal' }),
            field(state, { ...values, name: 'from', label: 'FROM', type: 'date' }),
            field(state, { ...values, name: 'text', label: 'TEXT', size: 20 }),
          ])}
          <datalist id="regions">
            ${regions.map(({ ctycod, regcod, regnam }) => html`<option value="${regcod}">${ctycod} ${regnam}</option>`)}
          </datalist>
        </section>
        <div>
          ${table(
            'TERMS OF PAYMENT',
            ['CODE', 'TEXT', { head: 'DAYS', number }, 'FROM'],
            terms.map((row) => [
              row.paytrm,
              row.trmtxt,
              row.netday,
              row.eomflg === 'Y' ? 'END OF MONTH' : 'INVOICE',
            ]),
          )}
        </div>
      </div>
      ${table(
        'RATES',
        ['CTY', 'REG', 'CLASS', 'CODE', { head: 'PERCENT', number }, 'TEXT', 'FROM', 'LAST DAY'],
        rates.map((row) => [
          row.ctycod,
          row.regcod,
          row.taxcls,
          row.taxcod,
          percent(row.taxpct),
          row.taxtxt,
          day(row.frdat),
          day(row.todat),
        ]),
      )}
      ${await journalTable(desk, 'TAX', 5)}`,
    state === null ? 200 : 422,
  );
}
