import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Desk, numberIn } from '../desk.ts';
import { NotOnFile } from '../form-error.ts';
import { lineNet, showPrice } from '../money.ts';
import { type FormState, choice, field, form } from './forms.ts';
import { type Value, html } from './html.ts';
import { itemPath } from './item-file.ts';
import { definition, stamp, table } from './layout.ts';
import { journalTable } from './menu.ts';
import { documents } from './order-documents.ts';

interface Head {
  sonum: number;
  soorg: string;
  sosts: string;
  cusnum: number;
  cusnam: string | null;
  cusref: string | null;
  extref: string | null;
  ordstp: Date;
  dlvnam: string | null;
  dlvst1: string | null;
  dlvzip: string | null;
  dlvcty: string | null;
  dlvctc: string | null;
  frtamt: string;
  frtinv: string;
  paytrm: string;
  sonote: string | null;
  chgusr: string;
}

interface Line {
  linnum: number;
  itmcod: string;
  itmdsc: string;
  whscod: string;
  ordqty: number;
  shpqty: number;
  cnlqty: number;
  invqty: number;
  opnqty: number;
  pri: string;
  dispct: string;
  linsts: string;
  onhand: number | null;
}

const number = true;

export const statuses: [string, string][] = [
  ['O', 'O OPEN'],
  ['P', 'P PARTLY SHIPPED'],
  ['S', 'S SHIPPED'],
  ['I', 'I INVOICED'],
  ['X', 'X CANCELLED'],
];

const origins: Record<string, string> = { T: 'T TELEPHONE', S: 'S SHOP', W: 'W EXTERNAL' };

/** One sales order: its lines with what can be done to them, its deliveries and invoices. */
export async function showOrder(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const order = numberIn(request);
  const [head] = await desk.books.query<Head>(
    'select h.*, c.cusnam from sohead h left join cusmas c using (cusnum) where sonum = $1',
    [order],
  );
  if (head === undefined) throw new NotOnFile(`SALES ORDER ${order}`);
  const lines = await desk.books.query<Line>(
    'select l.*, b.onhand from soline l left join stkbal b using (itmcod, whscod) where sonum = $1 order by linnum',
    [order],
  );
  const open = lines.filter((line) => line.opnqty > 0);
  const dueForInvoice = lines.some((line) => line.shpqty > line.invqty);
  const warehouses = await desk.books.query<{ whscod: string }>('select whscod from whsmas order by whspri');
  await desk.show(
    request,
    reply,
    {
      program: 'SAL020',
      title: `SALES ORDER ${order}`,
      keys: [
        { key: 'F6', text: 'ORDERS', href: '/orders' },
        { key: 'F7', text: 'TELEPHONE', href: '/orders/new' },
        ...(open.length > 0 ? [{ key: 'F9', text: 'SHIP', target: 'ship-submit' }] : []),
        ...(dueForInvoice ? [{ key: 'F10', text: 'INVOICE', target: 'invoice-submit' }] : []),
      ],
    },
    html`<dl>
        ${definition('CUSTOMER', html`<a href="/customers/${head.cusnum}">${head.cusnum}</a> ${head.cusnam}`)}
        ${definition('THEIR REF', html`<span class="hot" id="reference">${head.cusref ?? '-'}</span>`)}
        ${definition('ORIGIN', origins[head.soorg])}
        ${definition('STATUS', html`<span id="status">${statuses.find(([code]) => code === head.sosts)?.[1]}</span>`)}
        ${definition('TAKEN', `${stamp(head.ordstp)} ${head.chgusr}`)}
        ${definition('DELIVER TO', [head.dlvnam, head.dlvst1].filter(Boolean).join(', ') || '-')}
        ${definition('', [head.dlvctc, head.dlvzip, head.dlvcty].filter(Boolean).join(' '))}
        ${definition('FREIGHT', `${head.frtamt}${head.frtinv === 'Y' ? ' INVOICED' : ''}`)}
        ${definition('TERMS', head.paytrm)} ${definition('EXT REF', head.extref ?? '-')}
        ${definition('NOTE', head.sonote ?? '-')}
      </dl>
      ${table(
        'LINES',
        [
          'LN',
          'ITEM',
          'TEXT',
          'WHS',
          { head: 'ON HAND', number },
          { head: 'ORDERED', number },
          { head: 'SHIPPED', number },
          { head: 'CANCEL.', number },
          { head: 'INV.', number },
          { head: 'OPEN', number },
          { head: 'PRICE', number },
          { head: 'NET', number },
          'S',
          'WAREHOUSE, CANCEL',
        ],
        lines.map((line) => [
          line.linnum,
          html`<a href="${itemPath(line.itmcod)}">${line.itmcod}</a>`,
          line.itmdsc,
          line.whscod,
          line.opnqty > (line.onhand ?? 0)
            ? html`<span class="bad">${line.onhand ?? 0}</span>`
            : (line.onhand ?? 0),
          line.ordqty,
          line.shpqty || '',
          line.cnlqty || '',
          line.invqty || '',
          line.opnqty || '',
          showPrice(line.pri),
          lineNet({ price: line.pri, quantity: line.ordqty, discountPercent: line.dispct }),
          line.linsts,
          line.opnqty > 0
            ? lineForms(
                state,
                order,
                line,
                warehouses.map(({ whscod }) => whscod),
              )
            : '',
        ]),
      )}
      ${lineErrors(state)}
      <div class="panels">
        ${open.length > 0 ? shipForm(state, order, open) : ''}
        ${
          dueForInvoice || state?.form === 'invoice'
            ? html`<section class="panel">
                <h2>INVOICE</h2>
                <p class="empty">WHAT IS SHIPPED AND NOT INVOICED</p>
                ${form(state, { name: 'invoice', action: `/orders/${order}/invoice`, submit: 'INVOICE', key: 'F10' }, '')}
              </section>`
            : ''
        }
      </div>
      ${await documents(desk, order)} ${await journalTable(desk, String(order), 10)}`,
    state === null ? 200 : 422,
  );
}

function lineForms(state: FormState | null, order: number, line: Line, warehouses: string[]): Value {
  const mine = state?.values['line'] === String(line.linnum) ? state : null;
  const hidden = html`<input type="hidden" name="line" value="${line.linnum}" />`;
  return html`<form method="post" action="/orders/${order}/move">
      ${hidden}${choice(mine, { form: 'move', name: `warehouse-${line.linnum}`, label: `WAREHOUSE OF LINE ${line.linnum}`, value: line.whscod, bare: true, choices: warehouses.map((code) => [code, code]) })}<button
        type="submit"
      >
        MOVE<span class="hidden"> LINE ${line.linnum}</span>
      </button>
    </form>
    <form method="post" action="/orders/${order}/cancel">
      ${hidden}${field(mine, { form: 'cancel', name: `cancel-${line.linnum}`, label: `QUANTITY TO CANCEL OF LINE ${line.linnum}`, value: line.opnqty, size: 4, inputmode: 'numeric', bare: true })}<button
        type="submit"
      >
        CANCEL<span class="hidden"> LINE ${line.linnum}</span>
      </button>
    </form>`;
}

function lineErrors(state: FormState | null): Value {
  if (state?.form !== 'cancel' && state?.form !== 'move') return '';
  return html`<div class="errors" role="alert" tabindex="-1">
    NOT ACCEPTED: ${Object.values(state.errors).join(' ')}
  </div>`;
}

function shipForm(state: FormState | null, order: number, open: Line[]): Value {
  return html`<section class="panel">
    <h2>DELIVERY</h2>
    ${form(
      state,
      { name: 'ship', action: `/orders/${order}/ship`, submit: 'SHIP', key: 'F9' },
      open.map((line) =>
        field(state, {
          form: 'ship',
          name: `quantity-${line.linnum}`,
          label: `LN ${line.linnum} ${line.itmcod}`,
          value: line.opnqty,
          size: 5,
          inputmode: 'numeric',
          hint: `${line.opnqty} OPEN, ${line.onhand ?? 0} ON HAND IN ${line.whscod}`,
        }),
      ),
    )}
  </section>`;
}
