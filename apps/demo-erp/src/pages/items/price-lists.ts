import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { staff } from '../../database.ts';
import { type Desk, numberIn, textIn } from '../../desk/desk.ts';
import { NotOnFile } from '../../form-error.ts';
import { showPrice } from '../../money.ts';
import { addListPrice, addPriceList, endListPrice } from '../../items/price-lists.ts';
import { officeNow } from '../../items/prices.ts';
import { type FormState, field, form } from '../../desk/forms.ts';
import { html } from '../../desk/html.ts';
import { itemPath } from './item-file.ts';
import { definition, stamp, table } from '../../desk/layout.ts';
import { journalTable } from '../office/menu.ts';

const number = true;
const { user } = staff;

export function priceListRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/price-lists', async (request, reply) => showLists(desk, request, reply, null));

  app.post('/price-lists', async (request, reply) => {
    await desk.submit(request, reply, {
      form: 'new',
      action: 'add price list',
      run: async (tx, typed) => {
        const list = typed.code('list', 4);
        const text = typed.code('text', 30);
        typed.check();
        await addPriceList(tx, list, text);
        return { entry: { program: 'PLS010', key: list, text: `PRICE LIST ${text}` }, value: list };
      },
      to: (list) => `/price-lists/${encodeURIComponent(list)}`,
      again: async (state) => showLists(desk, request, reply, state),
    });
  });

  app.get('/price-lists/:list', async (request, reply) => showList(desk, request, reply, null));

  app.post('/price-lists/:list/price', async (request, reply) => {
    const list = textIn(request, 'list');
    await desk.submit(request, reply, {
      form: 'price',
      action: 'change price list',
      run: async (tx, typed) => {
        const entry = {
          list,
          item: typed.code('item', 15),
          unit: typed.optional('unit', 3)?.toUpperCase() ?? null,
          price: typed.amount('price'),
          per: typed.optionalWhole('per', 1, 10_000) ?? 1,
          minimum: typed.whole('minimum', 1),
          from: typed.moment('fromDate', 'fromTime'),
          to: typed.optionalDate('toDate'),
          user,
        };
        typed.check();
        await addListPrice(tx, entry);
        const text = `${entry.item} ${showPrice(entry.price)} EUR FROM ${entry.minimum}`;
        return { entry: { program: 'PLS020', key: list, text }, value: null };
      },
      to: () => `/price-lists/${encodeURIComponent(list)}`,
      again: async (state) => showList(desk, request, reply, state),
    });
  });

  app.post('/price-lists/:list/prices/:number/end', async (request, reply) => {
    const list = textIn(request, 'list');
    const price = numberIn(request);
    await desk.submit(request, reply, {
      form: 'price',
      action: 'change price list',
      run: async (tx) => {
        await endListPrice(tx, list, price, user);
        return { entry: { program: 'PLS020', key: list, text: `PRICE ${price} ENDED` }, value: null };
      },
      to: () => `/price-lists/${encodeURIComponent(list)}`,
      again: async (state) => showList(desk, request, reply, state),
    });
  });
}

async function showLists(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const rows = await desk.books.query<{ plscod: string; plstxt: string; prices: number; customers: number }>(
    `select m.plscod, m.plstxt, (select count(*) from plspri p where p.plscod = m.plscod) as prices,
            (select count(*) from cuspls c where c.plscod = m.plscod) as customers from plsmas m order by 1`,
  );
  const values = { form: 'new' };
  await desk.show(
    request,
    reply,
    {
      program: 'PLS010',
      title: 'PRICE LISTS',
      keys: [{ key: 'F8', text: 'CUSTOMERS', href: '/customers' }],
    },
    html`${table(
        'PRICE LISTS OF CUSTOMERS',
        ['LIST', 'TEXT', { head: 'PRICES', number }, { head: 'CUSTOMERS', number }],
        rows.map((row) => [
          html`<a href="/price-lists/${row.plscod}">${row.plscod}</a>`,
          row.plstxt,
          row.prices,
          row.customers,
        ]),
      )}
      <section class="panel">
        <h2>NEW LIST</h2>
        ${form(state, { name: 'new', action: '/price-lists', submit: 'ADD LIST', key: 'F10' }, [
          field(state, { ...values, name: 'list', label: 'LIST', size: 4 }),
          field(state, { ...values, name: 'text', label: 'TEXT', size: 30 }),
        ])}
      </section>`,
    state === null ? 200 : 422,
  );
}

async function showList(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const code = textIn(request, 'list');
  const [list] = await desk.books.query<{ plscod: string; plstxt: string; curcod: string }>(
    'select * from plsmas where plscod = $1',
    [code],
  );
  if (list === undefined) throw new NotOnFile(`PRICE LIST ${code}`);
  const rows = await desk.books.query<{
    plpnum: number; itmcod: string; itmdsc: string | null; own: string | null; untcod: string | null; pri: string;
    perqty: number; minqty: number; from: Date; to: Date | null; over: boolean;
  }>(
    `select p.*, i.itmdsc, i.untcod as own, tsof(p.frdat, p.frtim) as from, tsof(p.todat, p.totim) as to,
            p.todat is not null and tsof(p.todat, p.totim) <= now() as over
     from plspri p left join itmmas i using (itmcod) where p.plscod = $1
     order by p.itmcod, p.untcod nulls first, p.minqty, p.frdat desc, p.frtim desc limit 500`,
    [code],
  ); // prettier-ignore
  const office = await officeNow(desk.books);
  const values = { form: 'price' };
  await desk.show(
    request,
    reply,
    {
      program: 'PLS020',
      title: `PRICE LIST ${list.plscod}`,
      keys: [
        { key: 'F3', text: 'PRICE', target: 'price-item' },
        { key: 'F9', text: 'LISTS', href: '/price-lists' },
      ],
    },
    html`<dl>${definition('TEXT', list.plstxt)} ${definition('CURRENCY', list.curcod)}</dl>
      <section class="panel">
        <h2>PRICE</h2>
        ${form(
          state,
          { name: 'price', action: `/price-lists/${list.plscod}/price`, submit: 'ADD PRICE', key: 'F10' },
          [
            field(state, { ...values, name: 'item', label: 'ITEM', size: 15, key: 'F3' }),
            field(state, { ...values, name: 'price', label: 'PRICE EUR', inputmode: 'decimal' }),
            field(state, { ...values, name: 'per', label: 'FOR', value: 1, size: 5, inputmode: 'numeric' }),
            field(state, { ...values, name: 'unit', label: 'UNIT', size: 3, hint: "EMPTY = THE ITEM'S OWN" }),
            field(state, {
              ...values,
              name: 'minimum',
              label: 'FROM QUANTITY',
              value: 1,
              size: 5,
              inputmode: 'numeric',
              hint: "IN THE ITEM'S OWN UNIT",
            }),
            field(state, { ...values, name: 'fromDate', label: 'FROM', type: 'date', value: office.date }),
            field(state, {
              ...values,
              name: 'fromTime',
              label: 'AT HHMM',
              value: office.time,
              size: 4,
              inputmode: 'numeric',
            }),
            field(state, {
              ...values,
              name: 'toDate',
              label: 'LAST DAY',
              type: 'date',
              hint: 'EMPTY = OPEN',
            }),
          ],
        )}
      </section>
      ${table(
        'PRICES',
        [
          'ITEM',
          'TEXT',
          { head: 'FROM QTY', number },
          { head: 'PRICE', number },
          'FOR',
          'FROM',
          'TO',
          'ACTION',
        ],
        rows.map((row) => [
          html`<a href="${itemPath(row.itmcod)}">${row.itmcod}</a>`,
          row.itmdsc,
          row.minqty,
          showPrice(row.pri),
          row.perqty === 1 && row.untcod === null
            ? ''
            : [row.perqty, row.untcod ?? row.own ?? ''].join(' ').trim(),
          stamp(row.from),
          stamp(row.to),
          row.over
            ? html`<span class="dim">OVER</span>`
            : html`<form method="post" action="/price-lists/${list.plscod}/prices/${row.plpnum}/end">
                <button type="submit">END<span class="hidden"> PRICE ${row.plpnum}</span></button>
              </form>`,
        ]),
        'NONE',
      )}
      ${await journalTable(desk, list.plscod, 10)}`,
    state === null ? 200 : 422,
  );
}
