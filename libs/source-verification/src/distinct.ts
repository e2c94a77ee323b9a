import { hash } from 'node:crypto';

/** Keys beyond which none are counted any more, so that memory stays bounded. */
const most = 2_000_000;

/** Counts distinct texts by their hashes. */
export class Distinct {
  readonly #seen = new Set<string>();

  /** Whether it is new; also true of all beyond the limit. */
  add(text: string): boolean {
    if (this.#seen.size >= most) return true;
    const before = this.#seen.size;
    this.#seen.add(hash('sha256', text, 'base64url').slice(0, 16));
    return this.#seen.size > before;
  }

  /** Null when there are too many to count. */
  get size(): number | null {
    return this.#seen.size >= most ? null : this.#seen.size;
  }
}
