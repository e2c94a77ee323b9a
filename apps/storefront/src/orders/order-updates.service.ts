import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BurstReader } from '../projection/coalescing-reader.ts';
import type { Change } from '../projection/changes.ts';
import { ChangesListener, type ChangesSubscriber } from '../projection/changes.listener.ts';
import { type PlacedOrder, readOrders } from './order.tables.ts';
import { Watchers } from './subscribers.ts';

export type OrderListener = (order: PlacedOrder) => void;

/** Tells of each change of a watched order, read by one statement per burst for all who watch. */
@Injectable()
export class OrderWatch implements ChangesSubscriber, OnApplicationShutdown {
  readonly #watchers = new Watchers<OrderListener>();
  readonly #reader = new BurstReader<never>((marked) => this.#read([...marked.keys()]));

  constructor(
    private readonly dataSource: DataSource,
    changes: ChangesListener,
  ) {
    changes.subscribe(this);
  }

  /** @returns a function that ends the watch */
  watch(orderNumber: string, listener: OrderListener): () => void {
    return this.#watchers.add([orderNumber], listener);
  }

  /**
   * The order as soon as it fulfils a condition; null when it does not in time, or when the signal aborts. Begin
   * before causing the change.
   */
  waitFor(
    orderNumber: string,
    fulfils: (order: PlacedOrder) => boolean,
    limitMs: number,
    signal?: AbortSignal,
  ): Promise<PlacedOrder | null> {
    return new Promise((resolve) => {
      const end = (order: PlacedOrder | null): void => {
        clearTimeout(timer);
        stop();
        resolve(order);
      };
      const timer = setTimeout(() => end(null), limitMs);
      signal?.addEventListener('abort', () => end(null));
      const stop = this.watch(orderNumber, (order) => {
        if (fulfils(order)) end(order);
      });
    });
  }

  onChanges(changes: readonly Change[]): void {
    for (const { topic, key } of changes) {
      if (topic === 'orders.orders' && this.#watchers.has(key)) this.#reader.mark(key);
    }
  }

  onMissed(): void {
    for (const key of this.#watchers.keys()) this.#reader.mark(key);
  }

  onApplicationShutdown(): void {
    this.#reader.close();
  }

  async #read(orderNumbers: string[]): Promise<void> {
    for (const order of await readOrders(this.dataSource, orderNumbers))
      for (const listener of this.#watchers.of(order.orderNumber)) listener(order);
  }
}
