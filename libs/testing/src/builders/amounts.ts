import type { Decimal } from '@throughline/events';

/** What totals are computed of. */
export interface PricedLine {
  /** Of the unit that is priced. */
  quantity: number;
  /** Of `perQuantity` of the unit. */
  unitPrice: Decimal;
  perQuantity?: number;
  taxIncluded: boolean;
  taxCategory: string;
  /** Per cent. */
  taxRate: Decimal;
}

export interface DocumentTotals {
  /** Of each line, in the order of the lines. */
  nets: Decimal[];
  net: Decimal;
  tax: Decimal;
  gross: Decimal;
}

const scale = 10n ** 7n;
const minorUnits: Record<string, number> = { JPY: 0, KWD: 3 };

/**
 * What lines come to, in whole numbers and apart from the libraries that products compute with, so that a test with
 * these amounts tells when those go wrong. Currencies other than JPY and KWD have two decimals.
 * @param rounding `line`, `tax-group` or `document`
 */
export function totalsOf(lines: readonly PricedLine[], currency: string, rounding: string): DocumentTotals {
  const unit = scale / 10n ** BigInt(minorUnits[currency] ?? 2);
  const priced = lines.map(({ quantity, unitPrice, perQuantity = 1, taxIncluded, taxCategory, taxRate }) => {
    const rate = parse(taxRate);
    const stated = quotient(parse(unitPrice) * BigInt(quantity), unit * BigInt(perQuantity)) * unit;
    const net = taxIncluded ? quotient(stated * 100n * scale, (100n * scale + rate) * unit) * unit : stated;
    return { stated, net, rate, taxIncluded, group: `${taxCategory} ${format(rate)}` };
  });
  const net = total(priced.map((line) => line.net));
  // Half up, of the exact tax on what is rounded together.
  const taxOn = (part: readonly (typeof priced)[number][]) =>
    quotient(total(part.map((line) => line.net * line.rate)), 100n * scale * unit) * unit;
  const untaxed = priced.filter((line) => !line.taxIncluded);
  const groups = Map.groupBy(untaxed, (line, index) => {
    if (rounding === 'line') return String(index);
    return rounding === 'document' ? '' : line.group;
  });
  const gross =
    total(priced.map((line) => line.stated)) + total([...groups.values()].map((group) => taxOn(group)));
  return {
    nets: priced.map((line) => format(line.net)),
    net: format(net),
    tax: format(gross - net),
    gross: format(gross),
  };
}

function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}

/** Rounded half up, for amounts that are not negative. */
function quotient(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}

function parse(text: Decimal): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole) * scale + BigInt(fraction.padEnd(7, '0'));
}

function format(amount: bigint): Decimal {
  const fraction = String(amount % scale)
    .padStart(7, '0')
    .replace(/0+$/, '');
  return `${String(amount / scale)}${fraction && '.'}${fraction}`;
}
