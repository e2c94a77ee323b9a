import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { staff } from '../database.ts';
import { type Desk, type Query } from '../desk.ts';
import { type OrderLine, placeOrder } from '../order-entry.ts';
import type { Typed } from '../typed.ts';
import { type FormState, choice, field, form } from './forms.ts';
import { html } from './html.ts';

const lineNumbers = [1, 2, 3, 4, 5, 6];

export function telephoneRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/orders/new', async (request, reply) => showEntry(desk, request, reply, null));

  app.post('/orders', async (request, reply) => {
    await desk.submit(request, reply, {
      form: 'order',
      action: 'take order',
      run: async (tx, typed) => {
        const customer = typed.whole('customer', 1, 999_999);
        const order = {
          origin: 'T' as const,
          customer,
          reference: typed.optional('reference', 35),
          note: typed.optional('note', 120),
          freight: typed.optionalAmount('freight') ?? '0',
          user: staff.user,
          lines: readLines(typed),
        };
        typed.check();
        const value = await placeOrder(tx, order);
        const text = `TELEPHONE ORDER OF ${customer}, ${order.lines.length} LINES`;
        return { entry: { program: 'SAL040', key: String(value), text }, value };
      },
      to: (value) => `/orders/${value}`,
      again: async (state) => showEntry(desk, request, reply, state),
    });
  });
}

/** The lines that have an item; an empty line in between is skipped, and keeps its number in error messages. */
function readLines(typed: Typed): OrderLine[] {
  const used = lineNumbers.filter((n) => (typed.values[`item-${n}`] ?? '').trim() !== '');
  return used.map((n) => ({
    item: typed.code(`item-${n}`, 15),
    quantity: typed.whole(`quantity-${n}`, 1, 9999),
    price: typed.optionalAmount(`price-${n}`),
    warehouse: typed.optional(`warehouse-${n}`, 3),
    row: n,
  }));
}

async function showEntry(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const customers = await desk.books.query<{ cusnum: number; cusnam: string }>(
    `select cusnum, cusnam from cusmas where cussts = 'A' order by cusnum`,
  );
  const items = await desk.books.query<{ itmcod: string; itmdsc: string }>(
    `select itmcod, itmdsc from itmmas where itmsts in ('A', 'R') order by itmcod`,
  );
  const warehouses = await desk.books.query<{ whscod: string }>('select whscod from whsmas order by whspri');
  const values = { form: 'order' };
  await desk.show(
    request,
    reply,
    { program: 'SAL040', title: 'TELEPHONE ORDER', keys: [{ key: 'F6', text: 'ORDERS', href: '/orders' }] },
    html`<section class="panel">
        ${form(state, { name: 'order', action: '/orders', submit: 'TAKE ORDER', key: 'F10' }, [
          field(state, {
            ...values,
            name: 'customer',
            label: 'CUSTOMER NO',
            value: (request.query as Query)['customer'] ?? '',
            size: 8,
            inputmode: 'numeric',
            list: 'customers',
            hint: 'TYPE A NUMBER OR PART OF A NAME',
          }),
          field(state, { ...values, name: 'reference', label: 'THEIR REF', size: 35 }),
          field(state, {
            ...values,
            name: 'freight',
            label: 'FREIGHT EUR',
            size: 8,
            inputmode: 'decimal',
            value: '9.90',
          }),
          field(state, { ...values, name: 'note', label: 'NOTE', size: 40 }),
          html`<h2>LINES</h2>
            <p class="empty">
              WITHOUT A PRICE, TODAY'S COUNTS. WITHOUT A WAREHOUSE, THE FIRST THAT CAN SHIP.
            </p>`,
          lineNumbers.map(
            (n) =>
              html`<div class="inline" role="group" aria-label="LINE ${n}">
                ${field(state, { ...values, name: `item-${n}`, label: `${n} ITEM`, size: 15, list: 'items' })}
                ${field(state, { ...values, name: `quantity-${n}`, label: 'QTY', size: 4, inputmode: 'numeric', value: '1' })}
                ${field(state, { ...values, name: `price-${n}`, label: 'PRICE', size: 9, inputmode: 'decimal' })}
                ${choice(state, { ...values, name: `warehouse-${n}`, label: 'WHS', choices: [['', '-'], ...warehouses.map(({ whscod }): [string, string] => [whscod, whscod])] })}
              </div>`,
          ),
        ])}
      </section>
      <datalist id="customers">
        ${customers.map(({ cusnum, cusnam }) => html`<option value="${cusnum}">${cusnam}</option>`)}
      </datalist>
      <datalist id="items">
        ${items.map(({ itmcod, itmdsc }) => html`<option value="${itmcod}">${itmdsc}</option>`)}
      </datalist>`,
    state === null ? 200 : 422,
  );
}
