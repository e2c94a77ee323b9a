import type { Slot } from './offer-cache.ts';

/** What waits to be told to one page: the newest figure of each SKU that has changed, and the newest of everything else. */
export interface Frame<O> {
  figures: Slot[];
  order: O | undefined;
  agesChanged: boolean;
}

/** Shortest time between two frames: four a second. */
export const frameIntervalMs = 250;

/**
 * Gathers changes for one page into frames: the first at once, the next after the interval, each SKU once with its
 * newest figure. Of figures it holds only which was the last that it told.
 */
export class LiveFeed<O extends { version: number }> {
  #slots: readonly Slot[] = [];
  /** Turn of the newest figure that was told. */
  #told = 0;
  #figuresChanged = false;
  #orderVersion = -1;
  #order: O | undefined;
  #agesChanged = false;
  #nextFrameAt = 0;

  /** What the page shows, from now on. */
  show(slots: readonly Slot[]): void {
    this.#slots = slots;
    this.#told = 0;
    this.#figuresChanged = slots.some(({ turn }) => turn > 0);
  }

  offerFigures(): void {
    this.#figuresChanged = true;
  }

  offerOrder(order: O): void {
    if (order.version <= this.#orderVersion) return;
    this.#orderVersion = order.version;
    this.#order = order;
  }

  offerAges(): void {
    this.#agesChanged = true;
  }

  /** When the next frame may leave, epoch milliseconds; null while nothing waits. */
  dueAt(): number | null {
    const waits = this.#figuresChanged || this.#order !== undefined || this.#agesChanged;
    return waits ? this.#nextFrameAt : null;
  }

  /** What waits, as one frame; nothing waits afterwards. */
  take(now: number): Frame<O> {
    const figures = this.#figuresChanged ? this.#slots.filter(({ turn }) => turn > this.#told) : [];
    for (const { turn } of figures) this.#told = Math.max(this.#told, turn);
    const frame = { figures, order: this.#order, agesChanged: this.#agesChanged };
    this.#figuresChanged = false;
    this.#order = undefined;
    this.#agesChanged = false;
    this.#nextFrameAt = now + frameIntervalMs;
    return frame;
  }
}
