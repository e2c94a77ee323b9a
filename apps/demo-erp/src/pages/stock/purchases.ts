import type { FastifyInstance } from 'fastify';
import { staff } from '../../database.ts';
import { type Desk, filters, numberIn } from '../../desk/desk.ts';
import { confirmPurchase, orderPurchase, receivePurchase } from '../../stock/purchases.ts';
import { choice, field } from '../../desk/forms.ts';
import { html } from '../../desk/html.ts';
import { day, pager, table } from '../../desk/layout.ts';
import { type Line, lineSql, showNew, showPurchase } from './purchase.ts';
import { receivingRoute } from './receiving.ts';

const pageSize = 40;
const number = true;

export function purchaseRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/purchases', async (request, reply) => {
    const { values, page } = filters(request, ['q', 'status']);
    const rows = await desk.books.query<Line>(
      `${lineSql} where ($1 = '' or l.itmcod ilike '%' || $1 || '%' or h.vencod ilike '%' || $1 || '%' or l.ponum::text = $1)
         and ($2 = 'ALL' or l.linsts in ('O', 'P')) order by coalesce(l.cfmdat, l.expdat), l.ponum, l.linnum limit $3 offset $4`,
      [values.q, values.status, pageSize + 1, (page - 1) * pageSize],
    );
    await desk.show(
      request,
      reply,
      {
        program: 'PUR010',
        title: 'PURCHASE ORDERS',
        keys: [
          { key: 'F7', text: 'NEW', href: '/purchases/new' },
          { key: 'F8', text: 'TRANSFERS', href: '/transfers' },
        ],
      },
      html`<form method="get" class="inline" role="search" aria-label="Find">
          ${field(null, { form: 'find', name: 'q', label: 'ORDER, ITEM, VENDOR', value: values.q, size: 16, key: 'F2' })}
          ${choice(null, {
            form: 'find',
            name: 'status',
            label: 'SHOW',
            value: values.status,
            choices: [
              ['', 'OWED'],
              ['ALL', 'ALL'],
            ],
          })}
          <button type="submit">FIND</button>
        </form>
        ${table(
          'LINES BY EXPECTED DATE',
          [
            'ORDER',
            'LN',
            'EXPECTED',
            'CONFIRMED',
            'ITEM',
            'TEXT',
            'WHS',
            'VENDOR',
            { head: 'ORDERED', number },
            { head: 'RECEIVED', number },
            'S',
          ],
          rows
            .slice(0, pageSize)
            .map((row) => [
              html`<a href="/purchases/${row.ponum}">${row.ponum}</a>`,
              row.linnum,
              row.late ? html`<span class="bad">${day(row.expdat)} LATE</span>` : day(row.expdat),
              day(row.cfmdat),
              row.itmcod,
              row.itmdsc,
              row.whscod,
              row.vencod,
              row.ordqty,
              row.rcvqty || '',
              row.linsts,
            ]),
        )}
        ${pager('/purchases', values, page, rows.length > pageSize)}`,
    );
  });

  app.get('/purchases/new', async (request, reply) => showNew(desk, request, reply, null));

  app.post('/purchases', async (request, reply) => {
    await desk.submit(request, reply, {
      form: 'purchase',
      action: 'order purchase',
      run: async (tx, typed) => {
        const vendor = typed.code('vendor', 12);
        const warehouse = typed.code('warehouse', 3);
        const line = {
          item: typed.code('item', 15),
          quantity: typed.whole('quantity', 1, 9999),
          cost: typed.amount('cost'),
          expected: typed.date('expected'),
        };
        typed.check();
        const value = await orderPurchase(tx, { vendor, warehouse, user: staff.user, lines: [line] });
        const text = `${line.quantity} OF ${line.item} FROM ${vendor}, EXPECTED ${line.expected}`;
        return { entry: { program: 'PUR020', key: String(value), text }, value };
      },
      to: (value) => `/purchases/${value}`,
      again: async (state) => showNew(desk, request, reply, state),
    });
  });

  app.get('/purchases/:number', async (request, reply) => showPurchase(desk, request, reply, null));

  receivingRoute(app, desk, {
    path: '/purchases',
    program: 'PUR030',
    action: 'receive goods',
    receive: receivePurchase,
    show: showPurchase,
  });

  app.post('/purchases/:number/confirm', async (request, reply) => {
    const purchase = numberIn(request);
    await desk.submit(request, reply, {
      form: 'confirm',
      action: 'confirm purchase',
      run: async (tx, typed) => {
        const line = typed.whole('line', 1, 999);
        const date = typed.optionalDate(`confirmed-${line}`);
        typed.check();
        await confirmPurchase(tx, { number: purchase, line, date });
        const text = date === null ? `LINE ${line} NOT CONFIRMED` : `LINE ${line} CONFIRMED FOR ${date}`;
        return { entry: { program: 'PUR040', key: String(purchase), text }, value: null };
      },
      to: () => `/purchases/${purchase}`,
      again: async (state) => showPurchase(desk, request, reply, state),
    });
  });
}
