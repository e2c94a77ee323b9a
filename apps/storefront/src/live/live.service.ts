import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Lifetime, Problem, ServiceConfig } from '@throughline/service';
import { metrics, observe } from '@throughline/telemetry';
import type { Change } from '../projection/changes.ts';
import { ChangesListener, type ChangesSubscriber } from '../projection/changes.listener.ts';
import type { environment } from '../environment.ts';
import { type Figure, figureView } from '../offers/offer.ts';
import type { Slot } from './offer-cache.ts';
import { LivePage } from './live.page.ts';
import { OrderReader } from '../orders/order-reader.ts';
import { OrderViews } from '../orders/order-views.ts';
import { OrderWatch } from '../orders/order-updates.service.ts';
import type { PlacedOrder } from '../orders/order.tables.ts';
import { ProductsService } from '../catalog/products.service.ts';
import { ReferenceData } from '../offers/reference-data.cache.ts';
import { SkuWatch } from './offer-updates.service.ts';
import type { ServerResponse } from 'node:http';

/** What a page wants to be told of. */
export interface Subscription {
  skus: readonly string[];
  country: string;
  order: PlacedOrder | null;
}

const agesEveryMs = 5_000;

/** Open pages, and the news that reach them. */
@Injectable()
export class LiveService implements ChangesSubscriber, OnApplicationShutdown {
  readonly #pages = new Map<LivePage, () => void>();
  readonly #agesTimer = setInterval(() => this.#compareAges(), agesEveryMs).unref();
  readonly #stopObserving = observe(metrics.liveConnections, () => [{ value: this.#pages.size }]);
  #late = '';

  constructor(
    private readonly skus: SkuWatch,
    private readonly orders: OrderWatch,
    private readonly orderReader: OrderReader,
    private readonly orderViews: OrderViews,
    private readonly products: ProductsService,
    private readonly reference: ReferenceData,
    private readonly config: ServiceConfig<typeof environment>,
    changes: ChangesListener,
    lifetime: Lifetime,
  ) {
    changes.subscribe(this);
    lifetime.ending.addEventListener('abort', () => this.#closeAll());
  }

  /** @throws Problem 503 when no more pages are served */
  requireRoom(): void {
    if (this.#pages.size < this.config.own.LIVE_CONNECTIONS_MAX) return;
    throw new Problem(503, 'Too many pages are open', { headers: { 'retry-after': '10' } });
  }

  /** Watches first and takes the snapshot then, so that nothing falls between. */
  async open(out: ServerResponse, { skus, country, order }: Subscription): Promise<void> {
    const page = new LivePage(out, {
      texts: (slots) => this.#texts(slots, country),
      ages: () => this.reference.ages(),
    });
    const { slots, leave } = this.skus.watch(skus, page);
    const stops = [
      leave,
      ...(order
        ? [this.orders.watch(order.orderNumber, (changed) => void this.#offerOrder(page, changed))]
        : []),
    ];
    const close = () => {
      for (const stop of stops) stop();
      this.#pages.delete(page);
      page.close();
    };
    this.#pages.set(page, close);
    out.on('close', close);
    try {
      await this.skus.refresh(skus);
      const latest = order && (await this.orderReader.read(order.orderNumber));
      const view = latest && (await this.orderViews.view(latest));
      page.open(slots, view ?? null);
    } catch (error) {
      close();
      throw error;
    }
  }

  onChanges(changes: readonly Change[]): void {
    const topics = new Set(changes.map(({ topic }) => topic));
    if (topics.has('erp.taxes')) this.products.catalogChanged();
    if (
      ['erp.taxes', 'integration.flows', 'customers.accounts'].some((topic) =>
        topics.has(topic as Change['topic']),
      )
    )
      void this.#reload();
  }

  onMissed(): void {
    void this.#reload();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#agesTimer);
    this.#stopObserving();
    this.#closeAll();
  }

  async #offerOrder(page: LivePage, order: PlacedOrder): Promise<void> {
    const view = await this.orderViews.view(order).catch(() => null);
    if (view) page.offerOrder(view);
  }

  async #reload(): Promise<void> {
    await this.reference.refresh();
    this.#compareAges();
  }

  /** Pages are told when a kind of figure becomes late or is on time again, not with every sign of life. */
  #compareAges(): void {
    const { stock, prices } = this.reference.ages();
    const late = JSON.stringify([stock?.late && stock.asOf, prices?.late && prices.asOf]);
    if (late === this.#late) return;
    this.#late = late;
    for (const page of this.#pages.keys()) page.offerAges();
  }

  #texts(slots: readonly Slot[], country: string): string[] {
    const { ratesVersion } = this.reference;
    return slots.map((slot) => slot.text(country, ratesVersion, this.#render));
  }

  readonly #render = (figure: Figure, country: string, traceparent: string | undefined): string => {
    const view = figureView(figure, country, this.reference.rateOf);
    return JSON.stringify(traceparent === undefined ? view : { ...view, traceparent });
  };

  #closeAll(): void {
    for (const close of this.#pages.values()) close();
  }
}
