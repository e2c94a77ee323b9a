import { type FormState, choice, field, form } from '../../desk/forms.ts';
import { type Value, html } from '../../desk/html.ts';
import { type Carrier, carrierChoice } from './order-forms.ts';

export interface ChangedHead {
  sonum: number;
  sosts: string;
  cusref: string | null;
  purnum: string | null;
  dlvnam: string | null;
  dlvst1: string | null;
  dlvst2: string | null;
  dlvzip: string | null;
  dlvcty: string | null;
  dlvreg: string | null;
  dlvctc: string | null;
}

interface Panel {
  title: string;
  name: string;
  /** Below the order. */
  path: string;
  submit: string;
  fields: Value;
}

/** What can be done to a sales order as a whole. */
export function changeForms(
  state: FormState | null,
  head: ChangedHead,
  { warehouses, carriers }: { warehouses: string[]; carriers: Carrier[] },
): Value {
  const open = head.sosts === 'O' || head.sosts === 'P';
  const panel = ({ title, name, path, submit, fields }: Panel): Value => html`<section class="panel">
    <h2>${title}</h2>
    ${form(state, { name, action: `/orders/${head.sonum}/${path}`, submit }, fields)}
  </section>`;
  const places = (empty: boolean): [string, string][] => [
    ...(empty ? [['', 'AUTO'] as [string, string]] : []),
    ...warehouses.map((code): [string, string] => [code, code]),
  ];
  return html`<div class="panels">
    ${panel({
      ...{ title: 'REFERENCES', name: 'references', path: 'references', submit: 'CHANGE' },
      fields: [
        field(state, { form: 'references', name: 'reference', label: 'THEIR REF', value: head.cusref, size: 26, key: 'F4' }),
        field(state, { form: 'references', name: 'purchaseOrder', label: 'THEIR PO NO', value: head.purnum, size: 26 }),
      ],
    })}
    ${open ? panel({ ...{ title: 'DELIVER TO', name: 'address', path: 'address', submit: 'REDIRECT' }, fields: addressFields(state, head) }) : ''}
    ${panel({
      ...{ title: 'ONE MORE LINE', name: 'line', path: 'lines', submit: 'ADD LINE' },
      fields: [
        field(state, { form: 'line', name: 'item', label: 'ITEM', size: 15, key: 'F6' }),
        field(state, { form: 'line', name: 'quantity', label: 'QUANTITY', size: 6, inputmode: 'numeric' }),
        field(state, { form: 'line', name: 'unit', label: 'UNIT', size: 3, hint: 'EMPTY = OF THE ITEM' }),
        field(state, { form: 'line', name: 'price', label: 'PRICE EUR', inputmode: 'decimal', hint: 'EMPTY = OF TODAY' }),
        choice(state, { form: 'line', name: 'warehouse', label: 'WAREHOUSE', value: '', choices: places(true) }),
      ],
    })}
    ${panel({
      ...{ title: 'DISCOUNT', name: 'discount', path: 'discount', submit: 'GIVE DISCOUNT' },
      fields: field(state, { form: 'discount', name: 'percent', label: 'PER CENT', size: 6, inputmode: 'decimal', hint: 'OF ALL LINES BUT CHARGES' }),
    })}
    ${open ? panel({ ...{ title: 'DELIVERY NOTE', name: 'delivery', path: 'deliveries', submit: 'OPEN' }, fields: deliveryFields(state, places(false), carriers) }) : ''}
    ${panel({
      ...{ title: 'COPY', name: 'copy', path: 'copy', submit: 'COPY ORDER' },
      fields: html`<p class="empty">A SECOND ORDER WITH THE SAME REFERENCE AND LINES</p>`,
    })}
    ${panel({
      ...{ title: 'DELETE', name: 'delete', path: 'delete', submit: 'DELETE ORDER' },
      fields: html`<p class="empty">ONLY WHERE NOTHING IS DELIVERED OR INVOICED</p>`,
    })}
  </div>`;
} // prettier-ignore

function addressFields(state: FormState | null, head: ChangedHead): Value {
  const fields: [name: string, label: string, value: string | null, size: number][] = [
    ['name', 'NAME', head.dlvnam, 26],
    ['street', 'STREET', head.dlvst1, 26],
    ['street2', 'STREET 2', head.dlvst2, 26],
    ['zip', 'ZIP', head.dlvzip, 8],
    ['city', 'CITY', head.dlvcty, 20],
    ['region', 'REGION', head.dlvreg, 3],
    ['country', 'COUNTRY', head.dlvctc, 2],
  ];
  return fields.map(([name, label, value, size]) =>
    field(state, { form: 'address', name, label, value, size, ...(name === 'name' && { key: 'F5' }) }),
  );
}

function deliveryFields(state: FormState | null, places: [string, string][], carriers: Carrier[]): Value {
  return [
    choice(state, { form: 'delivery', name: 'warehouse', label: 'WAREHOUSE', value: places[0]?.[0] ?? '', choices: places, key: 'F7' }),
    carrierChoice(state, { form: 'delivery', carriers }),
    field(state, { form: 'delivery', name: 'tracking', label: 'TRACKING', size: 20, hint: 'EMPTY = AUTO. ITS LINES ARE TYPED NEXT.' }),
  ];
} // prettier-ignore
