import { setTimeout } from 'node:timers/promises';
import { orderBody, type OrderView, type PlacedOrder, type ProblemBody } from '../system/shop.ts';
import type { System } from '../system/system.ts';
import type { Random } from './random.ts';

/** What a shopper knows of an order that the shop has taken. */
export interface Taken {
  order: string;
  token: string;
  lines: { sku: string; quantity: number }[];
  /** What the shopper was told that it costs. */
  gross: string;
  cancelled: boolean;
  /** With which it was asked for, and how. */
  key: string;
  body: string;
}

const betweenOrdersMs = 200;
const patienceMs = 5_000;

/**
 * Shoppers who order at random, each of them asking again with the same key until there is an answer, and who write
 * down what they were told.
 */
export class Driver {
  readonly taken: Taken[] = [];
  /** Orders that the shop did not take, by the name of the problem. */
  readonly refused = new Map<string, number>();
  /** What must never be seen, such as two answers to one key. */
  readonly contradictions: string[] = [];
  /** Requests without an answer, or with one that asks to come again. */
  unanswered = 0;
  readonly #system: System;
  readonly #random: Random;
  readonly #skus: readonly string[];
  #ending = false;
  #shoppers: Promise<void>[] = [];
  /** Milliseconds between two orders of all shoppers together, and when the next may begin. */
  #paceMs = 0;
  #nextAt = 0;

  constructor(system: System, random: Random, skus: readonly string[]) {
    this.#system = system;
    this.#random = random;
    this.#skus = skus;
  }

  /**
   * May be called again after {@link stop}.
   * @param perSecond orders of all of them together, as far as they are answered so fast; without it each orders, thinks and
   * orders again
   */
  start(shoppers: number, perSecond?: number): void {
    this.#ending = false;
    this.#paceMs = perSecond === undefined ? 0 : 1_000 / perSecond;
    this.#nextAt = performance.now();
    this.#shoppers = Array.from({ length: shoppers }, () => this.#shop());
  }

  /** Resolves when everybody has an answer to what they asked for. */
  async stop(): Promise<void> {
    this.#ending = true;
    await Promise.all(this.#shoppers);
  }

  /** The order as it is now, once the shop answers. */
  async view({ order, token }: Taken): Promise<OrderView | undefined> {
    const { status, body } = await this.#ask(`/api/orders/${order}`, { headers: { 'x-order-token': token } });
    return status === 200 ? (body as OrderView) : undefined;
  }

  /** Goes back to every order, and where the link is no longer valid presses the button once more. */
  async pressAgain(): Promise<void> {
    for (const taken of this.taken) {
      const path = `/api/orders/${taken.order}`;
      const { status } = await this.#ask(path, { headers: { 'x-order-token': taken.token } });
      if (status !== 404) continue;
      const { order, token, problem } = await this.#untilAnswered(taken.key, taken.body);
      if (order === taken.order && token !== undefined) taken.token = token;
      else this.contradictions.push(`${taken.key} was given ${taken.order} and then ${order ?? problem}`);
    }
  }

  async #shop(): Promise<void> {
    while (!this.#ending) {
      if (this.#paceMs > 0) await this.#turn();
      await this.#order();
      if (this.#paceMs === 0) await setTimeout(this.#random.upTo(2 * betweenOrdersMs));
    }
  }

  /** Turns that were missed while nobody was free are lost. */
  async #turn(): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.#nextAt);
    this.#nextAt = at + this.#paceMs;
    await setTimeout(at - now);
  }

  async #order(): Promise<void> {
    const skus = this.#random.shuffled(this.#skus).slice(0, this.#random.upTo(3));
    const lines = skus.map((sku) => ({ sku, quantity: this.#random.upTo(4) }));
    const acceptBackOrder = this.#random.next() < 0.3;
    // Some press the button twice; whoever is not answered presses it again.
    const twice = this.#random.next() < 0.2;
    const cancels = this.#random.next() < 0.15;
    const key = crypto.randomUUID();
    const body = JSON.stringify(orderBody(lines, { acceptBackOrder }));
    const answers = await Promise.all((twice ? [1, 2] : [1]).map(() => this.#untilAnswered(key, body)));
    const [first] = answers;
    if (!first) return;
    if (new Set(answers.map(({ order }) => order)).size > 1)
      this.contradictions.push(`${key} was given ${answers.map(({ order }) => order).join(' and ')}`);
    if (first.order === undefined || first.token === undefined || first.gross === undefined) {
      this.refused.set(first.problem, (this.refused.get(first.problem) ?? 0) + 1);
      return;
    }
    const { order, token, gross } = first;
    const taken = { order, token, gross, lines, key, body, cancelled: false };
    this.taken.push(taken);
    if (cancels) {
      const { status } = await this.#ask(`/api/orders/${taken.order}/cancellation`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-order-token': taken.token },
        body: '{}',
      });
      // Without an answer it may have been.
      taken.cancelled = status < 400 || status >= 500;
    }
  }

  async #untilAnswered(key: string, body: string) {
    for (;;) {
      const { status, body: answer } = await this.#ask('/api/orders', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body,
      });
      const said = answer as Partial<PlacedOrder & ProblemBody> | undefined;
      if (status === 201 || status === 202)
        return { order: said?.order, token: said?.token, gross: said?.gross, problem: '' };
      if (status >= 400 && status < 500) return { problem: said?.type ?? String(status) };
      this.unanswered += 1;
      await setTimeout(betweenOrdersMs);
    }
  }

  /** Status 0 stands for no answer. */
  async #ask(path: string, init: RequestInit): Promise<{ status: number; body: unknown }> {
    try {
      const response = await fetch(`${this.#system.endpoints().storefront}${path}`, {
        ...init,
        signal: AbortSignal.timeout(patienceMs),
      });
      const text = await response.text();
      // Whatever is away is said to be away; nobody foresaw a 500.
      if (response.status === 500) this.contradictions.push(`${path} was answered with ${text}`);
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    } catch {
      return { status: 0, body: undefined };
    }
  }
}
