import type { Offer } from '../offers/offer.ts';

/** Told that an offer it has subscribed to has changed. */
export interface OfferSubscriber {
  offerChanged(): void;
}

/** An offer as it was loaded from the database. */
export interface LoadedOffer {
  offer: Offer;
  /** Loads that begin later have greater numbers; clocks may go back. */
  number: number;
  /** W3C trace context of the push that it is for. */
  traceparent?: string | undefined;
}

/** The newest offer of a SKU, held once for all pages that show it. */
export class CachedOffer {
  readonly subscribers = new Set<OfferSubscriber>();
  #loaded: LoadedOffer | undefined;
  #revision = 0;
  readonly #texts = new Map<string, string>();
  #ratesVersion = Number.NaN;

  constructor(readonly sku: string) {}

  get offer(): Offer | undefined {
    return this.#loaded?.offer;
  }

  /**
   * Greater than that of every offer cached before, whatever its SKU; 0 while nothing is loaded. What is loaded is kept the
   * newest for as long as anybody has subscribed.
   */
  get revision(): number {
    return this.#revision;
  }

  update(loaded: LoadedOffer, revision: number): void {
    this.#loaded = loaded;
    this.#revision = revision;
    this.#texts.clear();
  }

  /**
   * How what was loaded compares with what is cached. Price windows open and close without a change of version, and the
   * versions of a rebuilt projection begin afresh.
   */
  compare({ offer, number }: LoadedOffer): 'newer' | 'same' | 'older' {
    if (this.#loaded === undefined) return 'newer';
    const { offer: cached, number: before } = this.#loaded;
    const sameEpoch = offer.epoch === cached.epoch;
    if (sameEpoch && offer.version !== cached.version)
      return offer.version > cached.version ? 'newer' : 'older';
    if (number < before) return 'older';
    return sameEpoch && winnersOf(offer) === winnersOf(cached) ? 'same' : 'newer';
  }

  /**
   * The offer as text, rendered once per country for as long as the same tax rates hold.
   * @param render is given the offer and the W3C trace context of the push that brought it
   */
  text(
    country: string,
    ratesVersion: number,
    render: (offer: Offer, country: string, traceparent: string | undefined) => string,
  ): string {
    if (this.#ratesVersion !== ratesVersion) this.#texts.clear();
    this.#ratesVersion = ratesVersion;
    let text = this.#texts.get(country);
    if (text === undefined && this.#loaded) {
      const { offer, traceparent } = this.#loaded;
      this.#texts.set(country, (text = render(offer, country, traceparent)));
    }
    return text ?? '';
  }
}

/** The price versions that hold for the units that it is sold in. */
function winnersOf({ price, packs }: Offer): string {
  return [price, ...packs.map((pack) => pack.price)].map(({ winner }) => winner?.version ?? '').join('|');
}

/** The newest offers of all SKUs that open pages show. */
export class OfferCache {
  readonly #offers = new Map<string, CachedOffer>();
  #revisions = 0;

  /** @returns the cached offers of the SKUs, still to be loaded where nobody else has subscribed */
  subscribe(
    skus: Iterable<string>,
    subscriber: OfferSubscriber,
  ): { offers: CachedOffer[]; unsubscribe: () => void } {
    const own = new Map<string, CachedOffer>();
    for (const sku of skus) {
      let cached = this.#offers.get(sku);
      if (!cached) this.#offers.set(sku, (cached = new CachedOffer(sku)));
      cached.subscribers.add(subscriber);
      own.set(sku, cached);
    }
    const unsubscribe = () => {
      for (const [sku, cached] of own) {
        cached.subscribers.delete(subscriber);
        if (cached.subscribers.size === 0 && this.#offers.get(sku) === cached) this.#offers.delete(sku);
      }
    };
    return { offers: [...own.values()], unsubscribe };
  }

  /** Whether anybody has subscribed to the SKU. */
  has(sku: string): boolean {
    return this.#offers.has(sku);
  }

  skus(): Iterable<string> {
    return this.#offers.keys();
  }

  /** Whether subscribers would learn anything from it. */
  isNewer(loaded: LoadedOffer): boolean {
    return this.#offers.get(loaded.offer.sku)?.compare(loaded) === 'newer';
  }

  /** Caches an offer, never an older one after a newer, and tells subscribers of one that is newer. */
  put(loaded: LoadedOffer): void {
    const cached = this.#offers.get(loaded.offer.sku);
    const age = cached?.compare(loaded);
    if (!cached || age === 'older') return;
    if (age === 'same') return cached.update(loaded, cached.revision);
    cached.update(loaded, ++this.#revisions);
    for (const subscriber of cached.subscribers) subscriber.offerChanged();
  }
}
