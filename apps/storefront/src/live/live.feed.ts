import type { CachedOffer } from './offer-cache.ts';

/** What one page has not been sent yet: each offer that has changed, and the newest of everything else. */
export interface Frame<O> {
  offers: CachedOffer[];
  order: O | undefined;
  agesChanged: boolean;
}

/** Shortest time between two frames: four a second. */
export const frameIntervalMs = 250;

/**
 * Gathers changes for one page into frames: the first at once, the next after the interval, each SKU once with its
 * newest offer. Of offers it holds only the revision up to which they were sent.
 */
export class LiveFeed<O extends { version: number }> {
  #offers: readonly CachedOffer[] = [];
  /** Revision of the newest offer that was sent. */
  #sentRevision = 0;
  #offersChanged = false;
  #orderVersion = -1;
  #order: O | undefined;
  #agesChanged = false;
  #nextFrameAt = 0;

  /** What the page shows, from now on. */
  show(offers: readonly CachedOffer[]): void {
    this.#offers = offers;
    this.#sentRevision = 0;
    this.#offersChanged = offers.some(({ revision }) => revision > 0);
  }

  offersChanged(): void {
    this.#offersChanged = true;
  }

  orderChanged(order: O): void {
    if (order.version <= this.#orderVersion) return;
    this.#orderVersion = order.version;
    this.#order = order;
  }

  agesChanged(): void {
    this.#agesChanged = true;
  }

  /** When the next frame may leave, epoch milliseconds; null while there is nothing to send. */
  dueAt(): number | null {
    const pending = this.#offersChanged || this.#order !== undefined || this.#agesChanged;
    return pending ? this.#nextFrameAt : null;
  }

  /** Everything that is to be sent, as one frame; nothing is left afterwards. */
  take(now: number): Frame<O> {
    const offers = this.#offersChanged
      ? this.#offers.filter(({ revision }) => revision > this.#sentRevision)
      : [];
    for (const { revision } of offers) this.#sentRevision = Math.max(this.#sentRevision, revision);
    const frame = { offers, order: this.#order, agesChanged: this.#agesChanged };
    this.#offersChanged = false;
    this.#order = undefined;
    this.#agesChanged = false;
    this.#nextFrameAt = now + frameIntervalMs;
    return frame;
  }
}
