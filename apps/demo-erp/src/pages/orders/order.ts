import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Desk, numberIn } from '../../desk/desk.ts';
import { NotOnFile } from '../../form-error.ts';
import { lineNet, showPrice } from '../../money.ts';
import type { FormState } from '../../desk/forms.ts';
import { html } from '../../desk/html.ts';
import { itemPath } from '../items/item-file.ts';
import { day, definition, stamp, table } from '../../desk/layout.ts';
import { journalTable } from '../office/menu.ts';
import { documents } from './order-documents.ts';
import {
  type Carrier,
  type Line,
  chargeForm,
  invoiceForm,
  lineErrors,
  lineForms,
  shipForm,
} from './order-forms.ts';

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
  dlvst2: string | null;
  dlvzip: string | null;
  dlvcty: string | null;
  dlvctc: string | null;
  bilcus: number;
  billed: string | null;
  taxcls: string;
  dlvreg: string | null;
  purnum: string | null;
  buyref: string | null;
  reqdat: string | null;
  shpcmp: string;
  frtamt: string;
  frtinv: string;
  paytrm: string;
  sonote: string | null;
  chgusr: string;
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

const onShelf = new Set(['G', 'C']);

/** As it was agreed: for a unit of pack, or for several, and less a discount. */
function priceOf({ untpri, perqty, untqty, ordqty, untcod, dispct }: Line): string {
  const unit = untqty === ordqty ? '' : (untcod ?? '');
  const of = [perqty === 1 ? '' : perqty, unit].filter(Boolean).join(' ');
  const less = Number(dispct) === 0 ? '' : ` -${Number(dispct)}%`;
  return `${showPrice(untpri)}${of && ` /${of}`}${less}`;
}

function netOf({ untpri, perqty, untqty, ordqty, dispct }: Line): string {
  const base = { numerator: ordqty * perqty, denominator: untqty };
  return lineNet({ price: untpri, quantity: ordqty, base, discountPercent: dispct });
}

/** One sales order: its lines with what can be done to them, its deliveries and invoices. */
export async function showOrder(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const order = numberIn(request);
  const [head] = await desk.books.query<Head>(
    `select h.*, c.cusnam, b.cusnam as billed
     from sohead h left join cusmas c using (cusnum) left join cusmas b on b.cusnum = h.bilcus where sonum = $1`,
    [order],
  );
  if (head === undefined) throw new NotOnFile(`SALES ORDER ${order}`);
  const lines = await desk.books.query<Line>(
    'select l.*, b.onhand from soline l left join stkbal b using (itmcod, whscod) where sonum = $1 order by linnum',
    [order],
  );
  const open = lines.filter((line) => line.opnqty > 0 && line.linknd !== 'K');
  // A charge waits for the first goods; components are invoiced as their kit.
  const toInvoice = lines.filter(({ linknd, shpqty, invqty }) => shpqty > invqty && linknd !== 'C');
  const dueForInvoice = toInvoice.some(({ linknd }) => linknd !== 'H' || head.frtinv === 'Y');
  const charges = await desk.books.query<{ chrcod: string; chrtxt: string; chramt: string }>(
    'select * from chrtab order by 1',
  );
  const carriers = await desk.books.query<Carrier>('select carcod, carnam from cartab order by 1');
  const warehouses = await desk.books.query<{ whscod: string }>('select whscod from whsmas order by whspri');
  await desk.show(
    request,
    reply,
    {
      program: 'SAL020',
      title: `SALES ORDER ${order}`,
      keys: [
        { key: 'F4', text: 'CHANGE', href: `/orders/${order}/change` },
        { key: 'F6', text: 'ORDERS', href: '/orders' },
        { key: 'F7', text: 'TELEPHONE', href: '/orders/new' },
        { key: 'F8', text: 'CHARGE', target: 'charge-charge' },
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
        ${definition('DELIVER TO', [head.dlvnam, head.dlvst1, head.dlvst2].filter(Boolean).join(', ') || '-')}
        ${definition('', [head.dlvctc, head.dlvreg, head.dlvzip, head.dlvcty].filter(Boolean).join(' '))}
        ${head.bilcus === head.cusnum ? '' : definition('BILL TO', html`<a href="/customers/${head.bilcus}">${head.bilcus}</a> ${head.billed}`)}
        ${definition('THEIR PO NO', head.purnum ?? '-')} ${definition('BUYER', head.buyref ?? '-')}
        ${definition('WANTED ON', day(head.reqdat) || '-')}
        ${definition('SHIP', head.shpcmp === 'Y' ? html`<span class="hot">COMPLETE ONLY</span>` : 'IN PARTS')}
        ${definition('TAX CLASS', head.taxcls)}
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
          html`<a href="/orders/${order}/lines/${line.linnum}">${line.linnum}</a
            >${line.linknd === 'G' ? '' : html` <span class="hot">${line.linknd}</span>`}`,
          line.linknd === 'H'
            ? line.itmcod
            : html`${line.linknd === 'C' ? '- ' : ''}<a href="${itemPath(line.itmcod)}">${line.itmcod}</a>`,
          line.itmdsc,
          line.whscod,
          !onShelf.has(line.linknd)
            ? ''
            : line.opnqty > (line.onhand ?? 0)
              ? html`<span class="bad">${line.onhand ?? 0}</span>`
              : (line.onhand ?? 0),
          line.untqty === line.ordqty ? line.ordqty : `(${line.untqty} ${line.untcod}) ${line.ordqty}`,
          line.linknd === 'H' ? '' : line.shpqty || '',
          line.cnlqty || '',
          line.invqty || '',
          line.opnqty || '',
          line.linknd === 'C' ? '' : priceOf(line),
          line.linknd === 'C' ? '' : netOf(line),
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
        ${head.sosts === 'X' ? '' : chargeForm(state, order, charges)}
        ${open.length > 0 ? shipForm(state, order, open, carriers) : ''}
        ${dueForInvoice || state?.form === 'invoice' ? invoiceForm(state, order, toInvoice) : ''}
      </div>
      ${await documents(desk, order)} ${await journalTable(desk, String(order), 10)}`,
    state === null ? 200 : 422,
  );
}
