import { Injectable } from '@nestjs/common';
import type { ResponseOf } from '@throughline/service';
import { DataSource } from 'typeorm';
import { Batcher } from './request.batcher.ts';
import type { placedOrder } from './order.response.schemas.ts';
import { OrderViews } from './order-views.ts';
import { type PlacedOrder, keepAnswers, readOrders } from './order.tables.ts';

/** An order with the secret that gives access to it. */
export type PlacedAnswer = ResponseOf<typeof placedOrder>;

/** Answers requests for orders; once decided, an order is answered the same for ever. */
@Injectable()
export class OrderAnswers {
  readonly #batcher = new Batcher<string | PlacedOrder, PlacedAnswer>({
    work: (orders) => this.#answerAll(orders),
    size: 100,
    underWay: 2,
    // An order that was taken is answered; the desk bounds how many are.
    waiting: Number.POSITIVE_INFINITY,
    apartMs: 25,
  });

  constructor(
    private readonly dataSource: DataSource,
    private readonly views: OrderViews,
  ) {}

  /** @param order as it was read when it was decided, or its number, to be answered as it is now */
  answer(order: string | PlacedOrder): Promise<PlacedAnswer> {
    return this.#batcher.run(order);
  }

  async #answerAll(asked: readonly (string | PlacedOrder)[]): Promise<PromiseSettledResult<PlacedAnswer>[]> {
    const known = asked.filter((order) => typeof order !== 'string');
    const unknown = asked.filter((order) => typeof order === 'string');
    const orders = new Map(
      [...(await readOrders(this.dataSource, unknown)), ...known].map((order) => [order.orderNumber, order]),
    );
    const views = await this.views.viewAll([...orders.values()]);
    const answers = new Map(
      views.map((view) => [view.order, { ...view, token: orders.get(view.order)?.token ?? '' }]),
    );
    const decided = [...answers.values()].filter((answer) => answer.decided);
    const kept = await keepAnswers(this.dataSource, decided);
    return asked.map((order): PromiseSettledResult<PlacedAnswer> => {
      const orderNumber = typeof order === 'string' ? order : order.orderNumber;
      const answer = kept.get(orderNumber) ?? answers.get(orderNumber);
      return answer
        ? { status: 'fulfilled', value: answer }
        : { status: 'rejected', reason: new Error(`Order ${orderNumber} is not there`) };
    });
  }
}
