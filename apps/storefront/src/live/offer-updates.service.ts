import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { Clock } from '@throughline/service';
import {
  attributes,
  contextFrom,
  currentTraceparent,
  histogram,
  metrics,
  tracer,
} from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import { ProductsService } from '../catalog/products.service.ts';
import { goneOffer, offerOf } from '../offers/offer.ts';
import { SellerRules } from '../offers/seller-rules.service.ts';
import { readSkus } from '../offers/sku.queries.ts';
import { type Change, type ChangedTopic } from '../projection/changes.ts';
import { ChangesListener, type ChangesSubscriber } from '../projection/changes.listener.ts';
import { CoalescingReader } from '../projection/coalescing-reader.ts';
import { type CachedOffer, type LoadedOffer, OfferCache, type OfferSubscriber } from './offer-cache.ts';

const offerTopics: ReadonlySet<ChangedTopic> = new Set([
  'catalog.products',
  'inventory.availability',
  'inventory.locations',
  'pricing.prices',
]);
/** The longest that a timer can wait. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Pushes each change of an offer to its subscribers, read by one statement for all of them, and once more when a price
 * window opens or closes. Invalidates the product lists that show what has changed.
 */
@Injectable()
export class OfferUpdates implements ChangesSubscriber, OnApplicationShutdown {
  readonly #cache = new OfferCache();
  /** What is being loaded for pages that have just been opened. */
  readonly #loading = new Map<CachedOffer, Promise<void>>();
  #lastLoad = 0;
  /** When the price of each SKU subscribed to changes by itself. */
  readonly #windows = new Map<string, Date>();
  readonly #reader = new CoalescingReader<Change>((marked) => this.#read(marked));
  readonly #freshness = histogram(metrics.freshness);
  #windowTimer: NodeJS.Timeout | undefined;
  #windowAt = Infinity;

  constructor(
    private readonly dataSource: DataSource,
    private readonly products: ProductsService,
    private readonly rules: SellerRules,
    private readonly clock: Clock,
    changes: ChangesListener,
  ) {
    changes.subscribe(this);
  }

  /** @returns where the newest offers are found, once they are loaded */
  subscribe(
    skus: readonly string[],
    subscriber: OfferSubscriber,
  ): { offers: CachedOffer[]; unsubscribe: () => void } {
    return this.#cache.subscribe(skus, subscriber);
  }

  /**
   * Sees to it that offers are loaded, of what is not there that it is gone; subscribe first, so that no change falls between. Those that another page shows are,
   * and are kept up to date; those that another page is just loading are loaded once for both.
   */
  async ensureLoaded(offers: readonly CachedOffer[]): Promise<void> {
    const missing = offers.filter(({ revision }) => revision === 0);
    const started = missing.filter((cached) => !this.#loading.has(cached));
    if (started.length > 0) {
      const load = this.#load(started.map(({ sku }) => sku)).then((loads) => {
        for (const loaded of loads) this.#cache.put(loaded);
      });
      const ended = () => {
        for (const cached of started) this.#loading.delete(cached);
      };
      for (const cached of started) this.#loading.set(cached, load);
      load.then(ended, ended);
    }
    await Promise.all(new Set(missing.map((cached) => this.#loading.get(cached))));
  }

  onChanges(changes: readonly Change[]): void {
    for (const change of changes) {
      if (!offerTopics.has(change.topic)) continue;
      if (change.topic === 'catalog.products') this.products.catalogChanged();
      else this.products.skuChanged(change.key);
      if (this.#cache.has(change.key)) this.#reader.mark(change.key, change);
    }
  }

  onMissed(): void {
    this.products.catalogChanged();
    for (const sku of this.#cache.skus()) this.#reader.mark(sku);
  }

  onApplicationShutdown(): void {
    this.#reader.close();
    clearTimeout(this.#windowTimer);
  }

  async #read(marked: ReadonlyMap<string, readonly Change[]>): Promise<void> {
    const startTime = Date.now();
    const skus = [...marked.keys()].filter((sku) => this.#cache.has(sku));
    for (const loaded of await this.#load(skus))
      if (this.#cache.isNewer(loaded)) this.#push(loaded, marked.get(loaded.offer.sku) ?? [], startTime);
  }

  async #load(skus: readonly string[]): Promise<LoadedOffer[]> {
    const at = this.clock.now();
    const number = (this.#lastLoad += 1);
    const rows = await readSkus(this.dataSource, { skus }, at);
    const found = new Map(rows.map((row) => [row.sku, row]));
    return skus.map((sku) => {
      const row = found.get(sku);
      const offer = row ? offerOf(row, { at, strategy: this.rules.strategy }) : goneOffer(sku, at);
      this.#expectWindow(sku, offer.nextChangeAt);
      return { offer, number };
    });
  }

  #push(loaded: LoadedOffer, changes: readonly Change[], startTime: number): void {
    const { sku } = loaded.offer;
    const cause = changes.find(({ traceparent }) => traceparent !== undefined)?.traceparent;
    const parent = contextFrom(cause);
    const span =
      cause === undefined
        ? undefined
        : tracer().startSpan('push', { startTime, attributes: { [attributes.sku]: sku } }, parent);
    const traceparent = span && currentTraceparent(trace.setSpan(parent, span));
    this.#cache.put({ ...loaded, traceparent });
    span?.end();
    const now = Date.now();
    for (const { topic, time } of changes) {
      const seconds = Math.max(0, now - time.getTime()) / 1000;
      this.#freshness.record(seconds, { [attributes.flow]: topic, [attributes.stage]: 'push' });
    }
  }

  #expectWindow(sku: string, at: Date | null): void {
    if (at && this.#cache.has(sku)) this.#windows.set(sku, at);
    else this.#windows.delete(sku);
    if (at) this.#wakeAt(at.getTime());
  }

  /** Keeps one timer, for the nearest window of all. */
  #wakeAt(instant: number): void {
    if (instant >= this.#windowAt) return;
    clearTimeout(this.#windowTimer);
    this.#windowAt = instant;
    const wait = Math.min(Math.max(instant - this.clock.now().getTime(), 0), longestTimerMs);
    this.#windowTimer = setTimeout(() => this.#onWindow(), wait).unref();
  }

  #onWindow(): void {
    this.#windowAt = Infinity;
    const now = this.clock.now();
    for (const [sku, at] of this.#windows) {
      if (at > now) {
        this.#wakeAt(at.getTime());
        continue;
      }
      this.#windows.delete(sku);
      if (this.#cache.has(sku)) this.#reader.mark(sku);
    }
  }
}
