import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { staff } from '../../database.ts';
import { type Desk, numberIn } from '../../desk/desk.ts';
import { type FormState, choice, field, form } from '../../desk/forms.ts';
import { type Value, html } from '../../desk/html.ts';
import { definition, stamp, table } from '../../desk/layout.ts';
import { NotOnFile } from '../../form-error.ts';
import { addDeliveryLine, changeCarrier, correctDelivery, deleteDelivery } from '../../orders/deliveries.ts';
import { journalTable } from '../office/menu.ts';
import { type Changing, changingRoutes } from './changing.ts';
import { type Carrier, carrierChoice } from './order-forms.ts';

const { user } = staff;
const deliveryChanges: Changing[] = [
  {
    ...{ route: '/lines', form: 'line', program: 'DLV020', action: 'add delivery line' },
    run: async (tx, typed, { number: delivery }) => {
      const line = typed.whole('line', 1, 999);
      const quantity = typed.whole('quantity', 1);
      typed.check();
      await addDeliveryLine(tx, { delivery, line, quantity, user });
      return `${quantity} OF LINE ${line}`;
    },
  },
  {
    ...{ route: '/quantity', form: 'quantity', program: 'DLV020', action: 'correct delivery' },
    run: async (tx, typed, { number: delivery }) => {
      const line = typed.whole('line', 1, 999);
      const quantity = typed.whole(`quantity-${line}`, 0);
      typed.check();
      await correctDelivery(tx, { delivery, line, quantity, user });
      return `LINE ${line} WAS ${quantity}`;
    },
  },
  {
    ...{ route: '/carrier', form: 'carrier', program: 'DLV020', action: 'change carrier' },
    run: async (tx, typed, { number: delivery }) => {
      const carrier = typed.code('carrier', 4);
      const tracking = typed.optional('tracking', 30);
      typed.check();
      await changeCarrier(tx, { delivery, carrier, tracking, user });
      return `BY ${carrier}`;
    },
  },
  {
    ...{ route: '/delete', form: 'delete', program: 'DLV030', action: 'delete delivery' },
    run: async (tx, _, { number: delivery }) => {
      const { order, units } = await deleteDelivery(tx, { delivery, user });
      return { text: `DELETED, ${units} PUT BACK`, to: `/orders/${order}` };
    },
  },
];

/** The page of a delivery note, and what can be done to it after the goods have left. */
export function deliveryRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/deliveries/:number', async (request, reply) => showDelivery(desk, request, reply, null));
  changingRoutes(app, desk, '/deliveries', showDelivery, deliveryChanges);
}

interface Head {
  sonum: number;
  cusnum: number;
  whscod: string;
  carcod: string;
  trkref: string | null;
  shpstp: Date;
  chgusr: string;
}

interface Line {
  linnum: number;
  solin: number;
  itmcod: string;
  dlvqty: number;
}

async function showDelivery(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const delivery = numberIn(request);
  const [head] = await desk.books.query<Head>('select * from dlvhed where dlvnum = $1', [delivery]);
  if (head === undefined) throw new NotOnFile(`DELIVERY ${delivery}`);
  const lines = await desk.books.query<Line>('select * from dlvlin where dlvnum = $1 order by linnum', [
    delivery,
  ]);
  const open = await desk.books.query<{ linnum: number; itmcod: string; opnqty: number }>(
    `select linnum, itmcod, opnqty from soline where sonum = $1 and opnqty > 0 and linknd <> 'K' order by linnum`,
    [head.sonum],
  );
  const carriers = await desk.books.query<Carrier>('select carcod, carnam from cartab order by 1');
  await desk.show(
    request,
    reply,
    {
      program: 'DLV020',
      title: `DELIVERY ${delivery}`,
      keys: [
        { key: 'F3', text: 'ORDER', href: `/orders/${head.sonum}` },
        ...(open.length > 0 ? [{ key: 'F6', text: 'LINE', target: 'line-line' }] : []),
        { key: 'F7', text: 'CARRIER', target: 'carrier-carrier' },
      ],
    },
    html`<dl>
        ${definition('ORDER', html`<a href="/orders/${head.sonum}">${head.sonum}</a>`)}
        ${definition('CUSTOMER', html`<a href="/customers/${head.cusnum}">${head.cusnum}</a>`)}
        ${definition('FROM', head.whscod)} ${definition('SHIPPED', `${stamp(head.shpstp)} ${head.chgusr}`)}
        ${definition('CARRIER', head.carcod)} ${definition('TRACKING', head.trkref ?? '-')}
      </dl>
      ${table(
        'LINES',
        ['LN', 'ORDER LN', 'ITEM', 'QUANTITY'],
        lines.map((line) => [line.linnum, line.solin, line.itmcod, quantityForm(state, delivery, line)]),
        'NOT TYPED IN YET',
      )}
      <div class="panels">${forms(state, delivery, { head, open, carriers })}</div>
      ${await journalTable(desk, String(delivery), 10)}`,
    state === null ? 200 : 422,
  );
}

function quantityForm(state: FormState | null, delivery: number, line: Line): Value {
  const mine = state?.values['line'] === String(line.linnum) ? state : null;
  return html`<form method="post" action="/deliveries/${delivery}/quantity">
    <input type="hidden" name="line" value="${line.linnum}" />${field(mine, {
      form: 'quantity',
      name: `quantity-${line.linnum}`,
      label: `QUANTITY OF LINE ${line.linnum}`,
      value: line.dlvqty,
      size: 5,
      inputmode: 'numeric',
      bare: true,
    })}<button type="submit">CORRECT<span class="hidden"> LINE ${line.linnum}</span></button>
  </form>`;
}

interface Documents {
  head: Head;
  /** Lines of the order. */
  open: { linnum: number; itmcod: string; opnqty: number }[];
  carriers: Carrier[];
}

function forms(state: FormState | null, delivery: number, { head, open, carriers }: Documents): Value {
  const action = (name: string) => `/deliveries/${delivery}/${name}`;
  return [
    open.length > 0 &&
      html`<section class="panel">
        <h2>ONE MORE LINE</h2>
        ${form(state, { name: 'line', action: action('lines'), submit: 'ADD LINE' }, [
          choice(state, {
            form: 'line',
            name: 'line',
            label: 'ORDER LINE',
            value: String(open[0]?.linnum ?? ''),
            key: 'F6',
            choices: open.map(({ linnum, itmcod, opnqty }) => [
              String(linnum),
              `${linnum} ${itmcod}, ${opnqty} OPEN`,
            ]),
          }),
          field(state, { form: 'line', name: 'quantity', label: 'QUANTITY', size: 5, inputmode: 'numeric' }),
        ])}
      </section>`,
    html`<section class="panel">
      <h2>CARRIER</h2>
      ${form(state, { name: 'carrier', action: action('carrier'), submit: 'CHANGE' }, [
        carrierChoice(state, { form: 'carrier', carriers, value: head.carcod, key: 'F7' }),
        field(state, { form: 'carrier', name: 'tracking', label: 'TRACKING', value: head.trkref, size: 22 }),
      ])}
    </section>`,
    html`<section class="panel">
      <h2>DELETE</h2>
      ${form(
        state,
        { name: 'delete', action: action('delete'), submit: 'DELETE DELIVERY' },
        html`<p class="empty">THE GOODS ARE PUT BACK ON THE SHELF OF ${head.whscod}</p>`,
      )}
    </section>`,
  ];
}
