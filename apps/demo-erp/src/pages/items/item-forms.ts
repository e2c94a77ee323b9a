import type { Desk } from '../../desk/desk.ts';
import { showPrice } from '../../money.ts';
import type { ListPrice } from '../../items/effective-price.ts';
import type { OfficeTime } from '../../items/prices.ts';
import type { Unit } from '../../items/units.ts';
import { type FormState, choice, field, form, yesNo } from '../../desk/forms.ts';
import { type Value, html } from '../../desk/html.ts';
import { type Item, itemPath } from './item-file.ts';

export function priceForm(
  state: FormState | null,
  code: string,
  list: ListPrice[],
  office: OfficeTime,
  units: Unit[],
): Value {
  const current = list.find((row) => row.unit === null && row.from <= new Date());
  return html`<section class="panel">
    <h2>LIST PRICE</h2>
    ${form(state, { name: 'price', action: `${itemPath(code)}/price`, submit: 'CHANGE PRICE' }, [
      field(state, {
        form: 'price',
        name: 'price',
        label: 'NEW PRICE EUR',
        value: current ? showPrice(current.price) : '',
        inputmode: 'decimal',
        key: 'F3',
      }),
      ...pricedBy(state, 'price', units, current?.per ?? 1),
      field(state, { form: 'price', name: 'fromDate', label: 'FROM (EMPTY=NOW)', type: 'date' }),
      field(state, {
        form: 'price',
        name: 'fromTime',
        label: 'AT HHMM',
        size: 4,
        inputmode: 'numeric',
        hint: `OFFICE CLOCK ${office.time}`,
      }),
    ])}
  </section>`;
}

export function countForm(
  state: FormState | null,
  code: string,
  stock: { whscod: string; whsnam: string; onhand: number | null }[],
): Value {
  return html`<section class="panel">
    <h2>STOCK COUNT</h2>
    ${form(state, { name: 'count', action: `${itemPath(code)}/count`, submit: 'POST COUNT' }, [
      choice(state, {
        form: 'count',
        name: 'warehouse',
        label: 'WAREHOUSE',
        value: stock[0]?.whscod ?? '',
        choices: stock.map(({ whscod, whsnam, onhand }) => [
          whscod,
          `${whscod} ${whsnam} (${onhand ?? '-'})`,
        ]),
      }),
      field(state, {
        form: 'count',
        name: 'quantity',
        label: 'COUNTED',
        size: 6,
        inputmode: 'numeric',
        key: 'F4',
      }),
    ])}
  </section>`;
}

/** Of what a price is: so many of a unit. The item's own is the empty choice. */
function pricedBy(state: FormState | null, name: string, units: Unit[], per: number): Value[] {
  return [
    field(state, { form: name, name: 'per', label: 'FOR', value: per, size: 5, inputmode: 'numeric' }),
    choice(state, {
      form: name,
      name: 'unit',
      label: 'UNIT',
      value: '',
      choices: units.map(({ code }, i) => [i === 0 ? '' : code, code]),
    }),
  ];
}

export function specialForm(state: FormState | null, code: string, office: OfficeTime, units: Unit[]): Value {
  const values = { form: 'special' };
  return html`<section class="panel">
    <h2>SPECIAL</h2>
    ${form(state, { name: 'special', action: `${itemPath(code)}/special`, submit: 'ADD SPECIAL' }, [
      field(state, { ...values, name: 'price', label: 'PRICE EUR', inputmode: 'decimal', key: 'F6' }),
      ...pricedBy(state, 'special', units, 1),
      field(state, {
        ...values,
        name: 'minimum',
        label: 'FROM QUANTITY',
        value: 1,
        size: 5,
        inputmode: 'numeric',
        hint: `IN ${units[0]?.code ?? ''}`,
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
      field(state, { ...values, name: 'toDate', label: 'TO', type: 'date', value: office.date }),
      field(state, {
        ...values,
        name: 'toTime',
        label: 'AT HHMM',
        value: '2400',
        size: 4,
        inputmode: 'numeric',
      }),
      field(state, { ...values, name: 'text', label: 'TEXT', size: 20 }),
    ])}
  </section>`;
}

export async function masterForm(desk: Desk, state: FormState | null, item: Item): Promise<Value> {
  const codes = async (sql: string): Promise<[string, string][]> =>
    (await desk.books.query<{ code: string; text: string }>(sql)).map(({ code, text }) => [
      code,
      `${code} ${text}`,
    ]);
  const families = await codes('select famcod as code, famnam as text from fammas order by 1');
  const colours = await codes('select colcod as code, coltxt as text from coltab order by 1');
  const units = await codes('select untcod as code, unttxt as text from unttab order by 1');
  const values = { form: 'master' };
  return html`<section class="panel">
    <h2>MASTER RECORD</h2>
    ${form(state, { name: 'master', action: `${itemPath(item.itmcod)}/master`, submit: 'CHANGE RECORD' }, [
      field(state, {
        ...values,
        name: 'description',
        label: 'TEXT',
        value: item.itmdsc,
        size: 24,
        key: 'F8',
      }),
      choice(state, {
        ...values,
        name: 'family',
        label: 'FAMILY',
        value: item.famcod ?? '',
        choices: families,
      }),
      choice(state, {
        ...values,
        name: 'colour',
        label: 'COLOUR',
        value: item.colcod ?? '',
        choices: [['', '- NONE'], ...colours],
      }),
      field(state, { ...values, name: 'size', label: 'SIZE', value: item.sizcod, size: 4 }),
      choice(state, {
        ...values,
        name: 'kind',
        label: 'KIND',
        value: item.itmknd,
        choices: [
          ['G', 'G GOODS'],
          ['S', 'S SERVICE'],
          ['K', 'K KIT'],
        ],
      }),
      choice(state, { ...values, name: 'unit', label: 'UNIT', value: item.untcod, choices: units }),
      choice(state, { ...values, name: 'packs', label: 'PACKS ONLY', value: item.pckflg, choices: yesNo }),
      field(state, {
        ...values,
        name: 'ean',
        label: 'EAN',
        value: item.eancod,
        size: 14,
        inputmode: 'numeric',
      }),
      choice(state, {
        ...values,
        name: 'tax',
        label: 'TAX CODE',
        value: item.taxcod,
        choices: [
          ['S', 'S STANDARD'],
          ['R', 'R REDUCED'],
          ['Z', 'Z ZERO'],
        ],
      }),
      choice(state, {
        ...values,
        name: 'status',
        label: 'STATUS',
        value: item.itmsts,
        choices: [
          ['A', 'A ACTIVE'],
          ['N', 'N NEW'],
          ['R', 'R RUNNING OUT'],
          ['X', 'X ENDED'],
        ],
      }),
      choice(state, { ...values, name: 'web', label: 'WEB', value: item.webflg, choices: yesNo }),
      choice(state, {
        ...values,
        name: 'backOrder',
        label: 'BACK-ORDER',
        value: item.bckflg,
        choices: yesNo,
      }),
      field(state, {
        ...values,
        name: 'backOrderMax',
        label: 'UP TO',
        value: item.bckmax,
        size: 5,
        inputmode: 'numeric',
      }),
      field(state, {
        ...values,
        name: 'safety',
        label: 'SAFETY STOCK',
        value: item.safqty,
        size: 5,
        inputmode: 'numeric',
      }),
    ])}
  </section>`;
}
