import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Lifetime, PeriodicJobs, Problem, ServiceConfig } from '@throughline/service';
import { metrics, observe } from '@throughline/telemetry';
import { ProductsService } from '../catalog/products.service.ts';
import type { environment } from '../environment.ts';
import { type Offer, offerView } from '../offers/offer.ts';
import { ReferenceData } from '../offers/reference-data.cache.ts';
import { ShopVersions } from '../offers/shown-versions.service.ts';
import { OrderResponses } from '../orders/order-responses.service.ts';
import { OrderUpdates } from '../orders/order-updates.service.ts';
import type { PlacedOrder } from '../orders/order.tables.ts';
import { OrdersService } from '../orders/orders.service.ts';
import type { Change } from '../projection/changes.ts';
import { ChangesListener, type ChangesSubscriber } from '../projection/changes.listener.ts';
import { JoinedTexts } from './joined-texts.ts';
import { LivePage } from './live.page.ts';
import type { CachedOffer } from './offer-cache.ts';
import { OfferUpdates } from './offer-updates.service.ts';

/** What a page subscribes to. */
export interface Subscription {
  skus: readonly string[];
  country: string;
  order: PlacedOrder | null;
}

const agesEveryMs = 5_000;

/** Open pages, and the updates that are pushed to them. */
@Injectable()
export class LiveService implements ChangesSubscriber, OnApplicationShutdown {
  readonly #pages = new Map<LivePage, () => void>();
  readonly #stopObserving = observe(metrics.liveConnections, () => [{ value: this.#pages.size }]);
  readonly #joined = new JoinedTexts();
  #late = '';

  constructor(
    private readonly offerUpdates: OfferUpdates,
    private readonly orderUpdates: OrderUpdates,
    private readonly orders: OrdersService,
    private readonly responses: OrderResponses,
    private readonly products: ProductsService,
    private readonly reference: ReferenceData,
    private readonly versions: ShopVersions,
    private readonly config: ServiceConfig<typeof environment>,
    changes: ChangesListener,
    lifetime: Lifetime,
    jobs: PeriodicJobs,
  ) {
    changes.subscribe(this);
    jobs.add({
      name: 'storefront.ages',
      everyMs: agesEveryMs,
      runBy: 'every-replica',
      decides: false,
      run: async () => this.#compareAges(),
    });
    lifetime.ending.addEventListener('abort', () => this.#closeAll());
  }

  /** @throws Problem 503 when no more pages are served */
  requireCapacity(): void {
    if (this.#pages.size < this.config.own.LIVE_CONNECTIONS_MAX) return;
    throw new Problem(503, 'Too many pages are open', { headers: { 'retry-after': '10' } });
  }

  /** Subscribes before it takes the snapshot, so that no change falls between. */
  async open(out: ServerResponse, { skus, country, order }: Subscription): Promise<void> {
    const page = new LivePage(out, {
      texts: (offers) => this.#texts(offers, country),
      ages: () => this.reference.ages(),
    });
    const { offers, unsubscribe } = this.offerUpdates.subscribe(skus, page);
    const unsubscribes = [
      unsubscribe,
      ...(order
        ? [
            this.orderUpdates.subscribe(
              order.orderNumber,
              (changed) => void this.#orderChanged(page, changed),
            ),
          ]
        : []),
    ];
    const close = () => {
      for (const each of unsubscribes) each();
      this.#pages.delete(page);
      page.close();
    };
    this.#pages.set(page, close);
    out.on('close', close);
    try {
      await this.offerUpdates.ensureLoaded(offers);
      const latest = order && (await this.orders.find(order.orderNumber));
      const view = latest && (await this.responses.view(latest));
      page.open(offers, view ?? null);
    } catch (error) {
      close();
      throw error;
    }
  }

  onChanges(changes: readonly Change[]): void {
    const topics = new Set(changes.map(({ topic }) => topic));
    if (topics.has('erp.taxes')) this.products.catalogChanged();
    if (
      ['erp.taxes', 'erp.sources', 'integration.flows', 'customers.accounts'].some((topic) =>
        topics.has(topic as Change['topic']),
      )
    )
      void this.#reload();
  }

  onMissed(): void {
    void this.#reload();
  }

  onApplicationShutdown(): void {
    this.#stopObserving();
    this.#closeAll();
  }

  async #orderChanged(page: LivePage, order: PlacedOrder): Promise<void> {
    const view = await this.responses.view(order).catch(() => null);
    if (view) page.orderChanged(view);
  }

  async #reload(): Promise<void> {
    const { strategiesVersion } = this.reference;
    await this.reference.refresh();
    // Every price may be another one now.
    if (this.reference.strategiesVersion !== strategiesVersion) this.offerUpdates.onMissed();
    this.#compareAges();
  }

  /** Pages are told when stock or prices become stale or are up to date again, not at every heartbeat of a flow. */
  #compareAges(): void {
    const { stock, prices } = this.reference.ages();
    const late = JSON.stringify([stock?.late && stock.asOf, prices?.late && prices.asOf]);
    if (late === this.#late) return;
    this.#late = late;
    for (const page of this.#pages.keys()) page.agesChanged();
  }

  #texts(offers: readonly CachedOffer[], country: string): string {
    const { ratesVersion } = this.reference;
    return this.#joined.textOf(offers, country, ratesVersion, (cached) =>
      cached.text(country, ratesVersion, this.#render),
    );
  }

  readonly #render = (offer: Offer, country: string, traceparent: string | undefined): string => {
    const view = offerView(offer, country, {
      rateOf: this.reference.rateOf,
      idOf: this.versions.idOf,
    });
    return JSON.stringify(traceparent === undefined ? view : { ...view, traceparent });
  };

  #closeAll(): void {
    for (const close of this.#pages.values()) close();
  }
}
