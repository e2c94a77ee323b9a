import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Desk, numberIn } from '../../desk/desk.ts';
import { type FormState, field, form } from '../../desk/forms.ts';
import { type Value, html } from '../../desk/html.ts';
import { definition } from '../../desk/layout.ts';
import { NotOnFile } from '../../form-error.ts';
import { showPrice } from '../../money.ts';
import * as changes from '../../orders/line-changes.ts';
import { itemPath } from '../items/item-file.ts';
import { type Changing, changingRoutes } from './changing.ts';
import type { Line } from './order-forms.ts';

const lineChanges: Changing[] = [
  {
    ...{ route: '/lines/:line/quantity', form: 'quantity', program: 'SAL060', action: 'change quantity' },
    run: async (tx, typed, at) => {
      const quantity = typed.whole('quantity', 1);
      typed.check();
      await changes.changeQuantity(tx, { ...at, quantity });
      return `LINE ${at.line} IS FOR ${quantity}`;
    },
  },
  {
    ...{ route: '/lines/:line/price', form: 'price', program: 'SAL060', action: 'change line price' },
    run: async (tx, typed, at) => {
      const price = typed.amount('price');
      typed.check();
      await changes.changePrice(tx, { ...at, price });
      return `LINE ${at.line} AT ${price}`;
    },
  },
  {
    ...{ route: '/lines/:line/discount', form: 'discount', program: 'SAL060', action: 'discount line' },
    run: async (tx, typed, at) => {
      const percent = typed.amount('percent');
      typed.check();
      await changes.discount(tx, { ...at, percent });
      return `LINE ${at.line} LESS ${percent} %`;
    },
  },
  {
    ...{ route: '/lines/:line/split', form: 'split', program: 'SAL060', action: 'split line' },
    run: async (tx, typed, at) => {
      const quantity = typed.whole('quantity', 1);
      typed.check();
      const to = await changes.splitLine(tx, { ...at, quantity });
      return `${quantity} OF LINE ${at.line} ARE LINE ${to}`;
    },
  },
  {
    ...{ route: '/lines/:line/item', form: 'item', program: 'SAL060', action: 'replace item' },
    run: async (tx, typed, at) => {
      const item = typed.code('item', 15);
      typed.check();
      const to = await changes.replaceItem(tx, { ...at, item });
      return `LINE ${at.line}: ${item} IN LINE ${to}`;
    },
  },
  {
    ...{ route: '/lines/:line/uncancel', form: 'uncancel', program: 'SAL030', action: 'uncancel line' },
    run: async (tx, typed, at) => {
      const quantity = typed.whole('quantity', 1);
      typed.check();
      await changes.uncancelLine(tx, { ...at, quantity });
      return `${quantity} OF LINE ${at.line} ARE WANTED AGAIN`;
    },
  },
  {
    ...{ route: '/lines/:line/delete', form: 'delete', program: 'SAL060', action: 'delete line' },
    run: async (tx, typed, at) => {
      typed.check();
      await changes.deleteLine(tx, at);
      return `LINE ${at.line} DELETED`;
    },
  },
];

/** The page of one line of a sales order, and what can be done to it beside shipping and cancelling. */
export function lineRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/orders/:number/lines/:line', async (request, reply) => showLine(desk, request, reply, null));
  changingRoutes(app, desk, '/orders', showLine, lineChanges);
}

async function showLine(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const order = numberIn(request);
  const number = numberIn(request, 'line');
  const [line] = await desk.books.query<Line>(
    'select l.*, b.onhand from soline l left join stkbal b using (itmcod, whscod) where sonum = $1 and linnum = $2',
    [order, number],
  );
  if (line === undefined) throw new NotOnFile(`SALES ORDER ${order} LINE ${number}`);
  await desk.show(
    request,
    reply,
    {
      program: 'SAL060',
      title: `SALES ORDER ${order} LINE ${number}`,
      keys: [
        { key: 'F3', text: 'BACK', href: `/orders/${order}` },
        ...(line.linknd === 'C'
          ? [{ key: 'F4', text: 'KIT', href: `/orders/${order}/lines/${line.parlin}` }]
          : [{ key: 'F4', text: 'QUANTITY', target: 'quantity-quantity' }]),
      ],
    },
    html`<dl>
        ${definition('ITEM', line.linknd === 'H' ? line.itmcod : html`<a href="${itemPath(line.itmcod)}">${line.itmcod}</a> ${line.itmdsc}`)}
        ${definition('WAREHOUSE', line.whscod)}
        ${definition('ORDERED', `${line.untqty} ${line.untcod ?? ''}${line.untqty === line.ordqty ? '' : ` = ${line.ordqty}`}`)}
        ${definition('SHIPPED', line.linknd === 'H' ? '' : line.shpqty)}
        ${definition('CANCELLED', line.cnlqty)} ${definition('INVOICED', line.invqty)}
        ${definition('OPEN', line.opnqty)}
        ${definition('PRICE', `${showPrice(line.untpri)}${line.perqty === 1 ? '' : ` PER ${line.perqty}`}`)}
        ${definition('DISCOUNT', `${line.dispct} %`)} ${definition('STATUS', line.linsts)}
      </dl>
      ${line.linknd === 'C' ? html`<p class="empty">IS PART OF A KIT: CHANGE THE KIT</p>` : html`<div class="panels">${forms(state, `/orders/${order}/lines/${number}`, line)}</div>`}`,
    state === null ? 200 : 422,
  );
}

function forms(state: FormState | null, path: string, line: Line): Value {
  const panel = (title: string, name: string, submit: string, fields: Value): Value =>
    html`<section class="panel">
      <h2>${title}</h2>
      ${form(state, { name, action: `${path}/${name}`, submit }, fields)}
    </section>`;
  const units = (name: string, label: string, value: number | null, hint: string): Value =>
    field(state, {
      form: name,
      name: 'quantity',
      label,
      value,
      size: 7,
      inputmode: 'numeric',
      hint,
      ...(name === 'quantity' && { key: 'F4' }),
    });
  const goods = line.linknd !== 'H';
  return [
    goods &&
      panel('QUANTITY', 'quantity', 'CHANGE QUANTITY', units('quantity', `QUANTITY ${line.untcod ?? ''}`, line.untqty, `${line.shpqty} SHIPPED, ${line.cnlqty} CANCELLED`)), // prettier-ignore
    panel('PRICE', 'price', 'CHANGE PRICE', field(state, { form: 'price', name: 'price', label: 'PRICE EUR', value: showPrice(line.untpri), inputmode: 'decimal', hint: `PER ${line.perqty} ${line.untcod ?? ''}` })), // prettier-ignore
    panel('DISCOUNT', 'discount', 'GIVE DISCOUNT', field(state, { form: 'discount', name: 'percent', label: 'PER CENT', value: line.dispct, size: 6, inputmode: 'decimal' })), // prettier-ignore
    goods && line.opnqty > 0 &&
      panel('SPLIT', 'split', 'SPLIT', units('split', 'UNITS', null, `${line.opnqty} OPEN`)),
    line.linknd === 'G' && line.opnqty > 0 &&
      panel('SUBSTITUTE', 'item', 'REPLACE ITEM', field(state, { form: 'item', name: 'item', label: 'OTHER ITEM', size: 15, hint: `FOR ${line.opnqty} OPEN` })), // prettier-ignore
    goods && line.cnlqty > 0 &&
      panel('UN-CANCEL', 'uncancel', 'UN-CANCEL', units('uncancel', 'QUANTITY', line.cnlqty, `${line.cnlqty} CANCELLED`)), // prettier-ignore
    panel('DELETE', 'delete', 'DELETE LINE', html`<p class="empty">AS IF IT HAD NEVER BEEN THERE</p>`),
  ]; // prettier-ignore
}
