import type { DataSource } from '@throughline/persistence';

/** The statistics change when the table is analysed, which the database does after many changes. */
const readEveryMs = 60_000;
/** Share of the products from which a word counts as common. */
const commonShare = 0.001;

/**
 * Words that many products have, by the database's own statistics. An index scan for the prefix of such a word visits
 * all of its products, however few of them have the other words as well.
 */
export class CommonWords {
  #shares: { word: string; share: number }[] = [];
  #readAt = -Infinity;

  constructor(private readonly dataSource: DataSource) {}

  /** Of words to search for, those that match the fewest products: all that are not common, or the least common one. */
  async rarestOf(words: readonly string[], now: number): Promise<string[]> {
    if (now - this.#readAt >= readEveryMs) await this.#read(now);
    const shares = words.map((word) => this.#shareOf(word));
    const least = Math.min(...shares);
    return words.filter((_, index) => shares[index] === least);
  }

  /** Products with two such words count twice, which is good enough to compare words by. */
  #shareOf(prefix: string): number {
    const matching = this.#shares.filter(({ word }) => word.startsWith(prefix));
    return matching.reduce((sum, { share }) => sum + share, 0);
  }

  async #read(now: number): Promise<void> {
    this.#readAt = now;
    this.#shares = await this.dataSource.query(
      `select common.word, common.share
       from pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) as common (word, share)
       where schemaname = current_schema() and tablename = 'catalog_products' and attname = 'search'
         and common.word is not null and common.share >= $1`,
      [commonShare],
    );
  }
}
