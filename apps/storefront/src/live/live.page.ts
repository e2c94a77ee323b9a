import type { ServerResponse } from 'node:http';
import type { OrderView } from '../orders/order.ts';
import { LiveFeed } from './live.feed.ts';
import type { CachedOffer, OfferSubscriber } from './offer-cache.ts';

/** A page that reads this slowly is disconnected; it reconnects and begins with a snapshot. */
const unreadLimitBytes = 256 * 1024;
const heartbeatMs = 15_000;

/** One open page: writes server-sent events, at most four frames a second, and a comment as a heartbeat. */
export class LivePage implements OfferSubscriber {
  readonly #feed = new LiveFeed<OrderView>();
  readonly #out: ServerResponse;
  readonly #texts: (offers: readonly CachedOffer[]) => string;
  readonly #ages: () => unknown;
  readonly #heartbeat: NodeJS.Timeout;
  /** Cancels the next frame, when one is scheduled. */
  #cancel: (() => void) | undefined;
  #open = false;

  /** @param texts renders offers as JSON, separated by commas */
  constructor(
    out: ServerResponse,
    { texts, ages }: { texts: (offers: readonly CachedOffer[]) => string; ages: () => unknown },
  ) {
    this.#out = out;
    this.#texts = texts;
    this.#ages = ages;
    this.#heartbeat = setInterval(() => this.#write(': still here\n\n'), heartbeatMs);
  }

  /** Sends a snapshot of what the page shows, and from then on what changes. */
  open(offers: readonly CachedOffer[], order: OrderView | null): void {
    this.#feed.show(offers);
    if (order) this.#feed.orderChanged(order);
    this.#feed.agesChanged();
    this.#open = true;
    this.#flush('snapshot');
  }

  offerChanged(): void {
    this.#feed.offersChanged();
    this.#schedule();
  }

  orderChanged(order: OrderView): void {
    this.#feed.orderChanged(order);
    this.#schedule();
  }

  agesChanged(): void {
    this.#feed.agesChanged();
    this.#schedule();
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#cancel?.();
    this.#open = false;
    this.#out.end();
  }

  #schedule(): void {
    const due = this.#open && this.#cancel === undefined ? this.#feed.dueAt() : null;
    if (due === null) return;
    const wait = due - Date.now();
    const flush = () => this.#flush('change');
    if (wait > 0) {
      const timer = setTimeout(flush, wait);
      this.#cancel = () => clearTimeout(timer);
    } else {
      // What changes in one turn of the event loop leaves in one frame; else all but the first would wait for the next.
      const immediate = setImmediate(flush);
      this.#cancel = () => clearImmediate(immediate);
    }
  }

  #flush(event: 'snapshot' | 'change'): void {
    this.#cancel = undefined;
    const { offers, order, agesChanged } = this.#feed.take(Date.now());
    const parts = [
      `"at":${JSON.stringify(new Date())}`,
      `"figures":[${this.#texts(offers)}]`,
      ...(order ? [`"order":${JSON.stringify(order)}`] : []),
      ...(agesChanged ? [`"ages":${JSON.stringify(this.#ages())}`] : []),
    ];
    this.#write(`event: ${event}\ndata: {${parts.join(',')}}\n\n`);
  }

  #write(text: string): void {
    if (this.#out.writableLength > unreadLimitBytes) this.#out.destroy();
    else if (!this.#out.writableEnded) this.#out.write(text);
  }
}
