type Falsy = false | '' | 0 | null | undefined;

export interface UntilOptions {
  /**
   * Milliseconds after which the condition counts as never met; default 180,000: far beyond what it takes on a machine
   * that is busy with other things, so that only what never happens fails.
   */
  timeoutMs?: number;
  /** Milliseconds between two looks; default 20. */
  everyMs?: number;
}

/**
 * Waits for a condition: looks again until `look` returns something truthy, and returns that. A look that throws
 * counts as not yet.
 * @throws Error with the last thing seen when the time is over.
 */
export async function until<T>(
  look: () => T | Promise<T>,
  { timeoutMs = 180_000, everyMs = 20 }: UntilOptions = {},
): Promise<Exclude<T, Falsy>> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    let seen: unknown;
    try {
      const result = await look();
      if (result) return result as Exclude<T, Falsy>;
      seen = result;
    } catch (error) {
      seen = error;
    }
    if (performance.now() > end)
      throw new Error(`Not met within ${timeoutMs} ms; last seen: ${String(seen)}`, { cause: seen });
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
