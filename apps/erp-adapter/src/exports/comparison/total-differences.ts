import type { ErpOrder, ErpOrderLine, OrderPlaced, PlacedLine } from '@throughline/events';
import { type Decimal, compare, multiply, parseDecimal, subtract, sum } from '@throughline/money';
import {
  type RoundingPolicy,
  type TotalsLine,
  orderTotals,
  roundingPolicies,
} from '@throughline/order-rules';
import { soldAs } from '../export.ts';
import { type DifferenceKind, type FoundDifference, difference } from './difference.ts';
import { wanted } from './line-differences.ts';

const freight = 'freight';

/** Charges that are not ours, and freight that is another. */
export function chargeDifferences({ shippingNet }: OrderPlaced, theirs: ErpOrder): FoundDifference[] {
  const ours = isDead(theirs) ? '0' : parseDecimal(shippingNet);
  const asked = freightOf(theirs);
  const shipping =
    compare(ours, asked) === 0
      ? []
      : [difference('charge', `charges[${freight}]`, ours, asked, { worth: subtract(asked, ours) })];
  return [
    ...shipping,
    ...theirs.charges
      .filter(({ code }) => code !== freight)
      .map(({ line, code, net }) =>
        difference('charge', `charges[${code}]`, 'none', net, { line, worth: net }),
      ),
  ];
}

function freightOf({ charges }: ErpOrder): Decimal {
  return sum(charges.flatMap(({ code, net }) => (code === freight ? net : [])));
}

/** Whether nothing of it is delivered: then freight is not owed either. */
function isDead({ lines }: ErpOrder): boolean {
  return lines.every((line) => wanted(line) === 0);
}

/** Kinds after which only the back office knows what its lines are taxed. */
const untold: readonly DifferenceKind[] = ['added-line', 'substituted', 'split', 'charge', 'currency'];

/** The total that is not what the lines of the document come to at our rates; the first of them, others follow it. */
export function totalDifference(
  placed: OrderPlaced,
  theirs: ErpOrder,
  found: readonly FoundDifference[],
): FoundDifference[] {
  if (found.some(({ kind, field }) => untold.includes(kind) && field !== `charges[${freight}]`)) return [];
  const changed = new Set(found.flatMap(({ kind, line }) => (kind === 'components' ? [] : (line ?? []))));
  const ours = totalsOf(placed, theirs, changed);
  for (const field of ['net', 'tax', 'gross'] as const)
    if (compare(ours[field], theirs[field]) !== 0) {
      // Nothing where tax or gross is the first that differs.
      const worth = subtract(theirs.net, ours.net);
      return [difference('total', field, ours[field], theirs[field], { worth })];
    }
  return [];
}

/**
 * What is owed by the document: what the shopper saw while nothing of it has changed, and else computed anew, lines that
 * have changed at their figures.
 */
function totalsOf(
  placed: OrderPlaced,
  theirs: ErpOrder,
  changed: ReadonlySet<number>,
): Record<'net' | 'tax' | 'gross', Decimal> {
  const others = new Map(theirs.lines.map((line) => [line.line, line]));
  const asked = freightOf(theirs);
  const seen =
    changed.size === 0 &&
    theirs.lines.every(({ cancelled }) => cancelled === 0) &&
    compare(asked, placed.shippingNet) === 0;
  if (seen) {
    const { net, tax, gross } = placed;
    return { net: parseDecimal(net), tax: parseDecimal(tax), gross: parseDecimal(gross) };
  }
  const rounding = roundingPolicies.find((policy): policy is RoundingPolicy => policy === placed.rounding);
  return orderTotals({
    currency: placed.currency,
    rounding: rounding ?? 'tax-group',
    lines: placed.lines.flatMap((line) => {
      const other = others.get(line.line);
      if (other === undefined) return [];
      return changed.has(line.line) ? owedAsChanged(line, other) : owedAsPlaced(line, wanted(other));
    }),
    shipping: isDead(theirs)
      ? null
      : {
          net: asked,
          taxCategory:
            placed.lines.find(({ taxRate }) => taxRate === placed.shippingTaxRate)?.taxCategory ?? '',
          taxRate: placed.shippingTaxRate,
        },
  });
}

/** Of a pack a part may be left. The same price, said of base units: nothing is rounded before it is multiplied. */
function owedAsPlaced(line: PlacedLine, quantity: number): TotalsLine {
  const { unitQuantity, perQuantity } = soldAs(line);
  return {
    ...line,
    unitPrice: multiply(line.unitPrice, String(unitQuantity)),
    perQuantity: perQuantity * line.quantity,
    quantity,
  };
}

function owedAsChanged({ taxCategory, taxRate }: PlacedLine, other: ErpOrderLine): TotalsLine {
  return {
    ...{ taxCategory, taxRate, taxIncluded: false },
    quantity: wanted(other) * other.unitQuantity,
    unitPrice: other.unitPrice,
    perQuantity: Math.max(1, other.ordered * other.perQuantity),
  };
}
