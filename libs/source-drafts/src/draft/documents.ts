import type { ColumnProfile } from '../shapes/column-profile.ts';
import type { Casting } from '../flows/role-score.ts';
import type { FoundTable } from '../tables/found-table.ts';
import { unitTable, wordTable } from './code-tables.ts';
import {
  codeReading,
  decimalReading,
  integerReading,
  specOf,
  textReading,
  timeReading,
  usualDecimal,
} from './column-steps.ts';
import { type MappingDraft, listEntry } from './mapping-draft.ts';
import { currency } from './master-data.ts';
import type { Entry, Inline } from './yaml-text.ts';

/** Where the lines of documents are: in rows of another table that are laid in, or in the document's own row. */
export interface Lines {
  readonly table: FoundTable;
  readonly castings: readonly Casting[];
  /** The name of the join; null when each row is a document of one line. */
  readonly as: string | null;
}

const none = 'no column was found';

export function draftOrders(draft: MappingDraft, lines: Lines): void {
  draft.from('number', codeReading);
  draft.constant('origin', 'sales', 'or web, telephone, store');
  if (!draft.codes('status', (column) => wordTable('status', column, 'orderStatus')))
    draft.ask(
      'status',
      'open, part-shipped, shipped, invoiced or cancelled: no column says it in words that are known',
    );
  draft.from('customer', codeReading);
  draft.from('purchaseOrderNumber', textReading);
  draft.from('requestedOn', (column) => timeReading(column, 'date'));
  currency(draft);
  draft.from('placedAt', (column) => timeReading(column, 'instant'));
  const of = new LineFields(draft, lines);
  of.line();
  of.sku();
  of.name();
  of.unit();
  of.quantity('ordered');
  if (!of.from('shipped', (column) => of.whole(column))) of.constant('shipped', '0');
  of.constant('cancelled', '0');
  of.constant('invoiced', '0');
  of.unitPrice();
  of.net();
  draft.fields.push(of.entry());
  totals(draft);
}

export function draftInvoices(draft: MappingDraft, lines: Lines): void {
  draft.from('number', codeReading);
  draft.from('order', textReading);
  draft.from('customer', codeReading);
  draft.from('issuedOn', (column) => timeReading(column, 'date'));
  draft.from('dueOn', (column) => timeReading(column, 'date'));
  currency(draft);
  const of = new LineFields(draft, lines);
  of.line();
  of.sku();
  of.quantity('quantity');
  of.net();
  if (!of.from('taxRate', (column) => decimalReading(column, of.usual))) of.constant('taxRate', '0');
  draft.fields.push(of.entry());
  totals(draft);
}

function totals(draft: MappingDraft): void {
  if (!draft.from('net', (column) => decimalReading(column, draft.usual)))
    draft.set('net', { sum: ['lines.net'] }, `${none}: the sum of its lines`);
  if (!draft.from('tax', (column) => decimalReading(column, draft.usual)))
    draft.constant('tax', '0', `${none}`);
  if (!draft.from('gross', (column) => decimalReading(column, draft.usual)))
    draft.set('gross', { sum: ['lines.net'] }, `${none}: the sum of its lines, without tax`);
}

/** The fields of the lines of a document. */
class LineFields {
  readonly #fields: Entry[] = [];
  readonly #draft: MappingDraft;
  readonly #lines: Lines;
  readonly usual: string | undefined;

  constructor(draft: MappingDraft, lines: Lines) {
    this.#draft = draft;
    this.#lines = lines;
    this.usual = usualDecimal(lines.table);
  }

  #column(field: string): ColumnProfile | undefined {
    return this.#lines.castings.find(({ role }) => role.field === field)?.column;
  }

  from(
    field: string,
    read: (column: ColumnProfile) => { value: Inline; evidence: string },
    as = field,
  ): boolean {
    const column = this.#column(field);
    if (column === undefined) return false;
    const { value, evidence } = read(column);
    if (this.#lines.as === null) this.#draft.used.add(column.name);
    this.#fields.push({ key: as, value, guess: evidence });
    return true;
  }

  constant(field: string, value: string, guess = none): void {
    this.#fields.push({ key: field, value: { constant: value }, guess });
  }

  whole(column: ColumnProfile) {
    return integerReading(column, this.usual);
  }

  line(): void {
    if (!this.from('line', (column) => this.whole(column)))
      this.#fields.push({ key: 'line', value: { ordinal: true }, guess: `${none}: as they stand` });
  }

  sku(): void {
    this.from('sku', codeReading);
  }

  name(): void {
    if (!this.from('name', textReading))
      this.from(
        'sku',
        (column) => ({ value: textReading(column).value, evidence: `${none}: the code` }),
        'name',
      );
  }

  unit(): void {
    const column = this.#column('unit');
    const table = column === undefined ? null : unitTable(column);
    if (column === undefined || table === null) return;
    this.#draft.tables.push(table.entry);
    this.#fields.push({
      key: 'unit',
      value: [specOf(column), 'table units'],
      guess: 'named like it, its codes below',
    });
  }

  quantity(as: string): void {
    this.from('quantity', (column) => this.whole(column), as);
  }

  unitPrice(): void {
    if (this.from('unitPrice', (column) => decimalReading(column, this.usual))) return;
    // Without a price of one, the amount is the price of that quantity.
    const quantity = this.#column('quantity');
    if (quantity !== undefined)
      this.#fields.push({
        key: 'perQuantity',
        value: this.whole(quantity).value,
        guess: 'the amount is for all of them',
      });
    if (!this.from('net', (column) => decimalReading(column, this.usual), 'unitPrice'))
      this.constant('unitPrice', '0');
  }

  net(): void {
    if (this.from('net', (column) => decimalReading(column, this.usual))) return;
    const [price, quantity] = [this.#column('unitPrice'), this.#column('quantity')];
    if (
      price === undefined ||
      quantity === undefined ||
      quantity.path.length > 1 ||
      /["\\]/.test(quantity.name)
    ) {
      this.constant('net', '0');
      return;
    }
    const sample =
      /"(.*)"/.exec((decimalReading(quantity, this.usual).value as readonly string[])[1] ?? '')?.[1] ??
      '1234.56';
    const made = decimalReading(price, this.usual);
    const times = `times column "${quantity.name}" "${sample}"`;
    this.#fields.push({
      ...{ key: 'net', value: [...(made.value as readonly Inline[]), times] },
      guess: 'no column of amounts was found: price by quantity',
    });
  }

  entry(): Entry {
    const { as, table } = this.#lines;
    return listEntry(
      'lines',
      as === null ? [{ one: { constant: '1' } }] : { of: as },
      this.#fields,
      as === null ? 'each row is a document of one line' : `rows of ${table.name}`,
    );
  }
}
