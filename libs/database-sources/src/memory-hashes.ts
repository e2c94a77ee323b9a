import type { HashSum, KnownHashes } from '@throughline/connector';
import { add, nothing, rangeOf } from './row-hash.ts';

/** What is known of a reader's records, in memory: some 200 bytes a key. */
export class MemoryHashes implements KnownHashes {
  readonly #hashes = new Map<string, HashSum>();

  set(sourceKey: string, of: HashSum): void {
    this.#hashes.set(sourceKey, of);
  }

  delete(sourceKey: string): void {
    this.#hashes.delete(sourceKey);
  }

  async size(): Promise<number> {
    return this.#hashes.size;
  }

  async ranges(bits: number): Promise<ReadonlyMap<number, HashSum>> {
    const ranges = new Map<number, HashSum>();
    for (const [sourceKey, of] of this.#hashes) {
      const range = rangeOf(sourceKey, bits);
      ranges.set(range, add(ranges.get(range) ?? nothing, of));
    }
    return ranges;
  }

  async keys(bits: number, ranges: ReadonlySet<number>): Promise<ReadonlyMap<string, HashSum>> {
    return new Map([...this.#hashes].filter(([sourceKey]) => ranges.has(rangeOf(sourceKey, bits))));
  }
}
