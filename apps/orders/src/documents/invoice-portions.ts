import type { ErpInvoice, ErpInvoiceCharge, ErpInvoiceLine } from '@throughline/events';
import { erpOrderNumber } from './erp-originated.ts';

/** What is taken for a document of what is owed; of other kinds nobody here knows what they mean. */
const kinds = ['invoice', 'credit-note'];

/**
 * What an invoice or a credit note says of each order that it concerns, by our order number: the document with the
 * lines and charges of that order alone. Its `order` is null when it spans other orders as well, and only then; `net`,
 * `tax` and `gross` stay those of the whole. A line that names no order, where the document names none either,
 * concerns none.
 */
export function portionsOf(invoice: ErpInvoice): Map<string, ErpInvoice> {
  if (!kinds.includes(invoice.kind)) return new Map();
  const { source } = invoice;
  const header = invoice.channelOrder ?? numberOf(source, invoice.order);
  const orderOf = ({ order, channelOrder }: ErpInvoiceLine | ErpInvoiceCharge) =>
    channelOrder ?? (order === '' ? header : numberOf(source, order));
  const lines = Map.groupBy(invoice.lines, orderOf);
  const charges = Map.groupBy(invoice.charges, orderOf);
  const named = new Set([...lines.keys(), ...charges.keys()]);
  const orders = [...(named.size === 0 ? [header] : named)].filter((order) => order !== null);
  const order = orders.length > 1 ? null : (invoice.order ?? '');
  return new Map(
    orders.map((number) => [
      number,
      { ...invoice, order, lines: lines.get(number) ?? [], charges: charges.get(number) ?? [] },
    ]),
  );
}

function numberOf(source: string, order: string | null): string | null {
  return order === null ? null : erpOrderNumber({ source, number: order });
}
