import { hash } from 'node:crypto';

/** Keys beyond which none are counted any more, so that memory stays bounded. */
const mostKeys = 2_000_000;

/** Counts distinct texts by 52 bits of their hashes, in 16 to 32 bytes each. Among a million, one in 10,000 counts is off by one. */
export class Distinct {
  readonly #most: number;
  /** An open hash table; 0 is free. */
  #slots = new Float64Array(1_024);
  #size = 0;

  constructor(most = mostKeys) {
    this.#most = most;
  }

  /** Whether it is new; also true of all beyond the limit. */
  add(text: string): boolean {
    if (this.#size >= this.#most) return true;
    const digest = hash('sha256', text, 'buffer');
    const isNew = this.#put(digest.readUInt32BE(0) * 2 ** 20 + (digest.readUInt32BE(4) >>> 12) || 1);
    if (isNew) this.#size += 1;
    if (this.#size * 2 > this.#slots.length) this.#grow();
    return isNew;
  }

  /** Null when there are too many to count. */
  get size(): number | null {
    return this.#size >= this.#most ? null : this.#size;
  }

  #put(value: number): boolean {
    const slots = this.#slots;
    for (let at = value % slots.length; ; at = (at + 1) % slots.length) {
      if (slots[at] === value) return false;
      if (slots[at] !== 0) continue;
      slots[at] = value;
      return true;
    }
  }

  #grow(): void {
    const values = this.#slots;
    this.#slots = new Float64Array(values.length * 2);
    for (const value of values) if (value !== 0) this.#put(value);
  }
}
