import type { CachedOffer } from './offer-cache.ts';

/** Lists that are kept at most; a shop has about as many pages that many people look at. */
const most = 256;
/** Shorter ones are joined sooner than found. */
const shortest = 8;

/**
 * The offers of a list as one text, put together once for all pages that show the same and are told the same of it. What
 * has changed since is another text; lists that nobody has asked for lately are given up.
 */
export class JoinedTexts {
  readonly #texts = new Map<string, { revisions: string; text: string }>();

  /** @param render gives the text of one offer; of offers without one there is none */
  textOf(
    offers: readonly CachedOffer[],
    country: string,
    ratesVersion: number,
    render: (offer: CachedOffer) => string,
  ): string {
    const join = () => offers.map(render).join(',');
    if (offers.length < shortest) return join();
    const list = `${country} ${offers.map(({ sku }) => sku).join(' ')}`;
    // Revisions of all offers are told apart, whatever their SKU: of two lists that were equal once, one has changed.
    const newest = Math.max(...offers.map(({ revision }) => revision));
    const revisions = `${ratesVersion} ${newest}`;
    let known = this.#texts.get(list);
    if (known?.revisions !== revisions) known = { revisions, text: join() };
    this.#texts.delete(list);
    this.#texts.set(list, known);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= most) break;
      this.#texts.delete(oldest);
    }
    return known.text;
  }
}
