import type { Desk } from '../../desk/desk.ts';
import { componentsOf, kitsInStock } from '../../items/kits.ts';
import type { Unit } from '../../items/units.ts';
import { type FormState, choice, field, form, yesNo } from '../../desk/forms.ts';
import { type Value, html } from '../../desk/html.ts';
import { type Item, itemPath } from './item-file.ts';
import { table } from '../../desk/layout.ts';

const number = true;

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
