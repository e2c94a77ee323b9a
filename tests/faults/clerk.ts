import { setTimeout } from 'node:timers/promises';
import { editOnce } from '../../libs/testing/src/clerk/index.ts';
import { post } from '../system/back-office.ts';
import { sql } from '../system/sql.ts';
import type { System } from '../system/system.ts';
import type { Books } from './books.ts';
import { editedOffice } from './edits.ts';
import type { Random } from './random.ts';
import type { DeliveryLine, Warehouse } from './warehouse.ts';

const betweenDeedsMs = 150;
const mostCounted = 60;
const mostReceived = 8;
/** How often documents are changed between two deeds, when they are, and how many of these are the shop's. */
const edited = 0.6;
const ours = 0.7;
/** How often the warehouse hears late of what has left, and how late at most: longer than the grace of its figures. */
const toldLate = 0.15;
const latestMs = 5_000;

/** Below which number drawn from 0 to 1 a deed is one of a kind; above all of them it is a delivery or an invoice. */
const inOne = { receive: 0, count: 0.45, price: 0.7 };
const inBoth = { receive: 0.1, count: 0.25, price: 0.35 };

/** A line of a sales order of which units are still to leave. */
interface OpenLine {
  line: number;
  sku: string;
  warehouse: string;
  open: number;
}

/**
 * Somebody at the forms of the back office who counts shelves, changes prices, ships and invoices what the shop has
 * sold, one deed after the other, and writes into the books what was taken. A deed whose answer is lost is done again
 * until there is one, or looked up when doing it again would be another deed. When the shelves are those of another
 * back office, the clerk works in both: ships in the one what lies in the other, and takes it off there.
 */
export class Clerk {
  /** Forms without an answer, or that the back office could not take for the moment. */
  unanswered = 0;
  readonly #system: System;
  readonly #random: Random;
  readonly #books: Books;
  readonly #counted: readonly string[];
  readonly #received: readonly string[];
  readonly #warehouse: Warehouse | undefined;
  readonly #noted = new Set<number>();
  readonly #told: ((edit: string) => void) | undefined;
  #ending = false;
  #working: Promise<void> | undefined;

  /**
   * @param skus those that are counted and priced
   * @param elsewhere where the shelves are when not here, and SKUs that come in there and are never counted
   * @param told has documents changed after they were entered, of which the books know nothing, and is told of each edit
   */
  constructor(
    system: System,
    random: Random,
    books: Books,
    skus: readonly string[],
    elsewhere?: { warehouse: Warehouse; received: readonly string[] },
    told?: (edit: string) => void,
  ) {
    this.#told = told;
    this.#system = system;
    this.#received = books.skus.filter((sku) => elsewhere?.received.includes(sku));
    this.#counted = skus.filter((sku) => books.skus.includes(sku) && !this.#received.includes(sku));
    this.#warehouse = elsewhere?.warehouse;
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
      while (this.#told && !this.#ending && this.#random.next() < edited) await this.#edit(this.#told);
      const draw = this.#random.next();
      const { receive, count, price } = this.#warehouse ? inBoth : inOne;
      if (draw < receive) await this.#receive();
      else if (draw < count) await this.#count();
      else if (draw < price) await this.#price();
      else await this.#deliver();
      await setTimeout(this.#random.upTo(2 * betweenDeedsMs));
    }
  }

  async #count(): Promise<void> {
    const sku = this.#random.pick(this.#counted);
    const warehouse = this.#random.pick(this.#books.warehouses);
    const quantity = this.#random.upTo(mostCounted) - 1;
    await this.#noteDeliveries();
    const taken = this.#warehouse
      ? await this.#untilDone((there) => there.count(sku, warehouse, quantity))
      : await this.#untilTaken(`/items/${sku}/count`, { warehouse, quantity });
    if (taken) this.#books.counted(sku, warehouse, quantity);
  }

  async #receive(): Promise<void> {
    const sku = this.#random.pick(this.#received);
    const warehouse = this.#random.pick(this.#books.warehouses);
    const units = this.#random.upTo(mostReceived);
    const id = crypto.randomUUID();
    await this.#noteDeliveries();
    this.#books.received(sku, warehouse, units);
    await this.#untilDone((there) => there.receive(id, sku, warehouse, units));
  }

  async #price(): Promise<void> {
    const sku = this.#random.pick(
      [...this.#counted, ...this.#received].filter((code) => this.#books.isPlain(code)),
    );
    const price = (this.#random.upTo(50_000) / 100 + 1).toFixed(2);
    if (await this.#untilTaken(`/items/${sku}/price`, { price })) this.#books.priced(sku, price);
  }

  async #deliver(): Promise<void> {
    const [order] = await this.#untilRead<{ number: number; shipped: boolean }>(
      `select sonum as number, sosts = 'S' as shipped from sohead
       where soorg = 'W' and sosts in ('O', 'P', 'S') and cusref is not null order by random() limit 1`,
    );
    if (!order) return;
    const { number, shipped } = order;
    if (shipped) await this.#untilTaken(`/orders/${number}/invoice`, {});
    else if (this.#warehouse) await this.#shipFromWarehouse(number);
    else await this.#untilTaken(`/orders/${number}/ship`, {});
    await this.#noteDeliveries();
  }

  /** Ships the lines of which the warehouse has enough, each from where it lies. */
  async #shipFromWarehouse(order: number): Promise<void> {
    const lines = await this.#untilRead<OpenLine>(
      `select linnum as line, trim(itmcod) as sku, trim(whscod) as warehouse, opnqty as open
       from soline where sonum = $1 and opnqty > 0 and linknd in ('G', 'C') order by linnum`,
      [order],
    );
    const quantities: Record<string, number> = {};
    for (const { line, sku, warehouse, open } of lines) {
      const place = this.#books.warehouses.find((code) => this.#books.onHand(sku, code) >= open);
      if (place !== undefined && place !== warehouse)
        await this.#untilTaken(`/orders/${order}/move`, { line, [`warehouse-${line}`]: place });
      quantities[`quantity-${line}`] = place === undefined ? 0 : open;
    }
    if (Object.values(quantities).some((units) => units > 0))
      await this.#untilTaken(`/orders/${order}/ship`, quantities);
  }

  async #edit(told: (edit: string) => void): Promise<void> {
    const office = editedOffice(this.#system, () => (this.unanswered += 1));
    const options = this.#random.next() < ours ? { orders: await this.#shopOrders() } : {};
    const done = await editOnce(office, () => this.#random.next(), options);
    if (done) told(`${done.words} (${done.by}${done.refused === null ? '' : `, refused: ${done.refused}`})`);
    await this.#noteDeliveries();
  }

  /** Sales orders of the shop, the newest of them. */
  async #shopOrders(): Promise<number[]> {
    const rows = await this.#untilRead<{ number: number }>(
      `select sonum as number from sohead where soorg = 'W' order by sonum desc limit 60`,
    );
    return rows.map(({ number }) => number);
  }

  /** Deliveries are facts of the back office: what left, and from where, is read from its papers. */
  async #noteDeliveries(): Promise<void> {
    const lines = await this.#untilRead<DeliveryLine>(
      `select h.dlvnum as delivery, l.linnum as line, trim(l.itmcod) as sku, trim(h.whscod) as warehouse, l.dlvqty as units
       from dlvhed h join dlvlin l using (dlvnum) join sohead o on o.sonum = h.sonum
       where o.soorg = 'W' and not h.dlvnum = any($1)`,
      [[...this.#noted]],
    );
    if (this.#warehouse && lines.length > 0) {
      if (this.#random.next() < toldLate) await setTimeout(this.#random.upTo(latestMs));
      await this.#untilDone((there) => there.takeOff(lines));
    }
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

  /** Does something in the warehouse until its books have taken it. */
  async #untilDone(deed: (there: Warehouse) => Promise<void>): Promise<true> {
    for (;;) {
      try {
        if (this.#warehouse) await deed(this.#warehouse);
        return true;
      } catch {
        this.unanswered += 1;
        await setTimeout(betweenDeedsMs);
      }
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
