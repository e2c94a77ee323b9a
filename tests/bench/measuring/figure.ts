/** One measured figure. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** What we want of it, such as `≥ 22000`. */
  aim?: Aim;
  /** What somebody else's system did in the same run. */
  peer?: { name: string; value: number };
  /** The value divided by the peer's: the median of the rounds. */
  ratio?: number;
  /** What we want of the ratio. */
  ratioAim?: Aim;
  /** The smallest and the largest of the rounds: of the ratio where there is a peer, else of the value. */
  spread?: { min: number; max: number };
}

export interface Aim {
  atLeast?: number;
  atMost?: number;
}

/** What a benchmark is given. */
export interface Circumstances {
  /** Fewer operations, for a look and not for a figure. */
  quick: boolean;
  /** A catalogue of a million as well, which takes long. */
  large: boolean;
  /** Whether other people's systems are measured beside ours. */
  peers: boolean;
  say(text: string): void;
}

/** One benchmark: measures on an installation of its own, or in a quick run on a shared one, and cleans up after itself. */
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

/** The middle of the values; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) throw new RangeError('There is no median of nothing');
  return (lower + upper) / 2;
}

/** A value with so many digits as mean something. */
export function rounded(value: number): number {
  return Number(value.toFixed(Math.abs(value) >= 1_000 ? 0 : Math.abs(value) >= 10 ? 1 : 2));
}

/** An aim in signs. */
export function wish({ atLeast, atMost }: Aim): string {
  return atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
}

/** Whether a value is what we want of it. */
export function reaches(value: number, aim: Aim | undefined): boolean {
  return value >= (aim?.atLeast ?? -Infinity) && value <= (aim?.atMost ?? Infinity);
}

export function isMet({ value, aim, ratio, ratioAim }: Figure): boolean {
  return reaches(value, aim) && (ratio === undefined || reaches(ratio, ratioAim));
}
