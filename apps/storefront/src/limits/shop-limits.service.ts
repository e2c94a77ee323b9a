import { createHmac } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import {
  PeriodicJobs,
  Problem,
  RequestBudgets,
  ServiceConfig,
  type Spending,
  clientOf,
  perMinute,
  requireBudget,
} from '@throughline/service';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { environment } from '../environment.ts';
import { ShopKey } from './shop-key.service.ts';
import { cartOf, cartToken } from '../web/guest.cookies.ts';
import { removeFullBudgets, takeFromBudgets } from './budget.tables.ts';
import { OpenStreams } from './open-streams.ts';

/** Seconds after which a page that was refused its stream may ask again. */
const streamRetrySeconds = 30;

/** Keeps callers from taking the shop from others. What they have left is known to all replicas, by hashes. */
@Injectable()
export class ShopLimits implements OnApplicationBootstrap {
  readonly #streams: OpenStreams;

  constructor(
    private readonly budgets: RequestBudgets,
    private readonly dataSource: DataSource,
    private readonly shopKey: ShopKey,
    private readonly config: ServiceConfig<typeof environment>,
    jobs: PeriodicJobs,
  ) {
    this.#streams = new OpenStreams(config.own.LIVE_CONNECTIONS_PER_ADDRESS);
    jobs.add({
      name: 'storefront.full-budgets',
      everyMs: 60_000,
      runBy: 'leader',
      decides: false,
      run: () => removeFullBudgets(dataSource),
    });
  }

  onApplicationBootstrap(): void {
    this.budgets.shareBy((spendings) => this.#share(spendings));
  }

  /** Counts a change of a cart. @throws Problem 429 when there are too many of one cart */
  changeCart(request: FastifyRequest): void {
    const { RATE_LIMIT_CART: limit } = this.config.own;
    const token = cartToken(request);
    if (limit > 0 && token !== null)
      requireBudget(this.budgets, `cart ${cartOf(token)}`, 1, perMinute(limit));
  }

  /** Counts an open stream until it is let go. @throws Problem 429 when the address has too many open */
  openStream(request: FastifyRequest): () => void {
    const release = this.#streams.open(clientOf(request.ip));
    if (release) return release;
    throw new Problem(429, 'Too many pages are open at this address; close some of them', {
      name: 'too-many-streams',
      headers: { 'retry-after': String(streamRetrySeconds) },
    });
  }

  /** Addresses are personal data: what stands in the database says nothing to anybody else. */
  async #share(spendings: readonly Spending[]): Promise<Map<string, number>> {
    const keys = new Map(spendings.map(({ key }) => [this.#hash(key), key]));
    const left = await takeFromBudgets(
      this.dataSource,
      spendings.map((spending) => ({ ...spending, key: this.#hash(spending.key) })),
    );
    return new Map([...left].map(([hash, tokens]) => [keys.get(hash) ?? '', tokens]));
  }

  #hash(key: string): string {
    return createHmac('sha256', this.shopKey.key).update(key).digest('base64url').slice(0, 22);
  }
}
