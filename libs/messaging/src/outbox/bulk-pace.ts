import { rowsPerLane } from './outbox-reader.ts';

/** How long bulk makes way after urgent rows were there: longer than the next row of the same order is away. */
const yieldMs = 200;
/** Of the time, bulk takes one part in so many while it makes way. */
const parts = 4;
const rowsWhileYielding = 250;

/**
 * How much bulk the relay may send. Whoever waits for an urgent row waits for the request before it too, and for all that
 * readers do with that: while urgent rows come, bulk leaves in small requests with pauses between, and never stands still.
 * Instants are of `performance.now()`.
 */
export class BulkPace {
  #urgentAt = Number.NEGATIVE_INFINITY;
  #againAt = Number.NEGATIVE_INFINITY;

  /** Urgent rows were there. */
  sawUrgent(now = performance.now()): void {
    this.#urgentAt = now;
  }

  /** A request with bulk was under way from `began` to `ended`. */
  sent(began: number, ended: number): void {
    this.#againAt = ended + Math.min((parts - 1) * (ended - began), yieldMs);
  }

  isYielding(now = performance.now()): boolean {
    return now < this.#urgentAt + yieldMs;
  }

  /** Most rows of bulk in the next request. */
  rows(now = performance.now()): number {
    if (!this.isYielding(now)) return rowsPerLane.other;
    return now < this.#againAt ? 0 : rowsWhileYielding;
  }

  /** Milliseconds until bulk may be sent again; 0 when it may. */
  pause(now = performance.now()): number {
    return Math.max(0, Math.min(this.#againAt, this.#urgentAt + yieldMs) - now);
  }
}
