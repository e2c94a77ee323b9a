import type { FastifyInstance } from 'fastify';
import { staff } from '../database.ts';
import { type Desk, textIn } from '../desk.ts';
import { componentsOf, kitsInStock, removeComponent, setComponent } from '../kits.ts';
import { type Unit, removeUnit, setUnit } from '../units.ts';
import { type FormState, choice, field, form, yesNo } from './forms.ts';
import { type Value, html } from './html.ts';
import { type Item, itemPath } from './item-file.ts';
import { showItem } from './item.ts';
import { table } from './layout.ts';

const { user } = staff;
const number = true;

/** The units of pack of an item, and what a kit consists of. */
export function itemPartRoutes(app: FastifyInstance, desk: Desk): void {
  app.post('/items/:code/unit', async (request, reply) => {
    const item = textIn(request, 'code');
    await desk.submit(request, reply, {
      form: 'pack',
      action: 'change unit',
      run: async (tx, typed) => {
        const unit = {
          code: typed.code('unit', 3),
          numerator: typed.whole('numerator', 1),
          denominator: typed.optionalWhole('denominator', 1) ?? 1,
          ean: typed.optional('ean', 14),
          sold: typed.oneOf('sold', ['Y', 'N']) === 'Y',
        };
        typed.check();
        await setUnit(tx, { item, ...unit, user });
        const text = `${unit.denominator} ${unit.code} ARE ${unit.numerator}`;
        return { entry: { program: 'ITM060', key: item, text }, value: null };
      },
      to: () => itemPath(item),
      again: async (state) => showItem(desk, request, reply, item, state),
    });
  });

  app.post('/items/:code/units/:unit/remove', async (request, reply) => {
    const item = textIn(request, 'code');
    const unit = textIn(request, 'unit');
    await desk.submit(request, reply, {
      form: 'pack',
      action: 'remove unit',
      run: async (tx) => {
        await removeUnit(tx, item, unit);
        return { entry: { program: 'ITM060', key: item, text: `UNIT ${unit} REMOVED` }, value: null };
      },
      to: () => itemPath(item),
      again: async (state) => showItem(desk, request, reply, item, state),
    });
  });

  app.post('/items/:code/component', async (request, reply) => {
    const kit = textIn(request, 'code');
    await desk.submit(request, reply, {
      form: 'component',
      action: 'change kit',
      run: async (tx, typed) => {
        const item = typed.code('component', 15);
        const quantity = typed.whole('quantity', 1, 9999);
        typed.check();
        await setComponent(tx, { kit, item, quantity, user });
        return { entry: { program: 'ITM070', key: kit, text: `${quantity} ${item} IN A KIT` }, value: null };
      },
      to: () => itemPath(kit),
      again: async (state) => showItem(desk, request, reply, kit, state),
    });
  });

  app.post('/items/:code/components/:component/remove', async (request, reply) => {
    const kit = textIn(request, 'code');
    const item = textIn(request, 'component');
    await desk.submit(request, reply, {
      form: 'component',
      action: 'change kit',
      run: async (tx) => {
        await removeComponent(tx, kit, item);
        return { entry: { program: 'ITM070', key: kit, text: `${item} IS NOT IN IT ANY MORE` }, value: null };
      },
      to: () => itemPath(kit),
      again: async (state) => showItem(desk, request, reply, kit, state),
    });
  });
}

const removeForm = (action: string, what: string): Value =>
  html`<form method="post" action="${action}">
    <button type="submit">REMOVE<span class="hidden"> ${what}</span></button>
  </form>`;

export function unitTable(item: Item, units: Unit[]): Value {
  const path = itemPath(item.itmcod);
  return table(
    'UNITS OF PACK',
    ['UNIT', { head: 'IS', number }, 'OF', 'EAN', 'SOLD', 'ACTION'],
    units
      .slice(1)
      .map(({ code, numerator, denominator, ean, sold }) => [
        code,
        denominator === 1 ? numerator : `${numerator}/${denominator}`,
        item.untcod,
        ean,
        sold ? 'Y' : 'N',
        removeForm(`${path}/units/${encodeURIComponent(code)}/remove`, `UNIT ${code}`),
      ]),
    'NONE',
  );
}

export async function unitForm(desk: Desk, state: FormState | null, item: Item): Promise<Value> {
  const known = await desk.books.query<{ untcod: string; unttxt: string }>(
    'select untcod, unttxt from unttab where untcod <> $1 order by 1',
    [item.untcod],
  );
  const path = itemPath(item.itmcod);
  const values = { form: 'pack' };
  return html`<section class="panel">
    <h2>UNIT OF PACK</h2>
    ${form(state, { name: 'pack', action: `${path}/unit`, submit: 'SET UNIT' }, [
      choice(state, {
        ...values,
        name: 'unit',
        label: 'UNIT',
        value: known[0]?.untcod ?? '',
        key: 'F10',
        choices: known.map(({ untcod, unttxt }) => [untcod, `${untcod} ${unttxt}`]),
      }),
      field(state, {
        ...values,
        name: 'numerator',
        label: `IS SO MANY ${item.untcod}`,
        size: 6,
        inputmode: 'numeric',
      }),
      field(state, {
        ...values,
        name: 'denominator',
        label: 'DIVIDED BY',
        value: 1,
        size: 6,
        inputmode: 'numeric',
      }),
      field(state, { ...values, name: 'ean', label: 'EAN', size: 14, inputmode: 'numeric' }),
      choice(state, { ...values, name: 'sold', label: 'SOLD', value: 'Y', choices: yesNo }),
    ])}
  </section>`;
}

/** What one kit consists of, and how many could be made. */
export async function componentTable(desk: Desk, item: Item): Promise<Value> {
  const components = await componentsOf(desk.books, item.itmcod);
  const stock = await kitsInStock(desk.books, item.itmcod);
  const path = itemPath(item.itmcod);
  return [
    table(
      'COMPONENTS OF ONE KIT',
      ['ITEM', 'TEXT', { head: 'QTY', number }, 'ACTION'],
      components.map((row) => [
        html`<a href="${itemPath(row.item)}">${row.item}</a>`,
        row.text,
        row.quantity,
        removeForm(`${path}/components/${encodeURIComponent(row.item)}/remove`, row.item),
      ]),
      'NONE, THE KIT CANNOT BE SOLD',
    ),
    html`<p class="empty">
      KITS THAT CAN BE MADE:
      ${[...stock].map(([warehouse, kits]) => `${kits} IN ${warehouse}`).join(', ') || 'NONE'}
    </p>`,
  ];
}

export function componentForm(state: FormState | null, item: Item): Value {
  const values = { form: 'component' };
  return html`<section class="panel">
    <h2>COMPONENT</h2>
    ${form(
      state,
      { name: 'component', action: `${itemPath(item.itmcod)}/component`, submit: 'SET COMPONENT' },
      [
        field(state, { ...values, name: 'component', label: 'ITEM', size: 15, key: 'F12' }),
        field(state, {
          ...values,
          name: 'quantity',
          label: 'IN ONE KIT',
          value: 1,
          size: 5,
          inputmode: 'numeric',
        }),
      ],
    )}
  </section>`;
}
