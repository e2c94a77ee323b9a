import type { Decimal, Order, OrderPlaced } from '@throughline/events';
import type { LineUnits } from './kits.ts';
import { uncovered } from './order-lines.ts';

/** By line number. */
export type Units = Readonly<Record<string, number>>;

/** What decides how an order stands by its documents, beside the order itself. */
export interface Followed {
  /** Units that shopper or staff do not want any more, with those that were cancelled before they said so. */
  cancelledHere: Units;
  /** Units that the document says are cancelled. */
  cancelledThere: Units;
  /** Promised units that were given up. They are never claimed again, so this never falls. */
  givenUp: Units;
  /** What each invoice and credit note bills, by topic and key. */
  billed: Readonly<Record<string, Billed>>;
  /** Totals of the document where they are not those of the order. */
  stated: Amounts | null;
  /** How the order's totals were computed; null of an order from before, and of one that began in the back office. */
  terms: Terms | null;
}

export interface Amounts {
  net: Decimal;
  tax: Decimal;
  gross: Decimal;
}

/** What of an invoice or a credit note is for an order. */
export interface Billed {
  number: string;
  kind: string;
  currency: string;
  gross: Decimal;
  net: Decimal;
  /** All that it has, also of lines that the order has not got yet. */
  lines: readonly LineUnits[];
}

export interface Terms {
  rounding: string;
  shippingTaxRate: Decimal;
  /** Tax class of each line. */
  taxCategories: Readonly<Record<string, string>>;
}

/**
 * What is taken for known of an order of which nothing else is. What is cancelled was cancelled here, unless the order
 * began in the back office.
 */
export function followedBefore(order: Pick<Order, 'lines' | 'shipments' | 'shippingMethod'>): Followed {
  const cancelled = unitsBy(order.lines, (line) => line.cancelled);
  const theirs = order.shippingMethod === null;
  return {
    cancelledHere: theirs ? {} : cancelled,
    cancelledThere: theirs ? cancelled : {},
    givenUp: theirs ? {} : givenUpBy(order, {}),
    billed: {},
    stated: null,
    terms: null,
  };
}

/** What is known of an order that has been taken over, as it stood when more had happened. */
export function restored(before: Followed, order: Order): Followed {
  const { cancelledHere, cancelledThere } = followedBefore(order);
  return { ...before, cancelledHere, cancelledThere, givenUp: givenUpBy(order, before.givenUp) };
}

/** Promised units that are given up by now, those among them that were before. */
export function givenUpBy({ lines, shipments }: Pick<Order, 'lines' | 'shipments'>, before: Units): Units {
  return unitsBy(lines, (line) => Math.max(before[line.line] ?? 0, uncovered(line, shipments)));
}

export function termsOf({ rounding, shippingTaxRate, lines }: OrderPlaced): Terms {
  const taxCategories = Object.fromEntries(lines.map(({ line, taxCategory }) => [line, taxCategory]));
  return { rounding, shippingTaxRate, taxCategories };
}

/** Units of each line that has any. */
export function unitsBy<L extends { line: number }>(
  lines: readonly L[],
  unitsOf: (line: L) => number,
): Units {
  const units = lines.map((line): [number, number] => [line.line, unitsOf(line)]);
  return Object.fromEntries(units.filter(([, quantity]) => quantity > 0));
}

/** Units of a line that invoices bill, or that credit notes give back. */
export function billedUnits({ billed }: Followed, kind: 'invoice' | 'credit-note', line: number): number {
  return Object.values(billed)
    .filter((document) => document.kind === kind)
    .flatMap(({ lines }) => lines)
    .reduce((sum, each) => (each.line === line ? sum + each.quantity : sum), 0);
}
