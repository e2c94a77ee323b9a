import type { Order, OrderLine } from '@throughline/events';
import { compare, subtract } from '@throughline/money';
import { type RoundingPolicy, orderTotals } from '@throughline/order-rules';
import type { Amounts, Followed, Terms } from './followed.ts';
import { comesToNothing } from './order-lines.ts';

type Due = Pick<Order, 'dueNet' | 'dueTax' | 'dueGross'>;

const theTotal: Due = { dueNet: null, dueTax: null, dueGross: null };
const nothing: Amounts = { net: '0', tax: '0', gross: '0' };

/**
 * What is owed for an order now; null while that is its total. Nothing, when nothing has left and nothing will. What the
 * document comes to, where that is not what was ordered; where it is, however its lines are numbered and split, what the
 * order comes to without the units that are cancelled. Of a document that is gone, what has left.
 */
export function amountsDue(order: Omit<Order, 'state'>, { stated, terms }: Followed): Due {
  if (comesToNothing(order)) return dueOf(nothing);
  if (stated) return dueOf(stated);
  const isGone = order.amendments.some(({ kind }) => kind === 'missing');
  const unitsOf = (line: OrderLine) => unitsDue(line, order.lines, isGone);
  const short = order.lines.some((line) => isOurs(line) && unitsOf(line) < line.ordered);
  if (!short) return theTotal;
  // Nobody knows how the totals of an order from before were computed.
  if (terms === null) return theTotal;
  return dueOf(totalsOf(order, terms, shippingClass(order, terms), unitsOf));
}

function isOurs({ addedBy }: OrderLine): boolean {
  return addedBy === '';
}

/**
 * Units that were ordered and have left or will, in the line itself or in those that it was divided into. A document that
 * is there comes to the total, so that only what was cancelled since is not due, however its lines are numbered.
 */
function unitsDue(line: OrderLine, lines: readonly OrderLine[], isGone: boolean): number {
  const parts = [line, ...lines.filter(({ replaces }) => replaces === line.line)];
  const sum = (unitsOf: (part: OrderLine) => number) =>
    parts.reduce((units, part) => units + unitsOf(part), 0);
  const shipped = sum((part) => part.shipped);
  const wanted = isGone ? 0 : line.ordered - sum(({ cancelled }) => cancelled);
  return Math.max(0, Math.min(line.ordered, Math.max(shipped, wanted)));
}

/** The goods with which shipping is taxed as one group, those of a class or none: the order's totals tell. */
function shippingClass(order: Omit<Order, 'state'>, terms: Terms): string {
  const classes = ['', ...new Set(Object.values(terms.taxCategories))];
  return (
    classes.find((each) =>
      isSame(
        totalsOf(order, terms, each, ({ ordered }) => ordered),
        order,
      ),
    ) ?? ''
  );
}

function totalsOf(
  { currency, shippingNet, lines }: Omit<Order, 'state'>,
  { rounding, shippingTaxRate, taxCategories }: Terms,
  shippingCategory: string,
  unitsOf: (line: OrderLine) => number,
): Amounts {
  const { net, gross } = orderTotals({
    currency,
    rounding: rounding as RoundingPolicy,
    shipping: { net: shippingNet, taxCategory: shippingCategory, taxRate: shippingTaxRate },
    lines: lines.filter(isOurs).map((line) => ({
      ...inBaseUnits(line, unitsOf(line)),
      unitPrice: line.unitPrice,
      taxIncluded: line.taxIncluded,
      taxCategory: taxCategories[line.line] ?? '',
      taxRate: line.taxRate,
    })),
  });
  // For prices stated with tax, what rounding adds belongs to the tax.
  return { net, tax: subtract(gross, net), gross };
}

/** So many base units at the price of a pack of them, which may be a part of one. */
function inBaseUnits({ ordered, unitQuantity, perQuantity }: OrderLine, units: number) {
  const packs = unitQuantity || ordered;
  return { quantity: units * packs, perQuantity: perQuantity * ordered };
}

function dueOf({ net, tax, gross }: Amounts): Due {
  return { dueNet: net, dueTax: tax, dueGross: gross };
}

export function isSame(one: Amounts, other: Amounts): boolean {
  return (['net', 'tax', 'gross'] as const).every((name) => compare(one[name], other[name]) === 0);
}
