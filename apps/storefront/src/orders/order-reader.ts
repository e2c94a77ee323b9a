import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Batcher } from './request.batcher.ts';
import { type PlacedOrder, readOrders } from './order.tables.ts';

/** Orders as they are now. Shoppers who wait ask at the same time; one statement answers them all. */
@Injectable()
export class OrderReader {
  readonly #batcher = new Batcher<string, PlacedOrder | null>({
    work: (numbers) => this.#readAll(numbers),
    size: 200,
    underWay: 2,
    waiting: 2_000,
    apartMs: 10,
  });

  constructor(private readonly dataSource: DataSource) {}

  /** @throws TooManyWaiting */
  read(orderNumber: string): Promise<PlacedOrder | null> {
    return this.#batcher.run(orderNumber);
  }

  async #readAll(numbers: readonly string[]): Promise<PromiseSettledResult<PlacedOrder | null>[]> {
    const orders = await readOrders(this.dataSource, [...new Set(numbers)]);
    const byNumber = new Map(orders.map((order) => [order.orderNumber, order]));
    return numbers.map((number) => ({ status: 'fulfilled', value: byNumber.get(number) ?? null }));
  }
}
