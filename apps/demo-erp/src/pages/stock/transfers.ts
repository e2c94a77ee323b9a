import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { staff } from '../../database.ts';
import { type Desk, filters, numberIn } from '../../desk/desk.ts';
import { NotOnFile } from '../../form-error.ts';
import { officeNow } from '../../items/prices.ts';
import { receiveTransfer, sendTransfer } from '../../stock/transfers.ts';
import { type FormState, choice, field, form } from '../../desk/forms.ts';
import { html } from '../../desk/html.ts';
import { itemPath } from '../items/item-file.ts';
import { day, definition, pager, stamp, table } from '../../desk/layout.ts';
import { journalTable } from '../office/menu.ts';
import { receivingRoute } from './receiving.ts';

interface Line {
  trfnum: number;
  linnum: number;
  itmcod: string;
  itmdsc: string | null;
  shpqty: number;
  rcvqty: number;
  linsts: string;
  frmwhs: string;
  towhs: string;
  shpstp: Date;
  expdat: string;
  late: boolean;
}

const pageSize = 40;
const number = true;
const rowNumbers = [1, 2, 3, 4];
const lineSql = `select l.*, h.frmwhs, h.towhs, h.shpstp, h.expdat, i.itmdsc,
    l.linsts <> 'R' and h.expdat < (now() at time zone 'Europe/Berlin')::date as late
  from trflin l join trfhed h using (trfnum) left join itmmas i using (itmcod)`;

export function transferRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/transfers', async (request, reply) => {
    const { values, page } = filters(request, ['q', 'status']);
    const rows = await desk.books.query<Line>(
      `${lineSql} where ($1 = '' or l.itmcod ilike '%' || $1 || '%' or l.trfnum::text = $1)
         and ($2 = 'ALL' or l.linsts <> 'R') order by h.expdat, l.trfnum, l.linnum limit $3 offset $4`,
      [values.q, values.status, pageSize + 1, (page - 1) * pageSize],
    );
    await desk.show(
      request,
      reply,
      {
        program: 'TRF010',
        title: 'TRANSFERS BETWEEN WAREHOUSES',
        keys: [
          { key: 'F7', text: 'NEW', href: '/transfers/new' },
          { key: 'F8', text: 'PURCHASES', href: '/purchases' },
        ],
      },
      html`<form method="get" class="inline" role="search" aria-label="Find">
          ${field(null, { form: 'find', name: 'q', label: 'TRANSFER, ITEM', value: values.q, size: 16, key: 'F2' })}
          ${choice(null, {
            form: 'find',
            name: 'status',
            label: 'SHOW',
            value: values.status,
            choices: [
              ['', 'ON THEIR WAY'],
              ['ALL', 'ALL'],
            ],
          })}
          <button type="submit">FIND</button>
        </form>
        ${table(
          'LINES BY EXPECTED DATE',
          [
            'TRANSFER',
            'LN',
            'EXPECTED',
            'ITEM',
            'TEXT',
            'FROM',
            'TO',
            { head: 'SENT', number },
            { head: 'RECEIVED', number },
            'S',
          ],
          rows
            .slice(0, pageSize)
            .map((row) => [
              html`<a href="/transfers/${row.trfnum}">${row.trfnum}</a>`,
              row.linnum,
              row.late ? html`<span class="bad">${day(row.expdat)} LATE</span>` : day(row.expdat),
              row.itmcod,
              row.itmdsc,
              row.frmwhs,
              row.towhs,
              row.shpqty,
              row.rcvqty || '',
              row.linsts,
            ]),
        )}
        ${pager('/transfers', values, page, rows.length > pageSize)}`,
    );
  });

  app.get('/transfers/new', async (request, reply) => showNew(desk, request, reply, null));

  app.post('/transfers', async (request, reply) => {
    await desk.submit(request, reply, {
      form: 'transfer',
      action: 'send transfer',
      run: async (tx, typed) => {
        const from = typed.code('from', 3);
        const to = typed.code('to', 3);
        const expected = typed.date('expected');
        const lines = rowNumbers
          .filter((n) => (typed.values[`item-${n}`] ?? '').trim() !== '')
          .map((n) => ({
            item: typed.code(`item-${n}`, 15),
            quantity: typed.whole(`quantity-${n}`, 1, 9999),
            row: n,
          }));
        typed.check();
        const value = await sendTransfer(tx, { from, to, expected, user: staff.user, lines });
        const text = `${lines.length} LINES FROM ${from} TO ${to}, EXPECTED ${expected}`;
        return { entry: { program: 'TRF020', key: String(value), text }, value };
      },
      to: (value) => `/transfers/${value}`,
      again: async (state) => showNew(desk, request, reply, state),
    });
  });

  app.get('/transfers/:number', async (request, reply) => showTransfer(desk, request, reply, null));

  receivingRoute(app, desk, {
    path: '/transfers',
    program: 'TRF030',
    action: 'receive transfer',
    receive: receiveTransfer,
    show: showTransfer,
  });
}

async function showNew(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const rows = await desk.books.query<{ whscod: string; whsnam: string }>(
    `select whscod, whsnam from whsmas where actflg = 'Y' order by whspri`,
  );
  const warehouses = rows.map(({ whscod, whsnam }): [string, string] => [whscod, `${whscod} ${whsnam}`]);
  const { date } = await officeNow(desk.books);
  const values = { form: 'transfer' };
  await desk.show(
    request,
    reply,
    {
      program: 'TRF020',
      title: 'NEW TRANSFER',
      keys: [{ key: 'F7', text: 'TRANSFERS', href: '/transfers' }],
    },
    html`<section class="panel">
      ${form(state, { name: 'transfer', action: '/transfers', submit: 'SEND', key: 'F10' }, [
        choice(state, { ...values, name: 'from', label: 'FROM', value: 'B1', choices: warehouses }),
        choice(state, { ...values, name: 'to', label: 'TO', value: 'S1', choices: warehouses }),
        field(state, { ...values, name: 'expected', label: 'EXPECTED', type: 'date', value: date }),
        html`<h2>LINES</h2>
          <p class="empty">WHAT IS SENT IS ON HAND AGAIN WHEN IT IS RECEIVED.</p>`,
        rowNumbers.map(
          (n) =>
            html`<div class="inline" role="group" aria-label="LINE ${n}">
              ${field(state, { ...values, name: `item-${n}`, label: `${n} ITEM`, size: 15 })}
              ${field(state, { ...values, name: `quantity-${n}`, label: 'QTY', size: 4, inputmode: 'numeric', value: '1' })}
            </div>`,
        ),
      ])}
    </section>`,
    state === null ? 200 : 422,
  );
}

async function showTransfer(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const transfer = numberIn(request);
  const lines = await desk.books.query<Line>(`${lineSql} where l.trfnum = $1 order by l.linnum`, [transfer]);
  const [first] = lines;
  if (first === undefined) throw new NotOnFile(`TRANSFER ${transfer}`);
  const errors = state === null ? [] : Object.values(state.errors);
  await desk.show(
    request,
    reply,
    {
      program: 'TRF030',
      title: `TRANSFER ${transfer}`,
      keys: [{ key: 'F7', text: 'TRANSFERS', href: '/transfers' }],
    },
    html`<dl>
        ${definition('FROM', first.frmwhs)} ${definition('TO', first.towhs)}
        ${definition('SENT', stamp(first.shpstp))}
        ${definition('EXPECTED', first.late ? html`<span class="bad">${day(first.expdat)} LATE</span>` : day(first.expdat))}
      </dl>
      ${errors.length > 0 ? html`<div class="errors" role="alert" tabindex="-1">NOT ACCEPTED: ${errors.join(' ')}</div>` : ''}
      ${table(
        'LINES',
        ['LN', 'ITEM', 'TEXT', { head: 'SENT', number }, { head: 'RECEIVED', number }, 'S', 'RECEIPT'],
        lines.map((line) => [
          line.linnum,
          html`<a href="${itemPath(line.itmcod)}">${line.itmcod}</a>`,
          line.itmdsc,
          line.shpqty,
          line.rcvqty || '',
          line.linsts,
          line.linsts === 'R'
            ? ''
            : html`<form method="post" action="/transfers/${transfer}/receive">
                <input type="hidden" name="line" value="${line.linnum}" />${field(
                  state?.values['line'] === String(line.linnum) ? state : null,
                  {
                    form: 'receive',
                    name: `quantity-${line.linnum}`,
                    label: `QUANTITY RECEIVED OF LINE ${line.linnum}`,
                    value: line.shpqty - line.rcvqty,
                    size: 5,
                    inputmode: 'numeric',
                    bare: true,
                  },
                )}<button type="submit">RECEIVE<span class="hidden"> LINE ${line.linnum}</span></button>
              </form>`,
        ]),
      )}
      ${await journalTable(desk, String(transfer), 10)}`,
    state === null ? 200 : 422,
  );
}
