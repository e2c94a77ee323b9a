import { type FormState, field, form } from '../../desk/forms.ts';
import { type Value, html } from '../../desk/html.ts';
import { showPrice } from '../../money.ts';
import type { Line } from './invoice.ts';

/** Writes an invoice again under its number, while it is not posted. */
export function correctForm(state: FormState | null, invoice: number, lines: Line[]): Value {
  return html`<section class="panel">
    <h2>CORRECT</h2>
    ${form(
      state,
      { name: 'correct', action: `/invoices/${invoice}/correct`, submit: 'CORRECT' },
      lines.map((line) => {
        const label = `LN ${line.linnum} ${line.itmcod}`;
        const of = (name: string) => ({ form: 'correct', name: `${name}-${line.linnum}` });
        return [
          field(state, {
            ...{ ...of('quantity'), label: `${label} QTY`, value: line.invqty, size: 5 },
            ...(line === lines[0] && { key: 'F4' }),
            inputmode: 'numeric',
          }),
          field(state, {
            ...{ ...of('price'), label: `${label} PRICE`, value: showPrice(line.untpri), size: 9 },
            inputmode: 'decimal',
          }),
          field(state, {
            ...{ ...of('discount'), label: `${label} DISC %`, value: line.dispct, size: 6 },
            inputmode: 'decimal',
          }),
        ];
      }),
    )}
  </section>`;
}

export function deleteForm(state: FormState | null, invoice: number): Value {
  return html`<section class="panel">
    <h2>DELETE</h2>
    ${form(
      state,
      { name: 'delete', action: `/invoices/${invoice}/delete`, submit: 'DELETE INVOICE' },
      html`<p class="empty">ONLY THE LAST ONE; THE NEXT HAS ITS NUMBER</p>`,
    )}
  </section>`;
}
