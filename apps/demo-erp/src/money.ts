import { Big } from 'big.js';

const cents = (value: Big): string => value.round(2, Big.roundHalfUp).toFixed(2);

export interface PricedLine {
  price: string;
  quantity: number;
  discountPercent: string;
  taxCode: string;
  taxPercent: string;
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
  discountPercent,
}: Omit<PricedLine, 'taxCode' | 'taxPercent'>): string {
  return cents(new Big(price).times(quantity).times(new Big(100).minus(discountPercent)).div(100));
}

/** Each line to the cent, tax on the sum of each tax code and rate, to the cent, half up. */
export function totals(lines: PricedLine[]): Totals {
  const nets = lines.map(lineNet);
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
