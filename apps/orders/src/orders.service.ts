import { Injectable } from '@nestjs/common';
import { Outbox, type Outgoing } from '@throughline/messaging';
import { type Tx, transaction } from '@throughline/persistence';
import type { PriceStrategy } from '@throughline/pricing-rules';
import { AuditLog, Clock, ServiceConfig, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { type KnownReferences, applyAll, countPlaced, namedBy, waitingFor } from './apply-facts.ts';
import { buyersOf } from './placement/buyer-limits.ts';
import { type OrderRules, decide } from './decision/decide.ts';
import {
  type DocumentWithdrawn,
  type Fact,
  type FactRecord,
  type RecordFact,
  documentName,
  documentsOf,
  factsIn,
  isDocumentTopic,
} from './documents/facts.ts';
import { isErpOriginated } from './order/order.ts';
import { recordStages } from './order-stages.ts';
import type { environment } from './orders.environment.ts';
import {
  type LockedOrder,
  awaitedAfter,
  keepWaiting,
  lockChecking,
  lockHoldsOver,
  lockOpenWorth,
  lockOrders,
  lockUnbound,
  noteDocuments,
  saveOrders,
  takeWaiting,
} from './orders.tables.ts';
import { UnitOfWork } from './orders.unit-of-work.ts';
import { type Named, referencesOf, strategiesDeclared } from './references/reference.tables.ts';

/** Orders at most that one round looks at. */
const chunk = 2_000;
/** Orders that something waits for, of which one round looks at so many. */
const waitingPage = 1_000;

/** Why staff cannot do with an order what they asked for. */
export class StaffActionRefused extends Error {
  constructor(
    readonly reason:
      | 'unknown-order'
      | 'order-not-ours'
      | 'nothing-to-cancel'
      | 'not-in-review'
      | 'not-held'
      | 'hold-in-the-past',
  ) {
    super(reason);
    this.name = 'StaffActionRefused';
  }
}

/** Something that a member of staff does with an order. */
interface StaffAction {
  actor: User;
  number: string;
  /** As the audit log has it. */
  action: string;
  details: Record<string, unknown>;
  /** Why it is refused when it changes nothing. */
  otherwise: StaffActionRefused['reason'];
  fact: (at: Date) => Fact;
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
    const { PRICE_STRATEGY, PRICE_GRACE_SECONDS, ORDER_WAIT_SECONDS, ROUNDING_POLICY, BUYER_HOLD_DAYS } =
      config.own;
    this.rules = {
      graceMs: PRICE_GRACE_SECONDS * 1_000,
      rounding: ROUNDING_POLICY,
      waitMs: ORDER_WAIT_SECONDS * 1_000,
      limits: {
        lineQuantity: config.own.BUYER_LINE_QUANTITY_MAX,
        orderWorth: config.own.BUYER_ORDER_WORTH_MAX,
        openWorth: config.own.BUYER_OPEN_WORTH_MAX,
      },
      holdDays: BUYER_HOLD_DAYS,
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
          countPlaced(references, outcome);
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

  /** Cancels what is left of orders whose hold is over, a bounded number at a time. */
  async endHolds(): Promise<void> {
    for (let ended = chunk; ended === chunk;) {
      ended = await transaction(this.dataSource, async (tx) => {
        const work = this.begin(await lockHoldsOver(tx, this.clock.now(), chunk));
        const references = await this.references(tx, {});
        for (const [number, { state }] of work.locked)
          work.record(number, decide(state, { type: 'HoldChecked' }, references, work.now), {
            time: work.now,
          });
        await this.save(tx, work);
        return work.locked.size;
      });
    }
  }

  /** Cancels what is left of an order on behalf of a member of staff. @throws StaffActionRefused */
  cancel(actor: User, number: string, reason: string): Promise<void> {
    return this.act({
      ...{ actor, number, action: 'cancel-order', details: { reason }, otherwise: 'nothing-to-cancel' },
      fact: (at) => ({ type: 'StaffCancellation', value: { order: number, by: 'staff', reason, at } }),
    });
  }

  /** Takes an order that waits for a person. @throws StaffActionRefused */
  approve(actor: User, number: string, reason: string): Promise<void> {
    return this.act({
      ...{ actor, number, action: 'approve-order', details: { reason }, otherwise: 'not-in-review' },
      fact: (at) => ({ type: 'StaffApproval', value: { at } }),
    });
  }

  /** Does not take an order that waits for a person. @throws StaffActionRefused */
  refuse(actor: User, number: string, reason: string): Promise<void> {
    return this.act({
      ...{ actor, number, action: 'refuse-order', details: { reason }, otherwise: 'not-in-review' },
      fact: (at) => ({ type: 'StaffRefusal', value: { at } }),
    });
  }

  /** Holds what is promised until another instant; for null without an end. @throws StaffActionRefused */
  hold(actor: User, number: string, until: Date | null, reason: string): Promise<void> {
    return this.act({
      ...{ actor, number, action: 'hold-order', details: { until, reason }, otherwise: 'not-held' },
      fact: (at) => {
        if (until !== null && until <= at) throw new StaffActionRefused('hold-in-the-past');
        return { type: 'StaffHold', value: { until } };
      },
    });
  }

  private async act({ actor, number, action, details, otherwise, fact }: StaffAction): Promise<void> {
    await transaction(this.dataSource, async (tx) => {
      const work = this.begin(await lockOrders(tx, [number]));
      const state = work.stateOf(number);
      if (state === null) throw new StaffActionRefused('unknown-order');
      if (isErpOriginated(state.order)) throw new StaffActionRefused('order-not-ours');
      const references = await this.references(tx, state.checking ? { requests: [state.checking] } : {});
      const outcome = decide(state, fact(work.now), references, work.now);
      if (!work.record(number, outcome, { time: work.now })) throw new StaffActionRefused(otherwise);
      await this.applyKept(tx, work, await takeWaiting(tx, work.placed()));
      await this.save(tx, work);
      await this.audit.record(tx, { actor, action, target: `order ${number}`, details });
    });
  }

  private begin(locked: Map<string, LockedOrder>): UnitOfWork {
    return new UnitOfWork(locked, this.clock.now());
  }

  private async references(tx: Tx, named: Named): Promise<KnownReferences> {
    const [known, strategy] = await Promise.all([
      referencesOf(tx, named),
      this.strategy ?? (named.requests?.length ? strategiesDeclared(tx) : 'most-specific'),
    ]);
    const buyers = (named.requests ?? []).flatMap((request) =>
      buyersOf(request, known.accounts.get(request.account)?.kind),
    );
    const openWorth = await lockOpenWorth(tx, this.rules.limits.openWorth === null ? [] : buyers);
    return { ...known, openWorth, rules: { ...this.rules, strategy } };
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
