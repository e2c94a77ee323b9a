import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Order } from '@throughline/events';
import { Clock } from '@throughline/service';
import { metrics, observe } from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import { revived } from '../stored.ts';
import { type Standing, type Waiting, type WaitsFor, waitingOf } from './waiting.ts';

/** The order after which a page of the list begins. */
export interface Cursor {
  placedAt: Date;
  order: string;
}

export interface OrderFilter {
  state?: string | undefined;
  waiting?: WaitsFor | undefined;
  integration?: string | undefined;
  account?: string | undefined;
  origin?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  heldUntil?: Date | undefined;
  after?: Cursor | undefined;
  limit: number;
}

export interface OrderSummary {
  order: string;
  origin: string;
  state: string;
  integration: string;
  account: string;
  currency: string;
  gross: string;
  placedAt: Date;
  ageSeconds: number;
  /** Limit that it exceeds, while it waits for a person. */
  review: string | null;
  heldUntil: Date | null;
  waiting: Waiting | null;
}

/** An order with what it waits for. */
export type OrderView = Order & { waiting: Waiting | null };

/** Orders of one standing: how many, since when, and what they are worth. */
export interface OrderTotals {
  count: number;
  /** The earliest instant that is asked for; null when there is none. */
  oldest: Date | null;
  value: { currency: string; gross: string }[];
}

/** What waits for a decision, since it was placed. */
export interface Undecided extends OrderTotals {
  oldestSeconds: number;
}

/** What a topic has said of orders that are not known here. */
export interface WaitingFacts {
  topic: string;
  count: number;
  oldest: Date;
}

/** What was said of an order that is not known here, and since when. */
export interface WaitingForOrder {
  order: string;
  topics: string[];
  facts: number;
  oldest: Date;
}

/** `waitingOf`, in SQL. */
const waitingFor: Record<WaitsFor, string> = {
  reference: `state = 'placed' and checking is not null and review_since is null`,
  approval: `state = 'placed' and review_since is not null`,
  stock: `state = 'placed' and review_since is null and checking is null`,
  'hand-over': `state in ('confirmed', 'back-ordered') and not erp_born and integration <> 'refused'`,
  person: `state in ('confirmed', 'back-ordered') and not erp_born and integration = 'refused'`,
  shipment: `(state in ('in-fulfilment', 'partly-shipped') or state in ('confirmed', 'back-ordered') and erp_born)`,
  invoice: `state = 'shipped'`,
};

/** Columns that `waitingOf` is asked with. */
const standing = `state, integration, checking is not null as checking, review_since is not null as reviewed, erp_born as "erpBorn",
  (body -> 'history' -> -1 ->> 'at')::timestamptz as "steppedAt"`;

/** Filters by name; each takes one parameter. */
const conditions: Record<string, (parameter: string) => string> = {
  state: (p) => `(state = ${p} or (${p} = 'undecided' and not decided and review_since is null))`,
  integration: (p) => `integration = ${p}`,
  account: (p) => `account = ${p}`,
  origin: (p) => `origin = ${p}`,
  from: (p) => `placed_at >= ${p}`,
  to: (p) => `placed_at < ${p}`,
  heldUntil: (p) => `held_until <= ${p}`,
};

@Injectable()
export class OrdersQueries implements OnApplicationBootstrap, OnApplicationShutdown {
  private unobserve: (() => void)[] = [];

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.unobserve = [
      observe(metrics.ordersUndecided, async () => [{ value: (await this.undecided()).count }]),
      observe(metrics.ordersUndecidedAge, async () => [{ value: (await this.undecided()).oldestSeconds }]),
      observe(metrics.ordersUnexported, async () => [{ value: await this.unexported() }]),
    ];
  }

  onApplicationShutdown(): void {
    for (const end of this.unobserve) end();
  }

  /** Newest first. */
  async list({ after, limit, waiting, ...filter }: OrderFilter): Promise<OrderSummary[]> {
    const parameters: unknown[] = [];
    const parameter = (value: unknown, type: string) => `$${parameters.push(value)}::${type}`;
    const where = Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) =>
        conditions[name]?.(parameter(value, value instanceof Date ? 'timestamptz' : 'text')),
      );
    if (waiting) where.push(waitingFor[waiting]);
    if (after)
      where.push(
        `(placed_at, order_no) < (${parameter(after.placedAt, 'timestamptz')}, ${parameter(after.order, 'text')})`,
      );
    const rows: (Omit<OrderSummary, 'ageSeconds' | 'waiting'> & Standing)[] = await this.dataSource.query(
      `select order_no as "order", origin, account, currency, gross, placed_at as "placedAt",
              body -> 'review' ->> 'reason' as review, held_until as "heldUntil", ${standing}
       from orders ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
       order by placed_at desc, order_no desc limit ${parameter(limit, 'integer')}`,
      parameters,
    );
    const now = this.clock.now().getTime();
    return rows.map(({ checking, reviewed, erpBorn, steppedAt, ...row }) => ({
      ...row,
      ageSeconds: Math.round((now - row.placedAt.getTime()) / 1_000),
      waiting: waitingOf({ ...row, checking, reviewed, erpBorn, steppedAt }),
    }));
  }

  async find(number: string): Promise<OrderView | null> {
    const rows: ({ body: object } & Standing)[] = await this.dataSource.query(
      `select body, ${standing} from orders where order_no = $1`,
      [number],
    );
    const [row] = rows;
    return row ? { ...revived('Order', row.body), waiting: waitingOf(row) } : null;
  }

  /** What topics have said before an instant of orders that are not known here. */
  async waitingFacts(before: Date): Promise<WaitingFacts[]> {
    return this.dataSource.query(
      `select topic, count(*) as count, min(time) as oldest from waiting_facts
       where time < $1 group by topic order by topic`,
      [before],
    );
  }

  /** What waits, by the order that it names. */
  async waitingByOrder(after: string, limit: number): Promise<WaitingForOrder[]> {
    return this.dataSource.query(
      `select order_no as "order", array_agg(distinct topic order by topic) as topics, count(*) as facts,
         min(time) as oldest
       from waiting_facts where order_no > $1 group by order_no order by order_no limit $2`,
      [after, limit],
    );
  }

  /** @param before placed earlier than this; default: all */
  async undecided(before?: Date): Promise<Undecided> {
    const totals = await this.totals(
      'placed_at',
      'not decided and review_since is null and ($1::timestamptz is null or placed_at < $1)',
      [before ?? null],
    );
    const { oldest } = totals;
    return {
      ...totals,
      oldestSeconds:
        oldest === null ? 0 : Math.max(0, (this.clock.now().getTime() - oldest.getTime()) / 1_000),
    };
  }

  /** What waits for a person, since it does. */
  inReview(): Promise<OrderTotals> {
    return this.totals('review_since', 'review_since is not null', []);
  }

  /** What is promised until an instant at the latest, by the end of the hold. */
  holdsUntil(end: Date): Promise<OrderTotals> {
    return this.totals('held_until', 'held_until <= $1', [end]);
  }

  private async totals(
    instant: string,
    condition: string,
    parameters: readonly unknown[],
  ): Promise<OrderTotals> {
    const rows: { currency: string; gross: string; count: number; oldest: Date }[] =
      await this.dataSource.query(
        `select currency, sum(gross) as gross, count(*) as count, min(${instant}) as oldest
         from orders where ${condition} group by currency order by currency`,
        [...parameters],
      );
    return {
      count: rows.reduce((total, row) => total + row.count, 0),
      oldest: rows.length === 0 ? null : new Date(Math.min(...rows.map((row) => row.oldest.getTime()))),
      value: rows.map(({ currency, gross }) => ({ currency, gross })),
    };
  }

  private async unexported(): Promise<number> {
    const rows: { count: number }[] = await this.dataSource.query(
      `select count(*) as count from orders
       where state in ('confirmed', 'back-ordered') and not erp_born
         and integration not in ('acknowledged', 'verified')`,
    );
    return rows[0]?.count ?? 0;
  }
}
