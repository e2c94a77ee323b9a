import { Big } from 'big.js';

const cents = (value: Big): string => value.round(2, Big.roundHalfUp).toFixed(2);

/** How a price counts: it is that of `base` of the item's own unit, of which there are `quantity`. */
export interface PricedLine {
  price: string;
  quantity: number;
  base?: Ratio;
  /** What the line comes to, when that is not price times quantity. */
  net?: string;
  discountPercent: string;
  taxCode: string;
  taxPercent: string;
}

/** A box of seven at a price for three boxes: 21 to 1. */
export interface Ratio {
  numerator: number;
  denominator: number;
}

export interface TaxGroup {
  taxCode: string;
  taxPercent: string;
  base: string;
  tax: string;
}

export interface Totals {
  lines: string[];
  taxes: TaxGroup[];
  net: string;
  tax: string;
  gross: string;
}

/** Price times quantity less discount, to two decimals, half up. */
export function lineNet({
  price,
  quantity,
  base = { numerator: 1, denominator: 1 },
  discountPercent,
}: Omit<PricedLine, 'net' | 'taxCode' | 'taxPercent'>): string {
  const amount = new Big(price).times(quantity).times(base.denominator);
  // One division, and that last: a third of a cent is not lost before it is multiplied.
  return cents(amount.times(new Big(100).minus(discountPercent)).div(new Big(base.numerator).times(100)));
}

/** The price of a unit of pack by that of the item's own unit, to four decimals. */
export function priceIn(price: string, { numerator, denominator }: Ratio): string {
  if (numerator === denominator) return price;
  return new Big(price).times(numerator).div(denominator).round(4, Big.roundHalfUp).toFixed(4);
}

/** The price of one by that of several, to seven decimals: what PRI of a document's line has. */
export function pricePerUnit(price: string, base: number | Ratio): string {
  const { numerator, denominator } = typeof base === 'number' ? { numerator: base, denominator: 1 } : base;
  return new Big(price).times(denominator).div(numerator).round(7, Big.roundHalfUp).toFixed();
}

export function subtract(a: string, b: string): string {
  return new Big(a).minus(b).toFixed(2);
}

/** Each line to the cent, tax on the sum of each tax code and rate, to the cent, half up. */
export function totals(lines: PricedLine[]): Totals {
  const nets = lines.map((line) => line.net ?? lineNet(line));
  const groups = new Map<string, { taxCode: string; taxPercent: string; base: Big }>();
  lines.forEach((line, i) => {
    const key = `${line.taxCode} ${new Big(line.taxPercent).toFixed()}`;
    const group = groups.get(key) ?? { taxCode: line.taxCode, taxPercent: line.taxPercent, base: new Big(0) };
    groups.set(key, { ...group, base: group.base.plus(nets[i] ?? '0') });
  });
  const taxes = [...groups.values()].map((group) => ({
    taxCode: group.taxCode,
    taxPercent: group.taxPercent,
    base: group.base.toFixed(2),
    tax: cents(group.base.times(group.taxPercent).div(100)),
  }));
  const net = nets.reduce((sum, value) => sum.plus(value), new Big(0));
  const tax = taxes.reduce((sum, group) => sum.plus(group.tax), new Big(0));
  return { lines: nets, taxes, net: net.toFixed(2), tax: tax.toFixed(2), gross: net.plus(tax).toFixed(2) };
}

/** A price or amount as typed: digits with at most four decimals, comma or point; null when it is none. */
export function parseAmount(text: string): string | null {
  const plain = text.trim().replace(',', '.');
  return /^\d{1,9}(\.\d{1,4})?$/.test(plain) ? new Big(plain).toFixed() : null;
}

/** At least two decimals, no further zeros: 9.5 is 9.50, 60.7450 is 60.745. */
export function showPrice(price: string): string {
  const value = new Big(price);
  const exact = value.toFixed();
  return (exact.split('.')[1]?.length ?? 0) > 2 ? exact : value.toFixed(2);
}

export function isPositive(amount: string): boolean {
  return new Big(amount).gt(0);
}

export function isLess(a: string, b: string): boolean {
  return new Big(a).lt(b);
}
