import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Desk, type Query, numberIn } from '../../desk/desk.ts';
import { NotOnFile } from '../../form-error.ts';
import { showPrice } from '../../money.ts';
import { officeNow } from '../../items/prices.ts';
import { type FormState, choice, field, form } from '../../desk/forms.ts';
import { type Value, html } from '../../desk/html.ts';
import { itemPath } from '../items/item-file.ts';
import { day, definition, table } from '../../desk/layout.ts';
import { journalTable } from '../office/menu.ts';

export interface Line {
  ponum: number;
  linnum: number;
  itmcod: string;
  itmdsc: string | null;
  ordqty: number;
  rcvqty: number;
  cnlqty: number;
  cst: string;
  expdat: string;
  cfmdat: string | null;
  linsts: string;
  late: boolean;
  vencod: string;
  vennam: string | null;
  whscod: string;
  orddat: string;
}

const number = true;

export const lineSql = `select l.*, h.vencod, v.vennam, h.whscod, h.orddat, i.itmdsc,
    l.linsts in ('O', 'P') and coalesce(l.cfmdat, l.expdat) < (now() at time zone 'Europe/Berlin')::date as late
  from poline l join pohead h using (ponum) left join venmas v using (vencod) left join itmmas i using (itmcod)`;

export async function showNew(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const item = ((request.query as Query)['item'] ?? '').toUpperCase();
  const [known] = await desk.books.query<{ vencod: string | null; stdcst: string | null }>(
    'select vencod, stdcst from itmmas where itmcod = $1',
    [item],
  );
  const vendors = await desk.books.query<{ vencod: string; vennam: string }>(
    `select vencod, vennam from venmas where actflg = 'Y' order by 1`,
  );
  const warehouses = await desk.books.query<{ whscod: string; whsnam: string }>(
    'select whscod, whsnam from whsmas order by whspri',
  );
  const { date } = await officeNow(desk.books);
  const values = { form: 'purchase' };
  await desk.show(
    request,
    reply,
    {
      program: 'PUR020',
      title: 'NEW PURCHASE ORDER',
      keys: [{ key: 'F7', text: 'PURCHASES', href: '/purchases' }],
    },
    html`<section class="panel">
      ${form(state, { name: 'purchase', action: '/purchases', submit: 'ORDER', key: 'F10' }, [
        field(state, { ...values, name: 'item', label: 'ITEM', value: item, size: 15 }),
        field(state, { ...values, name: 'quantity', label: 'QUANTITY', size: 6, inputmode: 'numeric' }),
        choice(state, {
          ...values,
          name: 'vendor',
          label: 'VENDOR',
          value: known?.vencod ?? 'WERK0001',
          choices: vendors.map(({ vencod, vennam }): [string, string] => [vencod, `${vencod} ${vennam}`]),
        }),
        choice(state, {
          ...values,
          name: 'warehouse',
          label: 'WAREHOUSE',
          value: 'B1',
          choices: warehouses.map(({ whscod, whsnam }): [string, string] => [whscod, `${whscod} ${whsnam}`]),
        }),
        field(state, {
          ...values,
          name: 'cost',
          label: 'COST EUR',
          value: known?.stdcst ? showPrice(known.stdcst) : '',
          inputmode: 'decimal',
        }),
        field(state, { ...values, name: 'expected', label: 'EXPECTED', type: 'date', value: date }),
      ])}
    </section>`,
    state === null ? 200 : 422,
  );
}

export async function showPurchase(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const purchase = numberIn(request);
  const lines = await desk.books.query<Line>(`${lineSql} where l.ponum = $1 order by l.linnum`, [purchase]);
  const [first] = lines;
  if (first === undefined) throw new NotOnFile(`PURCHASE ORDER ${purchase}`);
  const errors = state === null ? [] : Object.values(state.errors);
  await desk.show(
    request,
    reply,
    {
      program: 'PUR030',
      title: `PURCHASE ORDER ${purchase}`,
      keys: [{ key: 'F7', text: 'PURCHASES', href: '/purchases' }],
    },
    html`<dl>
        ${definition('VENDOR', `${first.vencod} ${first.vennam ?? ''}`)}
        ${definition('ARRIVES IN', first.whscod)} ${definition('ORDERED', day(first.orddat))}
      </dl>
      ${errors.length > 0 ? html`<div class="errors" role="alert" tabindex="-1">NOT ACCEPTED: ${errors.join(' ')}</div>` : ''}
      ${table(
        'LINES',
        [
          'LN',
          'ITEM',
          'TEXT',
          { head: 'ORDERED', number },
          { head: 'RECEIVED', number },
          { head: 'COST', number },
          'EXPECTED',
          'CONFIRMED',
          'S',
          'RECEIPT',
        ],
        lines.map((line) => [
          line.linnum,
          html`<a href="${itemPath(line.itmcod)}">${line.itmcod}</a>`,
          line.itmdsc,
          line.ordqty,
          line.rcvqty || '',
          showPrice(line.cst),
          line.late ? html`<span class="bad">${day(line.expdat)} LATE</span>` : day(line.expdat),
          isOpen(line) ? confirmForm(state, line) : day(line.cfmdat),
          line.linsts,
          isOpen(line)
            ? html`<form method="post" action="/purchases/${purchase}/receive">
                <input type="hidden" name="line" value="${line.linnum}" />${field(
                  state?.values['line'] === String(line.linnum) ? state : null,
                  {
                    form: 'receive',
                    name: `quantity-${line.linnum}`,
                    label: `QUANTITY RECEIVED OF LINE ${line.linnum}`,
                    value: line.ordqty - line.rcvqty - line.cnlqty,
                    size: 5,
                    inputmode: 'numeric',
                    bare: true,
                  },
                )}<button type="submit">RECEIVE<span class="hidden"> LINE ${line.linnum}</span></button>
              </form>`
            : '',
        ]),
      )}
      ${await journalTable(desk, String(purchase), 10)}`,
    state === null ? 200 : 422,
  );
}

const isOpen = ({ linsts }: Line): boolean => linsts === 'O' || linsts === 'P';

function confirmForm(state: FormState | null, line: Line): Value {
  const mine = state?.values['line'] === String(line.linnum) ? state : null;
  return html`<form method="post" action="/purchases/${line.ponum}/confirm">
    <input type="hidden" name="line" value="${line.linnum}" />${field(mine, {
      form: 'confirm',
      name: `confirmed-${line.linnum}`,
      label: `DAY CONFIRMED FOR LINE ${line.linnum}`,
      value: line.cfmdat,
      type: 'date',
      bare: true,
    })}<button type="submit">CONFIRM<span class="hidden"> LINE ${line.linnum}</span></button>
  </form>`;
}
