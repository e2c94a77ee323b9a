import { Injectable } from '@nestjs/common';
import { Outbox, type Outgoing } from '@throughline/messaging';
import { type Tx, transaction } from '@throughline/persistence';
import type { PriceStrategy } from '@throughline/pricing-rules';
import { AuditLog, Clock, ServiceConfig, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { type OrderRules, type References, decide, isPremature } from './decide.ts';
import {
  type DocumentWithdrawn,
  type FactRecord,
  type RecordFact,
  documentName,
  documentsOf,
  factsIn,
  isDocumentTopic,
} from './facts.ts';
import { isErpOriginated } from './order.ts';
import { recordStages } from './order-stages.ts';
import type { environment } from './orders.environment.ts';
import {
  type LockedOrder,
  awaitedAfter,
  keepWaiting,
  lockChecking,
  lockOrders,
  lockUnbound,
  noteDocuments,
  saveOrders,
  takeWaiting,
} from './orders.tables.ts';
import { UnitOfWork } from './orders.unit-of-work.ts';
import { type Named, referencesOf, strategiesDeclared } from './reference.tables.ts';

/** Orders at most that one round looks at. */
const chunk = 2_000;
/** Orders that something waits for, of which one round looks at so many. */
const waitingPage = 1_000;

/** Why staff cannot cancel an order. */
export class CancellationRefused extends Error {
  constructor(readonly reason: 'unknown-order' | 'order-not-ours' | 'nothing-to-cancel') {
    super(reason);
    this.name = 'CancellationRefused';
  }
}

@Injectable()
export class OrdersService {
  private readonly rules: Omit<OrderRules, 'strategy'>;
  /** One for all back offices; null for that which each declares. */
  private readonly strategy: PriceStrategy | null;
  /** Number of the order up to which this round of what waits has looked. */
  private lookedTo = '';

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
      rounding: ROUNDING_POLICY,
      waitMs: ORDER_WAIT_SECONDS * 1_000,
    };
    this.strategy = PRICE_STRATEGY;
  }

  /** Applies a batch of records, in their order, to every order that they concern or concerned before. */
  async applyRecords(tx: Tx, records: readonly (FactRecord | DocumentWithdrawn)[]): Promise<void> {
    const documents = records.filter(({ topic }) => isDocumentTopic(topic)).map(documentName);
    const known = await noteDocuments(tx, documents, documentsOf(records));
    await this.applyFacts(tx, factsIn(records, known));
  }

  /**
   * Applies a batch of facts in their order. What others say of an order that is not known, or not placed yet, is kept
   * until it is.
   */
  async applyFacts(tx: Tx, facts: readonly RecordFact[]): Promise<void> {
    if (facts.length === 0) return;
    const [locked, references] = await Promise.all([
      lockOrders(
        tx,
        facts.map(({ order }) => order),
      ),
      this.references(tx, namedBy(facts)),
    ]);
    const work = this.begin(locked);
    // What waits for an order was said before what is said now.
    await this.applyKept(tx, work, await takeWaiting(tx, work.placed()));
    applyAll(work, facts, references);
    await this.applyKept(tx, work, await takeWaiting(tx, [...work.begun]));
    await this.save(tx, work);
  }

  /** Decides again about orders that wait for what they name, and books those whose account has become known. */
  async checkReferences(): Promise<void> {
    for (const lock of [lockChecking, lockUnbound])
      await transaction(this.dataSource, async (tx) => {
        const work = this.begin(await lock(tx, chunk));
        const references = await this.references(tx, waitingFor([...work.locked.values()]));
        for (const [number, { state }] of work.locked) {
          const outcome = decide(state, { type: 'ReferencesChecked' }, references, work.now);
          work.record(number, outcome, { time: state.checking?.at ?? work.now });
        }
        await this.applyKept(tx, work, await takeWaiting(tx, work.placed()));
        await this.save(tx, work);
      });
  }

  /**
   * Applies facts that came while their order was just being written or checked. Looks at a page of what waits, and goes
   * on behind it the next time: what waits for orders that never come must not be read over and over.
   */
  async applyAwaited(): Promise<void> {
    const page = await transaction(this.dataSource, async (tx) => {
      const found = await awaitedAfter(tx, this.lookedTo, waitingPage);
      const numbers = found.filter(({ placed }) => placed).map(({ order }) => order);
      if (numbers.length > 0) {
        const work = this.begin(await lockOrders(tx, numbers));
        await this.applyKept(tx, work, await takeWaiting(tx, numbers));
        await this.save(tx, work);
      }
      return found;
    });
    this.lookedTo = page.length < waitingPage ? '' : (page.at(-1)?.order ?? '');
  }

  /** Cancels what is left of an order on behalf of a member of staff. @throws CancellationRefused */
  async cancel(actor: User, number: string, reason: string): Promise<void> {
    await transaction(this.dataSource, async (tx) => {
      const work = this.begin(await lockOrders(tx, [number]));
      const state = work.stateOf(number);
      if (state === null) throw new CancellationRefused('unknown-order');
      if (isErpOriginated(state.order)) throw new CancellationRefused('order-not-ours');
      const value = { order: number, by: 'staff', reason, at: work.now };
      const references = await this.references(tx, {});
      const outcome = decide(state, { type: 'StaffCancellation', value }, references, work.now);
      if (!work.record(number, outcome, { time: work.now }))
        throw new CancellationRefused('nothing-to-cancel');
      await this.save(tx, work);
      await this.audit.record(tx, {
        actor,
        action: 'cancel-order',
        target: `order ${number}`,
        details: { reason },
      });
    });
  }

  private begin(locked: Map<string, LockedOrder>): UnitOfWork {
    return new UnitOfWork(locked, this.clock.now());
  }

  private async references(tx: Tx, named: Named): Promise<References> {
    const [known, strategy] = await Promise.all([
      referencesOf(tx, named),
      this.strategy ?? (named.requests?.length ? strategiesDeclared(tx) : 'most-specific'),
    ]);
    return { ...known, rules: { ...this.rules, strategy } };
  }

  private async applyKept(tx: Tx, work: UnitOfWork, facts: readonly RecordFact[]): Promise<void> {
    if (facts.length > 0) applyAll(work, facts, await this.references(tx, namedBy(facts)));
  }

  private async save(tx: Tx, work: UnitOfWork): Promise<void> {
    const { changed, events, waiting, locked, now } = work;
    const orders = [...changed].map(([order, cause]): Outgoing<'orders.orders'> => {
      const value = order.state.order;
      return { type: 'Order', key: value.order, sequence: order.version, value, ...cause };
    });
    await Promise.all([saveOrders(tx, [...changed.keys()]), keepWaiting(tx, waiting)]);
    await this.outbox.add(tx, 'orders.events', events);
    await this.outbox.add(tx, 'orders.orders', orders);
    tx.afterCommit(() => recordStages(events, locked, now));
  }
}

function applyAll(work: UnitOfWork, facts: readonly RecordFact[], references: References): void {
  for (const fact of facts) {
    const state = work.stateOf(fact.order);
    if (isPremature(state, fact)) work.wait(fact);
    else work.record(fact.order, decide(state, fact, references, work.now), fact);
  }
}

function namedBy(facts: readonly RecordFact[]): Named {
  return {
    requests: facts.flatMap((fact) => (fact.type === 'OrderRequested' ? [fact.value] : [])),
    customers: facts.flatMap((fact) =>
      fact.type === 'ErpOrder' && fact.value.channelOrder === null ? [fact.value] : [],
    ),
  };
}

function waitingFor(orders: readonly LockedOrder[]): Named {
  return {
    requests: orders.flatMap(({ state }) => state.checking ?? []),
    customers: orders.flatMap(({ state }) => state.unbound ?? []),
  };
}
