import fc from 'fast-check';

const seconds = Number(process.env['THROUGHLINE_FUZZ_SECONDS'] ?? 0.5);
const firstSeed = Number(process.env['THROUGHLINE_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
const runs = 50;

/** Time that a test around {@link fuzz} may take. */
export const fuzzTimeoutMs = (seconds + 60) * 1_000;

/**
 * Tries a property with ever new values until its time is over: THROUGHLINE_FUZZ_SECONDS, or half a second. A failure
 * tells its seed; THROUGHLINE_FUZZ_SEED begins with that.
 * @throws Error of fast-check with the smallest value found that fails
 */
export async function fuzz<T>(property: fc.IRawProperty<T, boolean>): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  for (let seed = firstSeed; performance.now() < end; seed++) {
    await fc.assert(property as fc.IAsyncProperty<T>, { seed, numRuns: runs, endOnFailure: false });
    // Whoever waits for this process to answer gets a turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
