import fc from 'fast-check';
import { Memory } from './memory.ts';
import { Watchdog } from './watchdog.ts';

const seconds = Number(process.env['THROUGHLINE_FUZZ_SECONDS'] ?? 0);
const seed = process.env['THROUGHLINE_FUZZ_SEED'];
const runs = 50;
/** Without time of its own a property is tried with the same values each time. */
const fixed = { seed: 1, batches: 4 };

/** Time that a test around {@link fuzz} may take. */
export const fuzzTimeoutMs = (seconds + 60) * 1_000;

/**
 * Tries a property with ever new values for THROUGHLINE_FUZZ_SECONDS, or without these with a few that are always the
 * same. A failure tells its seed; THROUGHLINE_FUZZ_SEED begins with that. A value that is tried without end ends the
 * process, which says what it was; so does memory that grows from value to value.
 * @throws Error of fast-check with the smallest value found that fails
 */
export async function fuzz<T>(property: fc.IRawProperty<T, boolean>): Promise<void> {
  const firstSeed = Number(seed ?? (seconds > 0 ? Date.now() % 1_000_000_000 : fixed.seed));
  const end = performance.now() + seconds * 1_000;
  const isOver = (batch: number) => (seconds > 0 ? performance.now() >= end : batch >= fixed.batches);
  const watchdog = new Watchdog();
  const memory = seconds > 0 ? new Memory() : null;
  const watched = Object.create(property, {
    run: {
      value: (value: T) => {
        watchdog.note(value);
        return property.run(value);
      },
    },
  }) as fc.IAsyncProperty<T>;
  try {
    for (let batch = 0; !isOver(batch); batch++) {
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
