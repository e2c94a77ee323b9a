import { type FormState, field, form } from '../../desk/forms.ts';
import { type Value, html } from '../../desk/html.ts';
import { table } from '../../desk/layout.ts';
import { showPrice } from '../../money.ts';
import type { Line } from './invoice.ts';

/** Writes an invoice again under its number, while it is not posted. */
export function correctForm(state: FormState | null, invoice: number, lines: Line[]): Value {
  const cell = (line: Line, name: string, label: string, value: string | number): Value =>
    field(state, {
      form: 'correct',
      name: `${name}-${line.linnum}`,
      label: `${label} OF LINE ${line.linnum}`,
      value,
      size: name === 'price' ? 9 : 6,
      inputmode: name === 'quantity' ? 'numeric' : 'decimal',
      bare: true,
      ...(name === 'quantity' && line === lines[0] && { key: 'F4' }),
    });
  return form(
    state,
    { name: 'correct', action: `/invoices/${invoice}/correct`, submit: 'CORRECT' },
    table(
      'CORRECT',
      ['LN', 'ITEM', 'QUANTITY', 'PRICE', 'DISC %'],
      lines.map((line) => [
        line.linnum,
        line.itmcod,
        cell(line, 'quantity', 'QUANTITY', line.invqty),
        cell(line, 'price', 'PRICE', showPrice(line.untpri)),
        cell(line, 'discount', 'DISCOUNT', line.dispct),
      ]),
    ),
  );
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
