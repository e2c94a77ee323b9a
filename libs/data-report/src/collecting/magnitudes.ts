const base = Math.log(1.05);

interface Bucket {
  count: number;
  position: number;
  value: string;
}

/** A value that is far from all others, with how many there are about as large. */
export interface Outlying extends Bucket {
  factor: number;
}

/** How large numbers are, to a twentieth: a histogram of their logarithms, with an example for each bar. */
export class Magnitudes {
  readonly #buckets = new Map<number, Bucket>();
  total = 0;

  /** @param magnitude above 0; may be infinite */
  add(magnitude: number, position: number, value: string): void {
    const index = Math.round(Math.log(Math.min(magnitude, Number.MAX_VALUE)) / base);
    const bucket = this.#buckets.get(index);
    this.total += 1;
    if (bucket) bucket.count += 1;
    else this.#buckets.set(index, { count: 1, position, value });
  }

  get size(): number {
    return this.#buckets.size;
  }

  /**
   * What is further from the median of `others` than six robust deviations and a factor of ten. By logarithms, since
   * prices and weights spread by factors; by the median absolute deviation, which outliers do not move.
   */
  outlying(others: Magnitudes = this): Outlying[] {
    const middle = others.#median((index) => index);
    const deviation = 1.4826 * others.#median((index) => Math.abs(index - middle));
    const bound = Math.max(Math.log(10) / base, 6 * deviation);
    return [...this.#buckets]
      .filter(([index]) => Math.abs(index - middle) > bound)
      .map(([index, bucket]) => ({
        ...bucket,
        factor: Math.exp(Math.min(700, Math.abs(index - middle) * base)),
      }));
  }

  #median(of: (index: number) => number): number {
    const sorted = [...this.#buckets]
      .map(([index, { count }]) => ({ at: of(index), count }))
      .sort((a, b) => a.at - b.at);
    let before = 0;
    for (const { at, count } of sorted) {
      before += count;
      if (before * 2 >= this.total) return at;
    }
    return 0;
  }
}
