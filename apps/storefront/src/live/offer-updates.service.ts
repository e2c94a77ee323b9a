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
import { BurstReader } from '../projection/coalescing-reader.ts';
import { type Change, type ChangedTopic } from '../projection/changes.ts';
import { ChangesListener, type ChangesSubscriber } from '../projection/changes.listener.ts';
import { figureOf } from '../offers/offer.ts';
import { FigureBoard, type Onlooker, type Reading, type Slot } from './offer-cache.ts';
import { ProductsService } from '../catalog/products.service.ts';
import { SellerRules } from '../offers/seller-rules.service.ts';
import { readSkus } from '../offers/sku.queries.ts';

const figureTopics: ReadonlySet<ChangedTopic> = new Set([
  'catalog.products',
  'inventory.availability',
  'inventory.locations',
  'pricing.prices',
]);
/** The longest that a timer can wait. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Tells of each change of a watched SKU, read by one statement per burst for all who watch; also at the instant at
 * which a price window opens or closes. Forgets the product lists that show what changed.
 */
@Injectable()
export class SkuWatch implements ChangesSubscriber, OnApplicationShutdown {
  readonly #board = new FigureBoard();
  #lastReading = 0;
  /** When the price of each watched SKU changes by itself. */
  readonly #windows = new Map<string, Date>();
  readonly #reader = new BurstReader<Change>((marked) => this.#read(marked));
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

  /** @returns where the newest figures are found, and a function that ends the watch */
  watch(skus: readonly string[], onlooker: Onlooker): { slots: Slot[]; leave: () => void } {
    return this.#board.look(skus, onlooker);
  }

  /** Has the figures as they are now on the board; watch first, so that no change falls between. */
  async refresh(skus: readonly string[]): Promise<void> {
    for (const reading of await this.#readings(skus)) this.#board.put(reading);
  }

  onChanges(changes: readonly Change[]): void {
    for (const change of changes) {
      if (!figureTopics.has(change.topic)) continue;
      if (change.topic === 'catalog.products') this.products.catalogChanged();
      else this.products.skuChanged(change.key);
      if (this.#board.has(change.key)) this.#reader.mark(change.key, change);
    }
  }

  onMissed(): void {
    this.products.catalogChanged();
    for (const sku of this.#board.skus()) this.#reader.mark(sku);
  }

  onApplicationShutdown(): void {
    this.#reader.close();
    clearTimeout(this.#windowTimer);
  }

  async #read(marked: ReadonlyMap<string, readonly Change[]>): Promise<void> {
    const startTime = Date.now();
    const skus = [...marked.keys()].filter((sku) => this.#board.has(sku));
    for (const reading of await this.#readings(skus))
      if (this.#board.isNews(reading)) this.#push(reading, marked.get(reading.figure.sku) ?? [], startTime);
  }

  async #readings(skus: readonly string[]): Promise<Reading[]> {
    const at = this.clock.now();
    const number = (this.#lastReading += 1);
    const rows = await readSkus(this.dataSource, { skus }, at);
    return rows.map((row) => {
      const figure = figureOf(row, { at, strategy: this.rules.strategy });
      this.#expectWindow(figure.sku, figure.price.nextChangeAt);
      return { figure, number };
    });
  }

  #push(reading: Reading, changes: readonly Change[], startTime: number): void {
    const { sku } = reading.figure;
    const cause = changes.find(({ traceparent }) => traceparent !== undefined)?.traceparent;
    const parent = contextFrom(cause);
    const span =
      cause === undefined
        ? undefined
        : tracer().startSpan('push', { startTime, attributes: { [attributes.sku]: sku } }, parent);
    const traceparent = span && currentTraceparent(trace.setSpan(parent, span));
    this.#board.put({ ...reading, traceparent });
    span?.end();
    const now = Date.now();
    for (const { topic, time } of changes) {
      const seconds = Math.max(0, now - time.getTime()) / 1000;
      this.#freshness.record(seconds, { [attributes.flow]: topic, [attributes.stage]: 'push' });
    }
  }

  #expectWindow(sku: string, at: Date | null): void {
    if (at && this.#board.has(sku)) this.#windows.set(sku, at);
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
      if (this.#board.has(sku)) this.#reader.mark(sku);
    }
  }
}
