import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { staff } from '../../database.ts';
import { type Desk, type Query } from '../../desk/desk.ts';
import { type Charge, type OrderLine, placeOrder } from '../../orders/order-entry.ts';
import type { Typed } from '../../desk/typed.ts';
import { type FormState, choice, field, form } from '../../desk/forms.ts';
import { html } from '../../desk/html.ts';

const lineNumbers = [1, 2, 3, 4, 5, 6];
const chargeNumbers = [1, 2];

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
          purchaseOrder: typed.optional('purchaseOrder', 35),
          buyer: typed.optional('buyer', 35),
          requested: typed.optionalDate('requested'),
          complete: typed.has('complete') && typed.oneOf('complete', ['Y', 'N']) === 'Y',
          address: typed.optionalWhole('address', 1, 999),
          user: staff.user,
          lines: readLines(typed),
          charges: readCharges(typed),
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
    unit: typed.optional(`unit-${n}`, 3)?.toUpperCase() ?? null,
    price: typed.optionalAmount(`price-${n}`),
    warehouse: typed.optional(`warehouse-${n}`, 3)?.toUpperCase() ?? null,
    row: n,
  }));
}

function readCharges(typed: Typed): Charge[] {
  return chargeNumbers
    .filter((n) => (typed.values[`charge-${n}`] ?? '') !== '')
    .map((n) => ({
      code: typed.code(`charge-${n}`, 15),
      amount: typed.optionalAmount(`amount-${n}`),
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
  const units = await desk.books.query<{ untcod: string; unttxt: string }>('select * from unttab order by 1');
  const charges = await desk.books.query<{ chrcod: string; chrtxt: string; chramt: string }>(
    'select * from chrtab order by 1',
  );
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
          field(state, {
            ...values,
            name: 'address',
            label: 'ADDRESS NO',
            size: 4,
            inputmode: 'numeric',
            hint: 'EMPTY = THAT OF THE RECORD',
          }),
          field(state, { ...values, name: 'reference', label: 'THEIR REF', size: 35 }),
          field(state, { ...values, name: 'purchaseOrder', label: 'THEIR PO NO', size: 35 }),
          field(state, { ...values, name: 'buyer', label: 'BUYER', size: 35 }),
          field(state, { ...values, name: 'requested', label: 'WANTED ON', type: 'date' }),
          choice(state, {
            ...values,
            name: 'complete',
            label: 'SHIP',
            value: 'N',
            choices: [
              ['N', 'IN PARTS'],
              ['Y', 'COMPLETE ONLY'],
            ],
          }),
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
              WITHOUT A PRICE, TODAY'S COUNTS. WITHOUT A UNIT, THE ITEM'S OWN. WITHOUT A WAREHOUSE, THE FIRST
              THAT CAN SHIP. A KIT IS FOLLOWED BY ITS COMPONENTS.
            </p>`,
          lineNumbers.map(
            (n) =>
              html`<div class="inline" role="group" aria-label="LINE ${n}">
                ${field(state, { ...values, name: `item-${n}`, label: `${n} ITEM`, size: 15, list: 'items' })}
                ${field(state, { ...values, name: `quantity-${n}`, label: 'QTY', size: 4, inputmode: 'numeric', value: '1' })}
                ${field(state, { ...values, name: `unit-${n}`, label: 'UNT', size: 3, list: 'units' })}
                ${field(state, { ...values, name: `price-${n}`, label: 'PRICE', size: 9, inputmode: 'decimal' })}
                ${choice(state, { ...values, name: `warehouse-${n}`, label: 'WHS', choices: [['', '-'], ...warehouses.map(({ whscod }): [string, string] => [whscod, whscod])] })}
              </div>`,
          ),
          html`<h2>CHARGES</h2>`,
          chargeNumbers.map(
            (n) =>
              html`<div class="inline" role="group" aria-label="CHARGE ${n}">
                ${choice(state, { ...values, name: `charge-${n}`, label: `${n} CHARGE`, value: '', choices: [['', '- NONE'], ...charges.map(({ chrcod, chrtxt, chramt }): [string, string] => [chrcod, `${chrtxt} ${chramt}`])] })}
                ${field(state, { ...values, name: `amount-${n}`, label: 'AMOUNT', size: 9, inputmode: 'decimal' })}
              </div>`,
          ),
        ])}
      </section>
      <datalist id="units">
        ${units.map(({ untcod, unttxt }) => html`<option value="${untcod}">${unttxt}</option>`)}
      </datalist>
      <datalist id="customers">
        ${customers.map(({ cusnum, cusnam }) => html`<option value="${cusnum}">${cusnam}</option>`)}
      </datalist>
      <datalist id="items">
        ${items.map(({ itmcod, itmdsc }) => html`<option value="${itmcod}">${itmdsc}</option>`)}
      </datalist>`,
    state === null ? 200 : 422,
  );
}
