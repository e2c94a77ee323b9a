/** One measured figure. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** What we want of it, such as `≥ 22000`. */
  aim?: Aim;
}

export interface Aim {
  atLeast?: number;
  atMost?: number;
}

/** What a benchmark is given. */
export interface Circumstances {
  /** Fewer operations, for a look and not for a figure. */
  quick: boolean;
  say(text: string): void;
}

/** One benchmark: measures on a platform of its own and cleans up after itself. */
export interface Bench {
  name: string;
  what: string;
  run(circumstances: Circumstances): Promise<Figure[]>;
}

/** The value below which this share of the values lies. @throws RangeError when there are none */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new RangeError('There is no percentile of nothing');
  return value;
}

/** Median and 99th percentile of latencies, in milliseconds. */
export function latencies(
  name: string,
  values: readonly number[],
  aims: { p50?: Aim; p99?: Aim } = {},
): Figure[] {
  const ms = (share: number) => Number(percentile(values, share).toFixed(1));
  return [
    { name: `${name}, p50`, value: ms(0.5), unit: 'ms', ...(aims.p50 && { aim: aims.p50 }) },
    { name: `${name}, p99`, value: ms(0.99), unit: 'ms', ...(aims.p99 && { aim: aims.p99 }) },
  ];
}

export function isMet({ value, aim }: Figure): boolean {
  return value >= (aim?.atLeast ?? -Infinity) && value <= (aim?.atMost ?? Infinity);
}
