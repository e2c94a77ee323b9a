import type { ServerResponse } from 'node:http';
import type { Figure } from './figure.ts';
import { LiveFeed } from './live.feed.ts';
import type { OrderView } from './order-view.ts';

/** A figure as text, made once for all pages of a country. */
export interface RenderedFigure {
  sku: string;
  epoch: number;
  version: number;
  json: string;
}

/** A page that reads this slowly is let go; it comes back with a snapshot. */
const unreadLimitBytes = 256 * 1024;
const heartbeatMs = 15_000;

/** One open page: writes server-sent events, at most four frames a second, and a comment while nothing happens. */
export class LivePage {
  readonly #feed: LiveFeed<RenderedFigure, OrderView>;
  readonly #out: ServerResponse;
  readonly #ages: () => unknown;
  readonly #heartbeat: NodeJS.Timeout;
  /** Ends the wait for the next frame, if one is to leave. */
  #cancel: (() => void) | undefined;
  #open = false;
  readonly country: string;

  constructor(
    out: ServerResponse,
    { skus, country, ages }: { skus: readonly string[]; country: string; ages: () => unknown },
  ) {
    this.#out = out;
    this.#feed = new LiveFeed(skus);
    this.#ages = ages;
    this.country = country;
    this.#heartbeat = setInterval(() => this.#write(': still here\n\n'), heartbeatMs);
  }

  /** Sends what the page watches as it is now, and from then on what changes. */
  open(figures: readonly RenderedFigure[], order: OrderView | null): void {
    for (const figure of figures) this.#feed.offerFigure(figure);
    if (order) this.#feed.offerOrder(order);
    this.#feed.offerAges();
    this.#open = true;
    this.#flush('snapshot');
  }

  offerFigure(figure: RenderedFigure): void {
    this.#feed.offerFigure(figure);
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
      `"figures":[${figures.map(({ json }) => json).join(',')}]`,
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

/** Figures as text, each made once per country however many pages show it. */
export class FigureTexts {
  readonly #texts = new WeakMap<Figure, Map<string, string>>();

  constructor(
    private readonly render: (figure: Figure, country: string, traceparent: string | undefined) => string,
  ) {}

  of(figure: Figure, country: string, traceparent?: string): RenderedFigure {
    let byCountry = this.#texts.get(figure);
    if (!byCountry) this.#texts.set(figure, (byCountry = new Map()));
    let json = byCountry.get(country);
    if (json === undefined) byCountry.set(country, (json = this.render(figure, country, traceparent)));
    const { sku, epoch, version } = figure;
    return { sku, epoch, version, json };
  }
}
