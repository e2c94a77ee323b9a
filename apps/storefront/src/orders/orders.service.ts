import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Outbox, isTransient } from '@throughline/messaging';
import { transaction } from '@throughline/persistence';
import { Clock, Problem } from '@throughline/service';
import { attributes, currentTraceparent } from '@throughline/telemetry';
import { trace } from '@opentelemetry/api';
import { DataSource } from 'typeorm';
import { changesChannel, encodeChanges } from '../projection/changes.ts';
import { hashOfBody, hashOfEmail, hashOfKey, newOrderNumber } from '../cart/checkout.ts';
import { newToken } from '../web/guest.cookies.ts';
import { OrderAnswers, type PlacedAnswer } from './order-responses.service.ts';
import { OrderDesk } from './order-intake.service.ts';
import { OrderReader } from './order-reader.ts';
import { type PlacedOrder, markCancellation } from './order.tables.ts';
import { type OrderView, isCancellable, isDecided } from './order.ts';
import { OrderViews } from './order-views.ts';
import { OrderWatch } from './order-updates.service.ts';
import type { OrderBody } from '../web/request.schemas.ts';

/** How long an answer waits for the decision. */
const decisionMs = 800;

export interface Attempt {
  idempotencyKey: string;
  /** Cart to be emptied of what is ordered; null when there is none. */
  cart: string | null;
}

/** Takes orders of guests and shows them to who holds their token. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly desk: OrderDesk,
    private readonly answers: OrderAnswers,
    private readonly watch: OrderWatch,
    private readonly reader: OrderReader,
    private readonly views: OrderViews,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes an order once per idempotency key, and waits a moment for the decision.
   * @throws Problem 409 or 422 when it cannot be taken or the key was used for another order, 503 when nothing works
   */
  async place(body: OrderBody, { idempotencyKey, cart }: Attempt): Promise<PlacedAnswer> {
    const bodyHash = hashOfBody(body);
    const keyHash = hashOfKey(idempotencyKey);
    const orderNumber = newOrderNumber();
    const stop = new AbortController();
    const decided = this.watch.waitFor(orderNumber, isDecided, decisionMs, stop.signal);
    const earlier = await this.desk
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
    return this.answers.answer((await decided) ?? orderNumber);
  }

  /** The same answer to the same request; another request with the key is refused. */
  private async repeat(earlier: PlacedOrder, bodyHash: string): Promise<PlacedAnswer> {
    if (earlier.bodyHash !== null && earlier.bodyHash !== bodyHash) {
      throw new Problem(422, 'The Idempotency-Key was used for another order', {
        name: 'idempotency-key-reused',
      });
    }
    if (earlier.answer) return earlier.answer as PlacedAnswer;
    if (isDecided(earlier)) return this.answers.answer(earlier);
    const decided = await this.watch.waitFor(earlier.orderNumber, isDecided, decisionMs);
    return this.answers.answer(decided ?? earlier.orderNumber);
  }

  /** The order, for who holds its token; for others it is not there. @throws Problem 404 */
  async authorised(orderNumber: string, token: string | null): Promise<PlacedOrder> {
    const placed = await this.reader.read(orderNumber);
    const right = equal(token ?? '', placed?.token ?? newToken());
    if (!placed || !right) throw new Problem(404, 'There is no such order', { name: 'order-not-found' });
    return placed;
  }

  async view(orderNumber: string, token: string | null): Promise<OrderView> {
    return this.views.view(await this.authorised(orderNumber, token));
  }

  /** The token of an order, for who knows its e-mail address. @throws Problem 404 */
  async lookUp(orderNumber: string, email: string): Promise<string> {
    const placed = await this.reader.read(orderNumber);
    const right = equal(hashOfEmail(orderNumber, email), placed?.emailHash ?? hashOfEmail('', newToken()));
    if (!placed || !right) {
      throw new Problem(404, 'There is no order with this number and e-mail address', {
        name: 'order-not-found',
      });
    }
    return placed.token;
  }

  /** Asks for the cancellation; asking again changes nothing. @throws Problem 404, 409 when it is too late */
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

/** Compares secrets in a time that does not tell where they differ. */
function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
