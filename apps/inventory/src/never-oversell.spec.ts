import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyLevel, restated } from './availability.ts';
import type { Level, Statement } from './availability.ts';
import { Ledger } from './ledger.ts';
import { openOf } from './reservation.ts';
import type { Seen } from './reservation.ts';

const skus = ['A', 'B', 'C'] as const;
type Sku = (typeof skus)[number];
/** One location counts what is there, the other takes off what its orders claim. */
const places = [
  { location: 'B1', basis: 'physical' },
  { location: 'L1', basis: 'net' },
] as const;
/** Units that are promised beyond stock to those who wait. */
const limit = { A: 0, B: 3, C: 1 };
const at = new Date('2026-02-01T12:00:00Z');
type Told = { statement: Statement; watermark: { order: string; line: number; quantity: number }[] };
interface Line {
  order: string;
  line: number;
  sku: Sku;
  ordered: number;
  cancelled: number;
  place: number;
  allocated: number;
  /** Units that the back office no longer claims, because they were cancelled after the hand-over. */
  freed: number;
  shipped: number;
}

/** A back office with two places, and the wire between it and us, on which statements linger and come again. */
class World {
  private readonly there = new Map<string, number>();
  private readonly lines: Line[] = [];
  private readonly wire: Told[] = [];
  private readonly figures = new Map<string, Statement>();
  private readonly seen = new Map<string, Seen>();
  private versions = 0;
  ledger = new Ledger({ levels: skus.map((sku) => this.levelOf(sku)), orders: [], seen: [] });
  private readonly entries: Ledger['entries'] = [];

  receive(sku: Sku, place: number, quantity: number): void {
    const key = `${sku}|${place}`;
    this.there.set(key, (this.there.get(key) ?? 0) + quantity);
  }

  state(sku: Sku, place: number): void {
    const { location, basis } = places[place]!;
    const own = this.lines.filter((line) => line.sku === sku && line.place === place);
    const physical = this.there.get(`${sku}|${place}`) ?? 0;
    const claimed = own.reduce((total, line) => total + line.allocated - line.shipped - line.freed, 0);
    this.wire.push({
      statement: {
        source: 'demo',
        sku,
        location,
        basis,
        version: ++this.versions,
        quantity: basis === 'physical' ? physical : physical - claimed,
        allocatedElsewhere: 0,
        safetyStock: 0,
        asOf: at,
        watermarked: true,
        incoming: [],
      },
      watermark: own.map(({ order, line, shipped, allocated }) => ({
        order,
        line,
        quantity: basis === 'physical' ? shipped : allocated,
      })),
    });
  }

  /** Delivers any statement of the past, newest or not, perhaps once more. */
  deliver(pick: number): void {
    const told = this.wire[pick % Math.max(1, this.wire.length)];
    if (!told) return;
    const { statement, watermark } = told;
    const key = `${statement.sku}|${statement.location}`;
    if (statement.version > (this.figures.get(key)?.version ?? 0)) this.figures.set(key, statement);
    const level = this.ledger.levels.get(statement.sku)!;
    const serving = [...this.figures.values()].filter(({ sku }) => sku === statement.sku);
    this.ledger.levels.set(statement.sku, restated(level, serving));
    this.ledger.watermark(watermark, statement, at);
  }

  /** Any line may be of any SKU, also of the same as another. */
  place(wanted: readonly (readonly [Sku, number])[], acceptBackOrder: boolean): void {
    const order = `O${this.ledger.orders.size + 1}`;
    const lines = wanted.map(([sku, quantity], index) => ({ line: index + 1, sku, quantity }));
    const before = new Map(this.ledger.levels);
    const [decision] = this.ledger.place({ order, lines, acceptBackOrder }, at);
    expect(this.ledger.place({ order, lines, acceptBackOrder }, at)).toEqual([]);
    const fits = [...before.values()].every(({ sku, supply, claimed }) => {
      const demand = wanted.reduce((total, [each, quantity]) => total + (each === sku ? quantity : 0), 0);
      return demand <= Math.max(0, supply - claimed + (acceptBackOrder ? limit[sku as Sku] : 0));
    });
    expect(decision?.type).toBe(fits ? 'StockReserved' : 'StockRefused');
    if (decision?.type !== 'StockReserved') return;
    for (const [sku, { supply, claimed }] of before) {
      const promised = decision.value.lines.filter((line) => line.sku === sku);
      const ofStock = promised.reduce((total, line) => total + line.reserved, 0);
      const beyond = promised.reduce((total, line) => total + line.backOrdered, 0);
      if (ofStock > 0 && claimed + ofStock > supply)
        throw new Error(`${sku}: ${ofStock} promised of stock, ${supply - claimed} left`);
      if (beyond > 0 && !acceptBackOrder) throw new Error(`${sku}: ${beyond} owed to one who does not wait`);
    }
    for (const { line, sku, quantity } of lines)
      this.lines.push({
        order,
        line,
        sku,
        ordered: quantity,
        cancelled: 0,
        place: -1,
        allocated: 0,
        freed: 0,
        shipped: 0,
      });
  }

  handOver(pick: number, place: number): void {
    const line = this.lines[pick % Math.max(1, this.lines.length)];
    if (line?.place !== -1) return;
    line.place = place;
    line.allocated = line.ordered - line.cancelled;
  }

  ship(pick: number, wanted: number): void {
    const line = this.lines[pick % Math.max(1, this.lines.length)];
    if (!line || line.place === -1) return;
    const key = `${line.sku}|${line.place}`;
    const there = this.there.get(key) ?? 0;
    const quantity = Math.min(wanted, Math.max(0, there), line.ordered - line.shipped - line.cancelled);
    this.there.set(key, there - quantity);
    line.shipped += quantity;
  }

  cancel(pick: number): void {
    const line = this.lines[pick % Math.max(1, this.lines.length)];
    if (!line) return;
    const quantity = line.ordered - line.shipped - line.cancelled;
    line.cancelled += quantity;
    if (line.place !== -1) line.freed += quantity;
    this.ledger.release(line.order, [{ line: line.line, quantity }], at);
  }

  /** What a transaction keeps, and the next one loads. */
  commit(): void {
    for (const [key, seen] of this.ledger.raised) this.seen.set(key, seen);
    this.entries.push(...this.ledger.entries);
    const levels = [...this.ledger.levels.values()];
    this.ledger = new Ledger({
      levels,
      orders: [...this.ledger.orders.values()],
      seen: [...this.seen.values()],
    });
  }

  finish(): void {
    this.lines.forEach((line, index) => {
      this.handOver(index, 0);
      this.receive(line.sku, line.place, line.ordered);
      this.ship(index, line.ordered);
    });
    for (const sku of skus) for (const place of [0, 1]) this.state(sku, place);
    this.wire.forEach((_, index) => this.deliver(index));
    this.commit();
  }

  check(): void {
    for (const sku of skus) {
      const own = this.lines.filter((line) => line.sku === sku);
      const there = [0, 1].reduce((total, place) => total + (this.there.get(`${sku}|${place}`) ?? 0), 0);
      const owed = own.reduce((total, line) => total + line.ordered - line.cancelled - line.shipped, 0);
      if (owed > there + limit[sku]) throw new Error(`${sku}: ${owed} owed, ${there} there`);
      const claims = [...this.ledger.orders.values()].flatMap((order) => order.claims);
      const open = claims
        .filter((claim) => claim.sku === sku)
        .reduce((total, claim) => total + openOf(claim), 0);
      const over = claims.find((claim) => openOf(claim) < 0);
      if (over) throw new Error(`${over.order}: line ${over.line} gave more back than it claimed`);
      const claimed = this.ledger.levels.get(sku)?.claimed;
      if (claimed !== open) throw new Error(`${sku}: ${claimed} claimed by the pool, ${open} by its orders`);
    }
  }

  balances(): number[] {
    const balances = new Map<string, number>();
    for (const { order, line, quantity } of this.entries)
      balances.set(`${order}|${line}`, (balances.get(`${order}|${line}`) ?? 0) + quantity);
    return [...balances.values()];
  }

  private levelOf(sku: Sku): Level {
    return { ...emptyLevel(sku), atZero: limit[sku] > 0 ? 'back-order' : 'show', backOrderLimit: limit[sku] };
  }
}

const sku = fc.constantFrom(...skus);
const place = fc.constantFrom(0, 1);
const pick = fc.nat(119);
const act = fc.oneof(
  fc.record({ receive: fc.tuple(sku, place, fc.integer({ min: 1, max: 8 })) }),
  fc.record({ state: fc.tuple(sku, place) }),
  fc.record({ deliver: fc.tuple(pick) }),
  fc.record({
    place: fc.tuple(
      fc.array(fc.tuple(sku, fc.integer({ min: 1, max: 8 })), { minLength: 1, maxLength: 4, size: 'max' }),
      fc.boolean(),
    ),
  }),
  fc.record({ handOver: fc.tuple(pick, place) }),
  fc.record({ ship: fc.tuple(pick, fc.integer({ min: 1, max: 3 })) }),
  fc.record({ cancel: fc.tuple(pick) }),
  fc.record({ commit: fc.constant([] as []) }),
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

function perform(neighbourhood: World, step: Act): void {
  if ('receive' in step) neighbourhood.receive(...step.receive);
  else if ('state' in step) neighbourhood.state(...step.state);
  else if ('deliver' in step) neighbourhood.deliver(...step.deliver);
  else if ('place' in step) neighbourhood.place(...step.place);
  else if ('handOver' in step) neighbourhood.handOver(...step.handOver);
  else if ('ship' in step) neighbourhood.ship(...step.ship);
  else if ('cancel' in step) neighbourhood.cancel(...step.cancel);
  else neighbourhood.commit();
}

const story = fc.array(act, { minLength: 10, maxLength: 120, size: 'max' });

describe(
  'in any interleaving of orders, statements, shipments, cancellations and redeliveries',
  { timeout: 300_000 },
  () => {
    it('promises no unit twice, none that is not there, and every one that is', () => {
      fc.assert(
        fc.property(story, (acts) => {
          const neighbourhood = new World();
          for (const each of acts) {
            perform(neighbourhood, each);
            neighbourhood.check();
          }
        }),
        { numRuns: 1_000 },
      );
    });

    it('has a ledger that nets to zero when every line has ended', () => {
      fc.assert(
        fc.property(story, (acts) => {
          const neighbourhood = new World();
          for (const each of acts) perform(neighbourhood, each);
          neighbourhood.finish();
          expect(neighbourhood.balances().every((balance) => balance === 0)).toBe(true);
        }),
        { numRuns: 500 },
      );
    });
  },
);
