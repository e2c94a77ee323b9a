import type { RawTree } from '@throughline/connector';
import type { Sink } from '../sink.ts';

/** What the trailer of a text says, and how it counts. */
export interface TrailerRule {
  readonly line: string;
  readonly counts: 'records' | 'rows' | 'lines';
  readonly sumOf?: string | undefined;
  readonly decimal: '.' | ',';
}

/** Adds up a column in whole units of its last digit, and compares with the trailer at the end. */
export class ControlTotals {
  readonly #rule: TrailerRule;
  #sum: Decimal | undefined = { units: 0n, scale: 0 };

  constructor(rule: TrailerRule) {
    this.#rule = rule;
  }

  add(values: RawTree): void {
    const { sumOf, decimal } = this.#rule;
    // Rows of other kinds lack it.
    if (sumOf === undefined || this.#sum === undefined || !Object.hasOwn(values, sumOf)) return;
    const value = values[sumOf];
    const number = typeof value === 'string' ? parse(value, decimal) : undefined;
    this.#sum = number && plus(this.#sum, number);
  }

  /** As a trailer has it; undefined when a value cannot be added up. */
  get sum(): string | undefined {
    if (this.#sum === undefined) return undefined;
    const { units, scale } = this.#sum;
    const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
    const [whole, fraction] = [digits.slice(0, digits.length - scale), digits.slice(digits.length - scale)];
    return `${units < 0n ? '-' : ''}${whole}${scale === 0 ? '' : this.#rule.decimal + fraction}`;
  }

  /** Says what does not agree, and whether the trailer proves the end. */
  check(sink: Sink, found: number | undefined, rows: number): void {
    const { counts, sumOf, decimal } = this.#rule;
    if (found === undefined) {
      sink.notWhole(0, 'the file ends without its trailer');
      return;
    }
    const { count, sum } = sink.trailer ?? {};
    const counted = { records: sink.records, rows, lines: found - 1 }[counts];
    if (count !== undefined && (!/^\s*\d+\s*$/.test(count) || BigInt(count.trim()) !== BigInt(counted)))
      sink.notWhole(found, `the trailer counts other ${counts} than the ${counted} there are`);
    if (sumOf !== undefined && sum !== undefined) {
      const stated = parse(sum, decimal);
      if (this.#sum === undefined)
        sink.notWhole(found, `column ${sumOf} cannot be added up, and the trailer has its sum`);
      else if (stated === undefined || !equal(stated, this.#sum))
        sink.notWhole(found, `the trailer has another sum of column ${sumOf} than its rows`);
    }
    sink.endProven = true;
  }
}

interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

function parse(text: string, decimal: '.' | ','): Decimal | undefined {
  const match = /^([+-]?)(\d*)(?:[.,](\d+))?$/.exec(text.trim());
  if (match === null || (decimal === '.' ? text.includes(',') : text.includes('.'))) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  if (whole.length + fraction.length > 30) return undefined;
  const units = BigInt(whole + fraction || '0');
  return { units: sign === '-' ? -units : units, scale: fraction.length };
}

function scaled({ units, scale }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - scale);
}

function plus(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: scaled(a, scale) + scaled(b, scale), scale };
}

function equal(a: Decimal, b: Decimal): boolean {
  const scale = Math.max(a.scale, b.scale);
  return scaled(a, scale) === scaled(b, scale);
}
