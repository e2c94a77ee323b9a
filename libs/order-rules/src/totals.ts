import {
  type Decimal,
  absolute,
  add,
  compare,
  divide,
  minorUnitsOf,
  multiply,
  parseDecimal,
  round,
  subtract,
  sum,
} from '@throughline/money';

/**
 * Where tax is rounded, half up, to the minor unit: on each line; on each group of a tax category and rate, as
 * EN 16931 has it; or once on the whole document.
 */
export type RoundingPolicy = 'line' | 'tax-group' | 'document';

/** All rounding policies. */
export const roundingPolicies: readonly RoundingPolicy[] = ['line', 'tax-group', 'document'];

/** A line of an order, priced. */
export interface TotalsLine {
  /** Of the unit that is priced. */
  quantity: number;
  /** Of `perQuantity` of the unit; may be finer than the minor unit. */
  unitPrice: Decimal;
  /** One when left out. */
  perQuantity?: number;
  /** Whether the unit price contains tax. */
  taxIncluded: boolean;
  /** Tax class. */
  taxCategory: string;
  /** Per cent. */
  taxRate: Decimal;
}

/** Shipping as a line of its own. */
export interface TaxedShipping {
  /** Net of tax. */
  net: Decimal;
  /** Tax class. */
  taxCategory: string;
  /** Per cent. */
  taxRate: Decimal;
}

/** What is taxed at one rate of one category. */
export interface TaxGroup {
  category: string;
  /** Per cent. */
  rate: Decimal;
  /** Taxable amount. */
  net: Decimal;
  tax: Decimal;
}

/** Amounts of a document, all in the currency's minor unit: net + tax + roundingDifference = gross. */
export interface OrderTotals<L extends TotalsLine = TotalsLine> {
  /** The lines as given, each with its net amount rounded. */
  lines: (L & { net: Decimal })[];
  /** '0' without shipping. */
  shippingNet: Decimal;
  /** By category and rate; their taxes add up to `tax`. */
  taxGroups: TaxGroup[];
  /** Sum of the lines' net amounts and shipping. */
  net: Decimal;
  tax: Decimal;
  /**
   * What prices stated with tax come to beyond net and tax: taking the tax out of each line and putting it on
   * the sums may miss the amount that the shopper saw by some minor units. '0' for prices without tax.
   */
  roundingDifference: Decimal;
  /** What is owed. For lines priced with tax it is exactly what was stated. */
  gross: Decimal;
}

interface Taxable {
  category: string;
  rate: Decimal;
  net: Decimal;
  /** The amount with tax as it was stated; null when stated without. */
  stated: Decimal | null;
}

/**
 * Totals of an order by the arithmetic of EN 16931: each line's net amount rounded to the minor unit, sums exact,
 * tax per category and rate.
 * @param currency ISO 4217
 * @throws RangeError when a quantity is no integer, `perQuantity` is none above zero, or an amount is no decimal
 */
export function orderTotals<L extends TotalsLine>(order: {
  currency: string;
  rounding: RoundingPolicy;
  lines: readonly L[];
  shipping: TaxedShipping | null;
}): OrderTotals<L> {
  const minor = minorUnitsOf(order.currency);
  const priced = order.lines.map((line) => ({ line, taxable: taxableOf(line, minor) }));
  const lines = priced.map(({ line, taxable }) => ({ ...line, net: taxable.net }));
  const taxables = priced.map(({ taxable }) => taxable);
  const shippingNet = order.shipping ? round(order.shipping.net, minor) : '0';
  if (order.shipping) {
    const { taxCategory, taxRate } = order.shipping;
    taxables.push({ category: taxCategory, rate: parseDecimal(taxRate), net: shippingNet, stated: null });
  }

  const net = sum(taxables.map((taxable) => taxable.net));
  const taxGroups = groupsOf(taxables, order.rounding, minor);
  const tax = sum(taxGroups.map((group) => group.tax));

  const withoutTax = taxables.filter(({ stated }) => stated === null);
  const gross = sum([
    ...taxables.map((taxable) => taxable.stated ?? taxable.net),
    ...groupsOf(withoutTax, order.rounding, minor).map((group) => group.tax),
  ]);
  const roundingDifference = subtract(gross, add(net, tax));
  return { lines, shippingNet, taxGroups, net, tax, roundingDifference, gross };
}

function taxableOf(line: TotalsLine, minor: number): Taxable {
  if (!Number.isSafeInteger(line.quantity)) throw new RangeError(`not a quantity: ${String(line.quantity)}`);
  const { perQuantity = 1 } = line;
  if (!Number.isSafeInteger(perQuantity) || perQuantity < 1) {
    throw new RangeError(`perQuantity: ${String(perQuantity)} is no integer above zero`);
  }
  const rate = parseDecimal(line.taxRate);
  const total = multiply(line.unitPrice, String(line.quantity));
  // Rounding costs a third of a division.
  const amount = perQuantity === 1 ? round(total, minor) : divide(total, String(perQuantity), minor);
  const net = line.taxIncluded ? divide(multiply(amount, '100'), add('100', rate), minor) : amount;
  return { category: line.taxCategory, rate, net, stated: line.taxIncluded ? amount : null };
}

function groupsOf(taxables: readonly Taxable[], rounding: RoundingPolicy, minor: number): TaxGroup[] {
  const members = new Map<string, { category: string; rate: Decimal; nets: Decimal[] }>();
  for (const { category, rate, net } of taxables) {
    const key = JSON.stringify([category, rate]);
    const group = members.get(key);
    if (group) group.nets.push(net);
    else members.set(key, { category, rate, nets: [net] });
  }
  const groups = [...members.values()].map(({ category, rate, nets }) => {
    const net = sum(nets);
    const taxed = rounding === 'line' ? nets : [net];
    return { category, rate, net, tax: sum(taxed.map((base) => round(taxOn(base, rate), minor))) };
  });
  return rounding === 'document' ? roundedAsOne(groups, minor) : groups;
}

/** The groups with what rounding the whole tax at once adds or takes away, which goes to the largest tax. */
function roundedAsOne(groups: TaxGroup[], minor: number): TaxGroup[] {
  const whole = round(sum(groups.map(({ net, rate }) => taxOn(net, rate))), minor);
  const rest = subtract(whole, sum(groups.map(({ tax }) => tax)));
  const largest = groups.toSorted((a, b) => compare(absolute(b.tax), absolute(a.tax)))[0];
  return groups.map((group) => (group === largest ? { ...group, tax: add(group.tax, rest) } : group));
}

function taxOn(net: Decimal, rate: Decimal): Decimal {
  return multiply(multiply(net, rate), '0.01');
}
