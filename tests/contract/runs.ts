/**
 * How long properties are tried: so many runs, or for `THROUGHLINE_PROPERTY_MINUTES`; with `THROUGHLINE_PROPERTY_SEED`
 * the same examples again.
 */
export function runsOf(few: number): {
  parameters: { seed: number; numRuns: number; interruptAfterTimeLimit?: number };
  timeout: number;
} {
  const minutes = Number(process.env['THROUGHLINE_PROPERTY_MINUTES'] ?? 0);
  const seed = Number(process.env['THROUGHLINE_PROPERTY_SEED'] ?? Date.now() % 1_000_000);
  console.log(`THROUGHLINE_PROPERTY_SEED=${seed}`);
  if (minutes === 0) return { parameters: { seed, numRuns: few }, timeout: 300_000 };
  const limit = minutes * 60_000;
  return {
    parameters: { seed, numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: limit },
    timeout: limit + 300_000,
  };
}
