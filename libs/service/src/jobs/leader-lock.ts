import { AdvisoryLock, connect } from '@throughline/persistence';
import type { Connection } from '@throughline/persistence';

/** The database ends the session of a leader that has said nothing for so long: its process hangs. */
const silenceMs = 10_000;

/** Which replica leads: the one whose session holds the advisory lock of that name. */
export class LeaderLock {
  readonly #url: string;
  readonly #name: string;
  #held: { session: Connection; ending: AbortSignal } | undefined;

  constructor(databaseUrl: string, name: string) {
    this.#url = databaseUrl;
    this.#name = name;
  }

  /**
   * Leads from now on, if nobody does.
   * @param stop what ends the leadership, besides the loss of its session
   * @returns what aborts when the leadership ends; undefined while another replica leads
   */
  async lead(stop: AbortSignal): Promise<AbortSignal | undefined> {
    if (this.#held && !this.#held.ending.aborted) return this.#held.ending;
    await this.release();
    const session = await connect({ url: this.#url, name: this.#name, statementTimeoutMs: 5_000 });
    try {
      // Of 32 bits, as the versions before took the lock of `pricing.removal`.
      const lock = await AdvisoryLock.try(session, { text: this.#name, bits: 32 }, { silenceMs });
      if (lock) this.#held = { session, ending: AbortSignal.any([lock.lost, stop]) };
      return this.#held?.ending;
    } finally {
      if (!this.#held) await session.close();
    }
  }

  /** Leaves it to another. */
  async release(): Promise<void> {
    await this.#held?.session.close();
    this.#held = undefined;
  }
}
