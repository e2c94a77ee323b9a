import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Change } from '../projection/changes.ts';
import { ChangesListener, type ChangesSubscriber } from '../projection/changes.listener.ts';
import { CoalescingReader } from '../projection/coalescing-reader.ts';
import { type PlacedOrder, readOrders } from './order.tables.ts';
import { Subscribers } from './subscribers.ts';

export type OrderSubscriber = (order: PlacedOrder) => void;

/** Pushes each change of an order to its subscribers, read by one statement for all of them. */
@Injectable()
export class OrderUpdates implements ChangesSubscriber, OnApplicationShutdown {
  readonly #subscribers = new Subscribers<OrderSubscriber>();
  readonly #reader = new CoalescingReader<never>((marked) => this.#read([...marked.keys()]));

  constructor(
    private readonly dataSource: DataSource,
    changes: ChangesListener,
  ) {
    changes.subscribe(this);
  }

  /** @returns a function that unsubscribes */
  subscribe(orderNumber: string, subscriber: OrderSubscriber): () => void {
    return this.#subscribers.add([orderNumber], subscriber);
  }

  /**
   * The order as soon as it fulfils a condition; null when it does not in time, or when the signal aborts. Call it
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
        unsubscribe();
        resolve(order);
      };
      const timer = setTimeout(() => end(null), limitMs);
      signal?.addEventListener('abort', () => end(null));
      const unsubscribe = this.subscribe(orderNumber, (order) => {
        if (fulfils(order)) end(order);
      });
    });
  }

  onChanges(changes: readonly Change[]): void {
    for (const { topic, key } of changes) {
      if (topic === 'orders.orders' && this.#subscribers.has(key)) this.#reader.mark(key);
    }
  }

  onMissed(): void {
    for (const key of this.#subscribers.keys()) this.#reader.mark(key);
  }

  onApplicationShutdown(): void {
    this.#reader.close();
  }

  async #read(orderNumbers: string[]): Promise<void> {
    for (const order of await readOrders(this.dataSource, orderNumbers))
      for (const subscriber of this.#subscribers.of(order.orderNumber)) subscriber(order);
  }
}
