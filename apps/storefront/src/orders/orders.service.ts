import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { Outbox, isTransient } from '@throughline/messaging';
import { transaction } from '@throughline/persistence';
import { Clock, Problem } from '@throughline/service';
import { attributes, currentTraceparent } from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import { hashOfBody, hashOfEmail, hashOfKey, newOrderNumber } from '../cart/checkout.ts';
import { changesChannel, encodeChanges } from '../projection/changes.ts';
import { newToken } from '../web/guest.cookies.ts';
import type { OrderBody } from '../web/request.schemas.ts';
import { type KeptResponse, type OrderView, isAnswered, isCancellable, responseOf } from './order.ts';
import { OrderIntake } from './order-intake.service.ts';
import { OrderResponses, type PlacedOrderResponse } from './order-responses.service.ts';
import { OrderUpdates } from './order-updates.service.ts';
import { type PlacedOrder, markCancellation, readOrders } from './order.tables.ts';
import { Batcher } from './request.batcher.ts';

/** How long the response to a new order waits for the decision. */
const decisionMs = 800;

export interface Attempt {
  idempotencyKey: string;
  /** Cart to be emptied of what is ordered; null when there is none. */
  cart: string | null;
}

/** Accepts orders of guests and shows them to those who hold their tokens. */
@Injectable()
export class OrdersService {
  readonly #batcher = new Batcher<string, PlacedOrder | null>({
    work: (numbers) => this.#findAll(numbers),
    size: 200,
    concurrency: 2,
    queueLimit: 2_000,
    intervalMs: 10,
  });

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly intake: OrderIntake,
    private readonly responses: OrderResponses,
    private readonly updates: OrderUpdates,
    private readonly clock: Clock,
  ) {}

  /**
   * Accepts an order once per idempotency key, and waits a moment for the decision.
   * @throws Problem 409 or 422 when it cannot be accepted or the key was used for another order, 503 when nothing works
   */
  async place(body: OrderBody, { idempotencyKey, cart }: Attempt): Promise<PlacedOrderResponse> {
    const bodyHash = hashOfBody(body);
    const keyHash = hashOfKey(idempotencyKey);
    const orderNumber = newOrderNumber();
    const stop = new AbortController();
    const decided = this.updates.waitFor(orderNumber, isAnswered, decisionMs, stop.signal);
    const earlier = await this.intake
      .place({
        body,
        orderNumber,
        keyHash,
        bodyHash,
        cart,
        at: this.clock.now(),
        traceparent: currentTraceparent(),
      })
      .catch((error: unknown) => {
        stop.abort();
        throw isTransient(error) ? notNow(error) : error;
      });
    if (earlier) {
      stop.abort();
      return this.repeat(earlier, bodyHash);
    }
    trace.getActiveSpan()?.setAttribute(attributes.order, orderNumber);
    return this.responses.respond((await decided) ?? orderNumber);
  }

  /** The same response to the same request; another request with the key is refused. */
  private async repeat(earlier: PlacedOrder, bodyHash: string): Promise<PlacedOrderResponse> {
    if (earlier.bodyHash !== null && earlier.bodyHash !== bodyHash) {
      throw new Problem(422, 'The Idempotency-Key was used for another order', {
        name: 'idempotency-key-reused',
      });
    }
    if (earlier.response) return responseOf(earlier.response as KeptResponse<PlacedOrderResponse>);
    if (isAnswered(earlier)) return this.responses.respond(earlier);
    const decided = await this.updates.waitFor(earlier.orderNumber, isAnswered, decisionMs);
    return this.responses.respond(decided ?? earlier.orderNumber);
  }

  /**
   * The order as it is now. Shoppers who wait for one ask at the same time; one statement serves them all.
   * @throws TooManyWaiting
   */
  find(orderNumber: string): Promise<PlacedOrder | null> {
    return this.#batcher.run(orderNumber);
  }

  async #findAll(numbers: readonly string[]): Promise<PromiseSettledResult<PlacedOrder | null>[]> {
    const orders = await readOrders(this.dataSource, [...new Set(numbers)]);
    const byNumber = new Map(orders.map((order) => [order.orderNumber, order]));
    return numbers.map((number) => ({ status: 'fulfilled', value: byNumber.get(number) ?? null }));
  }

  /** The order, for those who hold its token; for others there is none. @throws Problem 404 */
  async authorised(orderNumber: string, token: string | null): Promise<PlacedOrder> {
    const placed = await this.find(orderNumber);
    const right = equal(token ?? '', placed?.token ?? newToken());
    if (!placed || !right) throw new Problem(404, 'There is no such order', { name: 'order-not-found' });
    return placed;
  }

  async view(orderNumber: string, token: string | null): Promise<OrderView> {
    return this.responses.view(await this.authorised(orderNumber, token));
  }

  /** The token of an order, for those who know its e-mail address. @throws Problem 404 */
  async lookUp(orderNumber: string, email: string): Promise<string> {
    const placed = await this.find(orderNumber);
    const right = equal(hashOfEmail(orderNumber, email), placed?.emailHash ?? hashOfEmail('', newToken()));
    if (!placed || !right) {
      throw new Problem(404, 'There is no order with this number and e-mail address', {
        name: 'order-not-found',
      });
    }
    return placed.token;
  }

  /** Requests the cancellation; requesting it again changes nothing. @throws Problem 404, 409 when it is too late */
  async cancel(orderNumber: string, token: string | null, reason: string): Promise<OrderView> {
    const placed = await this.authorised(orderNumber, token);
    if (placed.cancellationRequestedAt === null && !isCancellable(placed)) {
      throw new Problem(409, 'The order can no longer be cancelled', { name: 'not-cancellable' });
    }
    const at = this.clock.now();
    await transaction(this.dataSource, async (tx) => {
      const sequence = await markCancellation(tx, orderNumber, at);
      if (sequence === null) return;
      const value = { order: orderNumber, by: 'shopper', reason, at };
      const traceparent = placed.order?.traceparent ?? undefined;
      await this.outbox.add(tx, 'orders.requests', [
        { type: 'CancellationRequested', key: orderNumber, sequence, time: at, traceparent, value },
      ]);
      for (const payload of encodeChanges([{ topic: 'orders.orders', key: orderNumber, time: at }]))
        tx.notify(changesChannel, payload);
    }).catch((error: unknown) => {
      throw isTransient(error) ? notNow(error) : error;
    });
    return this.view(orderNumber, token);
  }
}

function notNow(cause?: unknown): Problem {
  return new Problem(503, 'Orders cannot be taken at the moment', { headers: { 'retry-after': '5' }, cause });
}

/** Compares secrets in a time that does not depend on where they differ. */
function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
