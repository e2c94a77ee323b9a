import { type FormState, choice, field, form } from '../../desk/forms.ts';
import { type Value, html } from '../../desk/html.ts';
import { usualCarrier } from '../../orders/delivery-file.ts';

export interface Line {
  linnum: number;
  itmcod: string;
  itmdsc: string;
  whscod: string;
  ordqty: number;
  shpqty: number;
  cnlqty: number;
  invqty: number;
  opnqty: number;
  linknd: 'G' | 'S' | 'K' | 'C' | 'H';
  parlin: number | null;
  untcod: string | null;
  untqty: number;
  untpri: string;
  perqty: number;
  pri: string;
  dispct: string;
  linsts: string;
  onhand: number | null;
}

/** What can be done to an open line. */
export function lineForms(state: FormState | null, order: number, line: Line, warehouses: string[]): Value {
  const mine = state?.values['line'] === String(line.linnum) ? state : null;
  const hidden = html`<input type="hidden" name="line" value="${line.linnum}" />`;
  return html`<form method="post" action="/orders/${order}/move">
      ${hidden}${choice(mine, { form: 'move', name: `warehouse-${line.linnum}`, label: `WAREHOUSE OF LINE ${line.linnum}`, value: line.whscod, bare: true, choices: warehouses.map((code) => [code, code]) })}<button
        type="submit"
      >
        MOVE<span class="hidden"> LINE ${line.linnum}</span>
      </button>
    </form>
    ${line.linknd === 'C' ? '' : cancelForm(mine, order, line, hidden)}`;
}

function cancelForm(mine: FormState | null, order: number, line: Line, hidden: Value): Value {
  return html`<form method="post" action="/orders/${order}/cancel">
    ${hidden}${field(mine, { form: 'cancel', name: `cancel-${line.linnum}`, label: `QUANTITY TO CANCEL OF LINE ${line.linnum}`, value: line.opnqty, size: 4, inputmode: 'numeric', bare: true })}<button
      type="submit"
    >
      CANCEL<span class="hidden"> LINE ${line.linnum}</span>
    </button>
  </form>`;
}

export function lineErrors(state: FormState | null): Value {
  if (state?.form !== 'cancel' && state?.form !== 'move') return '';
  return html`<div class="errors" role="alert" tabindex="-1">
    NOT ACCEPTED: ${Object.values(state.errors).join(' ')}
  </div>`;
}

export interface Carrier {
  carcod: string;
  carnam: string;
}

export function carrierChoice(
  state: FormState | null,
  of: { form: string; carriers: Carrier[]; value?: string; key?: string },
): Value {
  const { form: name, carriers, value = usualCarrier, key } = of;
  return choice(state, {
    form: name,
    name: 'carrier',
    label: 'CARRIER',
    value,
    ...(key && { key }),
    choices: carriers.map(({ carcod, carnam }) => [carcod, `${carcod} ${carnam.toUpperCase()}`]),
  });
}

export function shipForm(state: FormState | null, order: number, open: Line[], carriers: Carrier[]): Value {
  return html`<section class="panel">
    <h2>DELIVERY</h2>
    ${form(state, { name: 'ship', action: `/orders/${order}/ship`, submit: 'SHIP', key: 'F9' }, [
      ...open.map((line) =>
        field(state, {
          form: 'ship',
          name: `quantity-${line.linnum}`,
          label: `LN ${line.linnum} ${line.itmcod}`,
          value: line.opnqty,
          size: 5,
          inputmode: 'numeric',
          hint:
            line.linknd === 'S'
              ? `${line.opnqty} OPEN`
              : `${line.opnqty} OPEN, ${line.onhand ?? 0} ON HAND IN ${line.whscod}`,
        }),
      ),
      carrierChoice(state, { form: 'ship', carriers }),
    ])}
  </section>`;
}

export function chargeForm(
  state: FormState | null,
  order: number,
  charges: { chrcod: string; chrtxt: string; chramt: string }[],
): Value {
  return html`<section class="panel">
    <h2>CHARGE</h2>
    ${form(state, { name: 'charge', action: `/orders/${order}/charge`, submit: 'ADD CHARGE' }, [
      choice(state, {
        form: 'charge',
        name: 'charge',
        label: 'CHARGE',
        value: charges[0]?.chrcod ?? '',
        key: 'F8',
        choices: charges.map(({ chrcod, chrtxt, chramt }) => [chrcod, `${chrtxt} ${chramt}`]),
      }),
      field(state, {
        form: 'charge',
        name: 'amount',
        label: 'AMOUNT EUR',
        size: 8,
        inputmode: 'decimal',
        hint: 'EMPTY = AS USUAL',
      }),
    ])}
  </section>`;
}

/** What is shipped and not invoiced, all of it or a part. */
export function invoiceForm(state: FormState | null, order: number, due: Line[]): Value {
  return html`<section class="panel">
    <h2>INVOICE</h2>
    ${form(
      state,
      { name: 'invoice', action: `/orders/${order}/invoice`, submit: 'INVOICE', key: 'F10' },
      due.map((line) =>
        field(state, {
          form: 'invoice',
          name: `quantity-${line.linnum}`,
          label: `LN ${line.linnum} ${line.itmcod}`,
          value: line.shpqty - line.invqty,
          size: 5,
          inputmode: 'numeric',
          hint: `${line.shpqty - line.invqty} TO INVOICE`,
        }),
      ),
    )}
  </section>`;
}
