/** Changes a second from which on they are looked for, and below which they are announced again. */
const busy = 50;
const calm = 25;
const windowMilliseconds = 250;
const hushMilliseconds = 2_000;
/**
 * A round costs all services nearly as much for one change as for ten: the more there are, the more of them come
 * together.
 */
const lookEveryMilliseconds = { least: 10, most: 25, perChangeASecond: 0.1 };
/** A lost announcement is made up for after this time. */
export const sweepMilliseconds = 1_000;

/**
 * Decides how capture learns of changes. Each announcement takes a lock over the whole server of the back office
 * until its transaction is on disk, so that many of them make its own work wait: when there are many, they are looked
 * for instead.
 */
export class PollingPolicy {
  /** Changes a second in the last window. */
  #rate = 0;
  #busy = false;
  #taken = 0;
  #windowStart: number;
  #hushedUntil = Number.NEGATIVE_INFINITY;

  /** Instants are milliseconds of one clock. */
  constructor(now: number) {
    this.#windowStart = now;
  }

  /** So many changes were found. @returns for how many milliseconds to hush the back office, null for not at all */
  took(changes: number, now: number): number | null {
    this.#taken += changes;
    const elapsed = now - this.#windowStart;
    if (elapsed >= windowMilliseconds) {
      this.#rate = (this.#taken * 1_000) / elapsed;
      this.#busy = this.#rate >= (this.#busy ? calm : busy);
      this.#taken = 0;
      this.#windowStart = now;
    }
    if (!this.#busy || now < this.#hushedUntil - hushMilliseconds / 2) return null;
    this.#hushedUntil = now + hushMilliseconds;
    return hushMilliseconds;
  }

  /** How long to wait for an announcement before looking again. */
  wait(now: number): number {
    if (!this.mayGoUnannounced(now)) return sweepMilliseconds;
    const { least, most, perChangeASecond } = lookEveryMilliseconds;
    return Math.min(Math.max(this.#rate * perChangeASecond, least), most);
  }

  /** Whether changes may be there that were not announced. */
  mayGoUnannounced(now: number): boolean {
    // A little longer than hushed, for those who decided just before its end.
    return now < this.#hushedUntil + windowMilliseconds;
  }
}
