import { setTimeout } from 'node:timers/promises';
import { post } from '../system/back-office.ts';
import { sql } from '../system/sql.ts';
import type { System } from '../system/system.ts';
import type { Books } from './books.ts';
import type { Random } from './random.ts';

const betweenDeedsMs = 150;
const mostCounted = 60;

/**
 * Somebody at the forms of the back office who counts shelves, changes prices, ships and invoices what the shop has
 * sold, one deed after the other, and writes into the books what was taken. A deed whose answer is lost is done again
 * until there is one, or looked up when doing it again would be another deed.
 */
export class Clerk {
  /** Forms without an answer, or that the back office could not take for the moment. */
  unanswered = 0;
  readonly #system: System;
  readonly #random: Random;
  readonly #books: Books;
  readonly #skus: readonly string[];
  readonly #noted = new Set<number>();
  #ending = false;
  #working: Promise<void> | undefined;

  /** @param skus those that are counted and priced */
  constructor(system: System, random: Random, books: Books, skus: readonly string[]) {
    this.#system = system;
    this.#skus = skus.filter((sku) => books.skus.includes(sku));
    this.#random = random;
    this.#books = books;
  }

  /** May be called again after {@link stop}. */
  start(): void {
    this.#ending = false;
    this.#working = this.#work();
  }

  /** Resolves when what was begun is written down. */
  async stop(): Promise<void> {
    this.#ending = true;
    await this.#working;
    await this.#noteDeliveries();
  }

  async #work(): Promise<void> {
    while (!this.#ending) {
      const draw = this.#random.next();
      if (draw < 0.45) await this.#count();
      else if (draw < 0.7) await this.#price();
      else await this.#deliver();
      await setTimeout(this.#random.upTo(2 * betweenDeedsMs));
    }
  }

  async #count(): Promise<void> {
    const sku = this.#random.pick(this.#skus);
    const warehouse = this.#random.pick(this.#books.warehouses);
    const quantity = this.#random.upTo(mostCounted) - 1;
    await this.#noteDeliveries();
    if (await this.#untilTaken(`/items/${sku}/count`, { warehouse, quantity }))
      this.#books.counted(sku, warehouse, quantity);
  }

  async #price(): Promise<void> {
    const sku = this.#random.pick(this.#skus.filter((code) => this.#books.isPlain(code)));
    const price = (this.#random.upTo(50_000) / 100 + 1).toFixed(2);
    if (await this.#untilTaken(`/items/${sku}/price`, { price })) this.#books.priced(sku, price);
  }

  async #deliver(): Promise<void> {
    const [order] = await this.#untilRead<{ number: number; shipped: boolean }>(
      `select sonum as number, sosts = 'S' as shipped from sohead
       where soorg = 'W' and sosts in ('O', 'P', 'S') and cusref is not null order by random() limit 1`,
    );
    if (!order) return;
    await this.#untilTaken(`/orders/${order.number}/${order.shipped ? 'invoice' : 'ship'}`, {});
    await this.#noteDeliveries();
  }

  /** Deliveries are facts of the back office: what left, and from where, is read from its papers. */
  async #noteDeliveries(): Promise<void> {
    const lines = await this.#untilRead<{ delivery: number; sku: string; warehouse: string; units: number }>(
      `select h.dlvnum as delivery, trim(l.itmcod) as sku, trim(h.whscod) as warehouse, l.dlvqty as units
       from dlvhed h join dlvlin l using (dlvnum) join sohead o on o.sonum = h.sonum
       where o.soorg = 'W' and not h.dlvnum = any($1)`,
      [[...this.#noted]],
    );
    for (const { sku, warehouse, units } of lines) this.#books.shipped(sku, warehouse, units);
    for (const { delivery } of lines) this.#noted.add(delivery);
  }

  /** @returns whether it was taken, and not refused */
  async #untilTaken(path: string, fields: Record<string, string | number>): Promise<boolean> {
    for (;;) {
      const deed = await post(this.#system, path, fields).catch(() => undefined);
      if (deed?.status === 303) return true;
      if (deed && deed.status >= 400 && deed.status < 500) return false;
      this.unanswered += 1;
      await setTimeout(betweenDeedsMs);
    }
  }

  async #untilRead<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    for (;;) {
      try {
        return await sql<Row>(this.#system, 'demo-erp', text, values);
      } catch {
        this.unanswered += 1;
        await setTimeout(betweenDeedsMs);
      }
    }
  }
}
