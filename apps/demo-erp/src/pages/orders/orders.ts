import type { FastifyInstance } from 'fastify';
import { staff } from '../../database.ts';
import { type Desk, filters, numberIn } from '../../desk/desk.ts';
import { invoiceOrder } from '../../invoices/invoices.ts';
import { addCharge } from '../../orders/order-entry.ts';
import { usualCarrier } from '../../orders/delivery-file.ts';
import { cancelLine, moveLine, shipOrder } from '../../orders/sales.ts';
import { choice, field } from '../../desk/forms.ts';
import { html } from '../../desk/html.ts';
import { pager, stamp, table } from '../../desk/layout.ts';
import { showOrder, statuses } from './order.ts';

const pageSize = 40;
const number = true;
const { user } = staff;

export function orderRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/orders', async (request, reply) => {
    const { values, page } = filters(request, ['q', 'status', 'origin']);
    const rows = await desk.books.query<{
      sonum: number; soorg: string; sosts: string; cusnum: number; cusnam: string | null; cusref: string | null;
      dlvnam: string | null; ordstp: Date; lines: number; open: number; net: string;
    }>(
      `select h.*, c.cusnam, l.* from sohead h left join cusmas c using (cusnum)
       left join lateral (select count(*) filter (where linknd <> 'C') as lines, coalesce(sum(opnqty) filter (where linknd <> 'K'), 0) as open,
         coalesce(sum(round(untpri * untqty * (100 - dispct) / (100 * perqty), 2)), 0) as net from soline where sonum = h.sonum) l on true
       where ($1 = '' or h.sonum::text = $1 or h.cusref ilike '%' || $1 || '%' or h.purnum ilike '%' || $1 || '%' or c.cusnam ilike '%' || $1 || '%'
              or h.dlvnam ilike '%' || $1 || '%')
         and ($2 = '' or h.sosts = $2) and ($3 = '' or h.soorg = $3)
       order by h.sonum desc limit $4 offset $5`,
      [values.q, values.status, values.origin, pageSize + 1, (page - 1) * pageSize],
    ); // prettier-ignore
    await desk.show(
      request,
      reply,
      {
        program: 'SAL010',
        title: 'SALES ORDERS',
        keys: [
          { key: 'F6', text: 'OPEN ONLY', href: '/orders?status=O' },
          { key: 'F7', text: 'TELEPHONE', href: '/orders/new' },
          { key: 'F8', text: 'EXTERNAL', href: '/orders?origin=W' },
        ],
      },
      html`<form method="get" class="inline" role="search" aria-label="Find">
          ${field(null, { form: 'find', name: 'q', label: 'NUMBER, REF, NAME', value: values.q, size: 20, key: 'F2' })}
          ${choice(null, { form: 'find', name: 'status', label: 'STATUS', value: values.status, choices: [['', 'ALL'], ...statuses] })}
          ${choice(null, {
            form: 'find',
            name: 'origin',
            label: 'ORIGIN',
            value: values.origin,
            choices: [
              ['', 'ALL'],
              ['T', 'T TELEPHONE'],
              ['S', 'S SHOP'],
              ['W', 'W EXTERNAL'],
            ],
          })}
          <button type="submit">FIND</button>
        </form>
        ${table(
          'ORDERS, NEWEST FIRST',
          [
            'ORDER',
            'O',
            'S',
            'TAKEN',
            'CUSTOMER',
            'THEIR REF',
            'DELIVER TO',
            { head: 'LINES', number },
            { head: 'OPEN', number },
            { head: 'NET', number },
          ],
          rows
            .slice(0, pageSize)
            .map((row) => [
              html`<a href="/orders/${row.sonum}">${row.sonum}</a>`,
              row.soorg === 'W' ? html`<span class="hot">W</span>` : row.soorg,
              row.sosts === 'O' || row.sosts === 'P'
                ? html`<span class="hot">${row.sosts}</span>`
                : row.sosts,
              stamp(row.ordstp),
              `${row.cusnum} ${(row.cusnam ?? '').slice(0, 24)}`,
              row.cusref,
              row.dlvnam?.slice(0, 26),
              row.lines,
              row.open || '',
              row.net,
            ]),
        )}
        ${pager('/orders', values, page, rows.length > pageSize)}`,
    );
  });

  app.get('/orders/:number', async (request, reply) => showOrder(desk, request, reply, null));

  app.post('/orders/:number/ship', async (request, reply) => {
    const order = numberIn(request);
    await desk.submit(request, reply, {
      form: 'ship',
      action: 'ship order',
      run: async (tx, typed) => {
        const rows = await tx.query<{ linnum: number; opnqty: number }>(
          `select linnum, opnqty from soline where sonum = $1 and opnqty > 0 and linknd <> 'K' order by linnum`,
          [order],
        );
        const lines = rows.map(({ linnum, opnqty }) => {
          const name = `quantity-${linnum}`;
          const quantity = typed.values[name] === undefined ? opnqty : typed.whole(name, 0);
          return { line: linnum, quantity };
        });
        const carrier = typed.has('carrier') ? typed.code('carrier', 4) : usualCarrier;
        typed.check();
        const value = await shipOrder(tx, { number: order, lines, carrier, user });
        const units = lines.reduce((sum, line) => sum + line.quantity, 0);
        return {
          entry: {
            program: 'DLV010',
            key: String(order),
            text: `SHIPPED ${units}, DELIVERY ${value.join(', ')}`,
          },
          value,
        };
      },
      to: () => `/orders/${order}`,
      again: async (state) => showOrder(desk, request, reply, state),
    });
  });

  app.post('/orders/:number/invoice', async (request, reply) => {
    const order = numberIn(request);
    await desk.submit(request, reply, {
      form: 'invoice',
      action: 'invoice order',
      run: async (tx, typed) => {
        const due = await tx.query<{ linnum: number }>(
          `select linnum from soline where sonum = $1 and shpqty > invqty and linknd <> 'C' order by linnum`,
          [order],
        );
        const part = due
          .filter(({ linnum }) => typed.has(`quantity-${linnum}`))
          .map(({ linnum }) => ({ line: linnum, quantity: typed.whole(`quantity-${linnum}`, 0) }));
        typed.check();
        const value = await invoiceOrder(tx, order, user, part);
        return { entry: { program: 'INV010', key: String(order), text: `INVOICE ${value}` }, value };
      },
      to: () => `/orders/${order}`,
      again: async (state) => showOrder(desk, request, reply, state),
    });
  });

  app.post('/orders/:number/charge', async (request, reply) => {
    const order = numberIn(request);
    await desk.submit(request, reply, {
      form: 'charge',
      action: 'add charge',
      run: async (tx, typed) => {
        const charge = { code: typed.code('charge', 15), amount: typed.optionalAmount('amount') };
        typed.check();
        await addCharge(tx, { number: order, charge });
        return {
          entry: { program: 'SAL050', key: String(order), text: `CHARGE ${charge.code}` },
          value: null,
        };
      },
      to: () => `/orders/${order}`,
      again: async (state) => showOrder(desk, request, reply, state),
    });
  });

  app.post('/orders/:number/cancel', async (request, reply) => {
    const order = numberIn(request);
    await desk.submit(request, reply, {
      form: 'cancel',
      action: 'cancel line',
      run: async (tx, typed) => {
        const line = typed.whole('line', 1, 999);
        const quantity = typed.whole(`cancel-${line}`, 1);
        typed.check();
        await cancelLine(tx, { number: order, line, quantity });
        return {
          entry: { program: 'SAL030', key: String(order), text: `CANCELLED ${quantity} OF LINE ${line}` },
          value: null,
        };
      },
      to: () => `/orders/${order}`,
      again: async (state) => showOrder(desk, request, reply, state),
    });
  });

  app.post('/orders/:number/move', async (request, reply) => {
    const order = numberIn(request);
    await desk.submit(request, reply, {
      form: 'move',
      action: 'move line',
      run: async (tx, typed) => {
        const line = typed.whole('line', 1, 999);
        const warehouse = typed.code(`warehouse-${line}`, 3);
        typed.check();
        await moveLine(tx, { number: order, line, warehouse });
        return {
          entry: { program: 'SAL030', key: String(order), text: `LINE ${line} FROM ${warehouse}` },
          value: null,
        };
      },
      to: () => `/orders/${order}`,
      again: async (state) => showOrder(desk, request, reply, state),
    });
  });
}
