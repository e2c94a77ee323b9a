import { Injectable } from '@nestjs/common';
import type { OrderRequested } from '@throughline/events';
import { Outbox, type Outgoing } from '@throughline/messaging';
import { type Tx, transaction } from '@throughline/persistence';
import { parsePriceStrategy } from '@throughline/pricing-rules';
import { AuditLog, Clock, Problem, ServiceConfig, type User } from '@throughline/service';
import { isSampled } from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import { type Buyer, isErpBorn } from './erp-born.ts';
import { type Fact, begin, isDocument, observe, orderOf } from './facts.ts';
import { follow } from './fulfilment.ts';
import { decideCancellation, requested } from './order.ts';
import { recordStages } from './order-stages.ts';
import type { environment } from './orders.environment.ts';
import {
  type HeldOrder,
  awaited,
  keepWaiting,
  lockChecking,
  lockOrders,
  lockUnbound,
  saveOrders,
  takeWaiting,
} from './orders.tables.ts';
import { type Cause, Writing } from './orders.writing.ts';
import { type Knowledge, type PlacementRules, decidePlacement } from './placement.ts';
import { buyerKey, buyersOf, knowledgeOf } from './reference.tables.ts';

interface Context {
  known: Knowledge;
  buyers: Map<string, Buyer>;
}

/** Orders at most that one round looks at. */
const chunk = 2_000;

@Injectable()
export class OrdersService {
  private readonly rules: PlacementRules;
  private readonly waitMs: number;

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    config: ServiceConfig<typeof environment>,
  ) {
    const { PRICE_STRATEGY, PRICE_GRACE_SECONDS, ORDER_WAIT_SECONDS, ROUNDING_POLICY } = config.own;
    this.rules = {
      graceMs: PRICE_GRACE_SECONDS * 1_000,
      strategy: parsePriceStrategy(PRICE_STRATEGY),
      rounding: ROUNDING_POLICY,
    };
    this.waitMs = ORDER_WAIT_SECONDS * 1_000;
  }

  /**
   * Applies a batch of facts in their order. What others say of an order that is not known, or not placed yet, is kept
   * until it is.
   */
  async follow(tx: Tx, facts: readonly Fact[]): Promise<void> {
    if (facts.length === 0) return;
    const [held, context] = await Promise.all([lockOrders(tx, facts.map(orderOf)), contextOf(tx, facts)]);
    const writing = new Writing(held, this.clock.now());
    for (const fact of facts) this.apply(writing, fact, context);
    const earlier = await takeWaiting(tx, [...writing.begun]);
    await this.applyAll(tx, writing, earlier);
    await this.write(tx, writing);
  }

  /** Decides again about orders that wait for what they name. */
  async decideChecking(): Promise<void> {
    await transaction(this.dataSource, async (tx) => {
      const held = await lockChecking(tx, chunk);
      const requests = [...held.values()].flatMap(({ state }) => state.checking ?? []);
      const known = await knowledgeOf(tx, requests);
      const writing = new Writing(held, this.clock.now());
      for (const order of held.values()) {
        const { checking } = order.state;
        if (checking) this.place(writing, order, checking, known, { time: checking.at });
      }
      await this.write(tx, writing);
    });
  }

  /** Applies facts that came while their order was just being written or checked. */
  async applyAwaited(): Promise<void> {
    await transaction(this.dataSource, async (tx) => {
      const numbers = await awaited(tx, chunk);
      if (numbers.length === 0) return;
      const writing = new Writing(await lockOrders(tx, numbers), this.clock.now());
      await this.applyAll(tx, writing, await takeWaiting(tx, numbers));
      await this.write(tx, writing);
    });
  }

  /** Books orders from the back office to accounts that have become known. */
  async bindAccounts(): Promise<void> {
    await transaction(this.dataSource, async (tx) => {
      const writing = new Writing(await lockUnbound(tx, chunk), this.clock.now());
      const customers = [...writing.held.values()].flatMap(({ unbound }) => unbound ?? []);
      const buyers = await buyersOf(tx, customers);
      for (const order of writing.held.values()) {
        const buyer = order.unbound && buyers.get(buyerKey(order.unbound));
        if (!buyer) continue;
        const { account, country } = buyer;
        const booked = { ...order.state.order, account, country: country ?? order.state.order.country };
        order.unbound = null;
        writing.change(
          order,
          { state: { ...order.state, order: booked }, events: [] },
          { time: writing.now },
        );
      }
      await this.write(tx, writing);
    });
  }

  /** Cancels what is left of an order on behalf of a member of staff. */
  async cancel(actor: User, number: string, reason: string): Promise<void> {
    await transaction(this.dataSource, async (tx) => {
      const writing = new Writing(await lockOrders(tx, [number]), this.clock.now());
      const order = writing.held.get(number);
      if (!order) throw new Problem(404, 'There is no such order');
      if (isErpBorn(order.state.order))
        throw new Problem(422, 'It began in the back office and is cancelled there', {
          name: 'order-not-ours',
        });
      const at = writing.now;
      const outcome = follow(order.state, decideCancellation(order.state, { by: 'staff', reason, at }), at);
      if (outcome.events.length === 0)
        throw new Problem(422, 'Nothing of it is left to cancel', { name: 'nothing-to-cancel' });
      writing.change(order, outcome, { time: at });
      await this.write(tx, writing);
      await this.audit.record(tx, {
        actor,
        action: 'cancel-order',
        target: `order ${number}`,
        details: { reason },
      });
    });
  }

  private async applyAll(tx: Tx, writing: Writing, facts: readonly Fact[]): Promise<void> {
    if (facts.length === 0) return;
    const context = await contextOf(tx, facts);
    for (const fact of facts) this.apply(writing, fact, context);
  }

  private apply(writing: Writing, fact: Fact, { known, buyers }: Context): void {
    const number = orderOf(fact);
    const held = writing.held.get(number);
    const buyer = (fact.topic === 'erp.orders' && buyers.get(buyerKey(fact.value))) || null;
    if (!held) {
      if (fact.type === 'OrderRequested') {
        const order = writing.begin({ state: requested(fact.value, journeyOf(fact)), events: [] }, fact);
        this.place(writing, order, fact.value, known, fact);
      } else if (fact.type === 'ErpOrder' && fact.value.channelOrder === null) {
        const order = writing.begin(begin({ ...fact, traceparent: journeyOf(fact) }, buyer), fact);
        remember(order, fact);
        order.unbound = buyer ? null : fact.value;
      } else writing.waiting.push({ order: number, fact });
      return;
    }
    // In a restored database the answer of the first time may come before the order is placed anew; there is no second.
    if (held.state.checking && fact.topic !== 'orders.requests') {
      writing.waiting.push({ order: number, fact });
      return;
    }
    if (isDocument(fact) && !remember(held, fact)) return;
    if (fact.type === 'ErpOrder' && isErpBorn(held.state.order)) held.unbound = buyer ? null : fact.value;
    writing.change(held, observe(held.state, fact, buyer), fact);
  }

  private place(
    writing: Writing,
    order: HeldOrder,
    request: OrderRequested,
    known: Knowledge,
    cause: Cause,
  ): void {
    const { now } = writing;
    order.waitUntil ??= new Date(now.getTime() + this.waitMs);
    const verdict = decidePlacement(request, known, this.rules, { at: now, final: now >= order.waitUntil });
    if (verdict.type === 'Wait') return;
    order.waitUntil = null;
    writing.change(order, follow(order.state, [verdict], now), cause);
  }

  private async write(tx: Tx, writing: Writing): Promise<void> {
    const { changed, events, waiting, now } = writing;
    const orders = [...changed].map(([order, cause]): Outgoing<'orders.orders'> => {
      const value = order.state.order;
      return { type: 'Order', key: value.order, sequence: order.version, value, ...cause };
    });
    await Promise.all([saveOrders(tx, [...changed.keys()]), keepWaiting(tx, waiting)]);
    await this.outbox.add(tx, 'orders.events', events);
    await this.outbox.add(tx, 'orders.orders', orders);
    tx.afterCommit(() => recordStages(events, writing.held, now));
  }
}

/** Notes the version of a document. @returns whether it is news */
function remember(order: HeldOrder, { topic, key, sequence }: Fact): boolean {
  const name = `${topic} ${key}`;
  if (sequence <= (order.documents[name] ?? 0)) return false;
  order.documents = { ...order.documents, [name]: sequence };
  return true;
}

/** The trace that an order's journey is followed by; none when it is not sampled. */
function journeyOf({ traceparent }: Fact): string | null {
  return traceparent !== undefined && isSampled(traceparent) ? traceparent : null;
}

async function contextOf(tx: Tx, facts: readonly Fact[]): Promise<Context> {
  const requests = facts.flatMap((fact) => (fact.type === 'OrderRequested' ? [fact.value] : []));
  const born = facts.flatMap((fact) =>
    fact.type === 'ErpOrder' && fact.value.channelOrder === null ? [fact.value] : [],
  );
  const [known, buyers] = await Promise.all([knowledgeOf(tx, requests), buyersOf(tx, born)]);
  return { known, buyers };
}
