import type { ServerResponse } from 'node:http';
import type { Onlooker, Slot } from './offer-cache.ts';
import { LiveFeed } from './live.feed.ts';
import type { OrderView } from '../orders/order.ts';

/** A page that reads this slowly is let go; it comes back with a snapshot. */
const unreadLimitBytes = 256 * 1024;
const heartbeatMs = 15_000;

/** One open page: writes server-sent events, at most four frames a second, and a comment while nothing happens. */
export class LivePage implements Onlooker {
  readonly #feed = new LiveFeed<OrderView>();
  readonly #out: ServerResponse;
  readonly #texts: (slots: readonly Slot[]) => string[];
  readonly #ages: () => unknown;
  readonly #heartbeat: NodeJS.Timeout;
  /** Ends the wait for the next frame, if one is to leave. */
  #cancel: (() => void) | undefined;
  #open = false;

  /** @param texts makes JSON of figures */
  constructor(
    out: ServerResponse,
    { texts, ages }: { texts: (slots: readonly Slot[]) => string[]; ages: () => unknown },
  ) {
    this.#out = out;
    this.#texts = texts;
    this.#ages = ages;
    this.#heartbeat = setInterval(() => this.#write(': still here\n\n'), heartbeatMs);
  }

  /** Sends what the page watches as it is now, and from then on what changes. */
  open(slots: readonly Slot[], order: OrderView | null): void {
    this.#feed.show(slots);
    if (order) this.#feed.offerOrder(order);
    this.#feed.offerAges();
    this.#open = true;
    this.#flush('snapshot');
  }

  figureChanged(): void {
    this.#feed.offerFigures();
    this.#schedule();
  }

  offerOrder(order: OrderView): void {
    this.#feed.offerOrder(order);
    this.#schedule();
  }

  offerAges(): void {
    this.#feed.offerAges();
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
      // What is read in one turn leaves in one frame; else all but the first of it would wait for the next.
      const immediate = setImmediate(flush);
      this.#cancel = () => clearImmediate(immediate);
    }
  }

  #flush(event: 'snapshot' | 'change'): void {
    this.#cancel = undefined;
    const { figures, order, agesChanged } = this.#feed.take(Date.now());
    const parts = [
      `"at":${JSON.stringify(new Date())}`,
      `"figures":[${this.#texts(figures).join(',')}]`,
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
