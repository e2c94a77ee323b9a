import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { staff } from '../../database.ts';
import { type Desk, numberIn } from '../../desk/desk.ts';
import type { FormState } from '../../desk/forms.ts';
import { NotOnFile } from '../../form-error.ts';
import { openDelivery } from '../../orders/deliveries.ts';
import { usualCarrier } from '../../orders/delivery-file.ts';
import type { Carrier } from './order-forms.ts';
import { addOrderLine, discount } from '../../orders/line-changes.ts';
import { changeReferences, copyOrder, deleteOrder, redirect } from '../../orders/order-changes.ts';
import { changeForms, type ChangedHead } from './change-forms.ts';
import { type Changing, changingRoutes } from './changing.ts';

const { user } = staff;

const orderChanges: Changing[] = [
  {
    ...{ route: '/references', form: 'references', program: 'SAL065', action: 'change references' },
    run: async (tx, typed, { number }) => {
      const reference = typed.optional('reference', 35);
      const purchaseOrder = typed.optional('purchaseOrder', 35);
      typed.check();
      await changeReferences(tx, { number, reference, purchaseOrder, user });
      return 'REFERENCES CHANGED';
    },
  },
  {
    ...{ route: '/address', form: 'address', program: 'SAL065', action: 'redirect order' },
    run: async (tx, typed, { number }) => {
      const address = {
        name: typed.needed('name', 60),
        street: typed.needed('street', 60),
        street2: typed.optional('street2', 60),
        zip: typed.optional('zip', 12),
        city: typed.needed('city', 40),
        region: typed.optional('region', 3)?.toUpperCase() ?? null,
        country: typed.code('country', 2),
      };
      typed.check();
      await redirect(tx, { number, address, user });
      // Where somebody lives is not for the journal.
      return 'DELIVERED TO ANOTHER ADDRESS';
    },
  },
  {
    ...{ route: '/discount', form: 'discount', program: 'SAL065', action: 'discount order' },
    run: async (tx, typed, { number }) => {
      const percent = typed.amount('percent');
      typed.check();
      await discount(tx, { number, line: null, percent });
      return `ALL LINES LESS ${percent} %`;
    },
  },
  {
    ...{ route: '/lines', form: 'line', program: 'SAL065', action: 'add line' },
    run: async (tx, typed, { number }) => {
      const line = {
        item: typed.code('item', 15),
        quantity: typed.whole('quantity', 1),
        unit: typed.optional('unit', 3)?.toUpperCase() ?? null,
        price: typed.optionalAmount('price'),
        warehouse: typed.optional('warehouse', 3)?.toUpperCase() ?? null,
      };
      typed.check();
      const added = await addOrderLine(tx, number, line);
      return `LINE ${added}: ${line.quantity} OF ${line.item}`;
    },
  },
  {
    ...{ route: '/deliveries', form: 'delivery', program: 'DLV020', action: 'open delivery' },
    run: async (tx, typed, { number }) => {
      const warehouse = typed.code('warehouse', 3);
      const carrier = typed.has('carrier') ? typed.code('carrier', 4) : usualCarrier;
      const tracking = typed.optional('tracking', 30);
      typed.check();
      const delivery = await openDelivery(tx, { number, warehouse, carrier, tracking, user });
      return { text: `DELIVERY ${delivery} WITHOUT LINES`, to: `/deliveries/${delivery}` };
    },
  },
  {
    ...{ route: '/copy', form: 'copy', program: 'SAL065', action: 'copy order' },
    run: async (tx, _, { number }) => {
      const copy = await copyOrder(tx, { number, user });
      return { text: `COPIED TO ${copy}`, to: `/orders/${copy}` };
    },
  },
  {
    ...{ route: '/delete', form: 'delete', program: 'SAL065', action: 'delete order' },
    run: async (tx, _, { number }) => {
      await deleteOrder(tx, number);
      return { text: `ORDER ${number} DELETED`, to: '/orders' };
    },
  },
];

/** The page of what can be done to a sales order as a whole, after it was entered. */
export function orderChangeRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/orders/:number/change', async (request, reply) => showChange(desk, request, reply, null));
  changingRoutes(app, desk, '/orders', showChange, orderChanges);
}

async function showChange(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  state: FormState | null,
): Promise<void> {
  const order = numberIn(request);
  const [head] = await desk.books.query<ChangedHead>('select * from sohead where sonum = $1', [order]);
  if (head === undefined) throw new NotOnFile(`SALES ORDER ${order}`);
  const warehouses = await desk.books.query<{ whscod: string }>(
    `select whscod from whsmas where actflg = 'Y' order by whspri`,
  );
  const carriers = await desk.books.query<Carrier>('select carcod, carnam from cartab order by 1');
  await desk.show(
    request,
    reply,
    {
      program: 'SAL065',
      title: `CHANGE SALES ORDER ${order}`,
      keys: [
        { key: 'F3', text: 'BACK', href: `/orders/${order}` },
        { key: 'F4', text: 'REFERENCE', target: 'references-reference' },
        { key: 'F5', text: 'ADDRESS', target: 'address-name' },
        { key: 'F6', text: 'LINE', target: 'line-item' },
        { key: 'F7', text: 'DELIVERY', target: 'delivery-warehouse' },
      ],
    },
    changeForms(state, head, { warehouses: warehouses.map(({ whscod }) => whscod), carriers }),
    state === null ? 200 : 422,
  );
}
