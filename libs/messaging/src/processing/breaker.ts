import { SystemError } from '../errors.ts';

/** So many records may be parked on suspicion before nothing more is. */
const few = 5;
/** After so many records that were handled, one more may. */
const handledForOne = 1_000;

/**
 * Counts the records of a group that are parked although nothing says that they are at fault. With more than a few of them
 * it is the service that fails, and parking on would put aside, one by one, what is good.
 */
export class Breaker {
  #suspects = 0;
  #handled = 0;

  /** @throws SystemError when these may not be parked on suspicion as well. */
  allow(suspects: readonly Error[]): void {
    const [first] = suspects;
    if (first === undefined || this.#suspects + suspects.length <= few) return;
    throw new SystemError(
      `More than ${few} records fail, and nothing says that it is their fault: no more are parked. ${first.name}: ${first.message}`,
      { cause: first },
    );
  }

  /** Remembers what was applied. */
  applied(records: number, suspects: number): void {
    this.#handled += records;
    const forgotten = Math.floor(this.#handled / handledForOne);
    this.#handled %= handledForOne;
    this.#suspects = Math.max(0, this.#suspects - forgotten) + suspects;
  }
}
