import fc from 'fast-check';
import { Memory } from './memory.ts';
import { Watchdog } from './watchdog.ts';

const given = process.env['THROUGHLINE_FUZZ_SECONDS'];
const seconds = Number(given ?? 0.5);
/** Who gives no time wants the same values each time. */
const firstSeed = Number(
  process.env['THROUGHLINE_FUZZ_SEED'] ?? (given === undefined ? 1 : Date.now() % 1_000_000_000),
);
const runs = 50;

/** Time that a test around {@link fuzz} may take. */
export const fuzzTimeoutMs = (seconds + 60) * 1_000;

/**
 * Tries a property with ever new values for THROUGHLINE_FUZZ_SECONDS, or for half a second with values that are always the
 * same. A failure tells its seed; THROUGHLINE_FUZZ_SEED begins with that. A value that is tried without end ends the
 * process, which says what it was; so does memory that grows from value to value.
 * @throws Error of fast-check with the smallest value found that fails
 */
export async function fuzz<T>(property: fc.IRawProperty<T, boolean>): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  const watchdog = new Watchdog();
  const memory = given === undefined ? null : new Memory();
  const watched = Object.create(property, {
    run: {
      value: (value: T) => {
        watchdog.note(value);
        return property.run(value);
      },
    },
  }) as fc.IAsyncProperty<T>;
  try {
    for (let batch = 0; batch === 0 || performance.now() < end; batch++) {
      watchdog.begin(firstSeed + batch);
      await fc.assert(watched, { seed: firstSeed + batch, numRuns: runs, endOnFailure: false });
      watchdog.rest();
      memory?.look(batch);
      // Whoever waits for this process to answer gets a turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    memory?.judge();
  } finally {
    await watchdog.end();
  }
}
