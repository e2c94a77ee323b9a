import { type FigureVersion, isNotOlder } from './figure.ts';

/** What waits to be told to one page: the newest figure of each SKU, and the newest of everything else. */
export interface Frame<F, O> {
  figures: F[];
  order: O | undefined;
  agesChanged: boolean;
}

/** Shortest time between two frames: four a second. */
export const frameIntervalMs = 250;

/**
 * Gathers changes for one page into frames: the first at once, the next after the interval, each SKU once with its
 * newest figure, never an older one after a newer. Holds one figure per watched SKU at most.
 */
export class LiveFeed<F extends FigureVersion & { sku: string }, O extends { version: number }> {
  readonly #shown = new Map<string, FigureVersion>();
  readonly #waiting = new Map<string, F>();
  readonly #watched: ReadonlySet<string>;
  #orderVersion = -1;
  #order: O | undefined;
  #agesChanged = false;
  #nextFrameAt = 0;

  constructor(watched: Iterable<string>) {
    this.#watched = new Set(watched);
  }

  offerFigure(figure: F): void {
    const { sku, epoch, version } = figure;
    if (!this.#watched.has(sku) || !isNotOlder(figure, this.#shown.get(sku))) return;
    this.#shown.set(sku, { epoch, version });
    this.#waiting.set(sku, figure);
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
    const waits = this.#waiting.size > 0 || this.#order !== undefined || this.#agesChanged;
    return waits ? this.#nextFrameAt : null;
  }

  /** What waits, as one frame; nothing waits afterwards. */
  take(now: number): Frame<F, O> {
    const frame = {
      figures: [...this.#waiting.values()],
      order: this.#order,
      agesChanged: this.#agesChanged,
    };
    this.#waiting.clear();
    this.#order = undefined;
    this.#agesChanged = false;
    this.#nextFrameAt = now + frameIntervalMs;
    return frame;
  }
}
