import type { Order, OrderAmendment } from '@throughline/events';
import { compare, minorUnitsOf, multiply, subtract, sum } from '@throughline/money';
import type { Billed, Followed } from './followed.ts';

/** More is billed than is due, or in another currency. */
export const overBilled = 'billed';

/**
 * How what invoices bill, less what credit notes give back, goes beyond what is due; null while it does not. Net, because
 * of an invoice over several orders only that is known of each. Each line that is billed may round up.
 */
export function billedBeyond(
  { currency, net, dueNet }: Pick<Order, 'currency' | 'net' | 'dueNet'>,
  { billed }: Pick<Followed, 'billed'>,
): Omit<OrderAmendment, 'at'> | null {
  const documents = Object.values(billed);
  const due = dueNet ?? net;
  const beyond = { kind: overBilled, line: null, replaces: null, was: due };
  const foreign = documents.find((document) => document.currency !== currency);
  if (foreign) return { ...beyond, is: `${foreign.net} ${foreign.currency}` };
  const invoices = netsOf(documents, 'invoice');
  const is = subtract(sum(invoices), sum(netsOf(documents, 'credit-note')));
  const lines = documents.reduce((count, document) => count + document.lines.length + 1, 0);
  const rounding = multiply(String(lines), smallest(currency));
  return compare(subtract(is, due), rounding) > 0 ? { ...beyond, is } : null;
}

function netsOf(documents: readonly Billed[], kind: Billed['kind']) {
  return documents.filter((document) => document.kind === kind).map(({ net }) => net);
}

function smallest(currency: string): string {
  const digits = minorUnitsOf(currency);
  return digits === 0 ? '1' : `0.${'1'.padStart(digits, '0')}`;
}
