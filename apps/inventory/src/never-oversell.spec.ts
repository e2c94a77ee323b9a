import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { availabilityOf, emptyLevel, restated } from './availability.ts';
import type { Level, Statement } from './availability.ts';
import { type Wanted, recipe, request, today } from './fixtures/stock.ts';
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
/** Kits, and the units of each SKU in one of them. */
const kits: Record<string, Partial<Record<Sku, number>>> = {
  K: { A: 1, B: 2 },
  L: { A: 2 },
  M: { A: 1, B: 1, C: 3 },
};
const at = new Date('2026-02-01T12:00:00Z');
type Told = { statement: Statement; watermark: { order: string; line: number; quantity: number }[] };
/** What one order line needs of one SKU: a line of kits has one of these for each component. */
interface Line {
  order: string;
  line: number;
  sku: Sku;
  perUnit: number;
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
    this.ledger.levels.set(statement.sku, restated(level, serving, today));
    this.ledger.watermark(watermark, statement, at);
  }

  /** Any line may be of any SKU or kit, also of the same as another. */
  place(wanted: readonly (readonly [string, number])[], acceptBackOrder: boolean): void {
    const order = `O${this.ledger.orders.size + 1}`;
    const asked = request(
      order,
      wanted.map(([sku, quantity]): Wanted => [sku, quantity, kits[sku] ?? {}]),
      acceptBackOrder,
    );
    const before = new Map(this.ledger.levels);
    const shown = this.shown();
    const [decision] = this.ledger.place(asked, at);
    expect(this.ledger.place(asked, at)).toEqual([]);
    const fits = [...before.values()].every(({ sku, supply, claimed }) => {
      const needed = wanted.map(([each, quantity]) => (each === sku ? quantity : 0));
      const ofKits = wanted.map(([each, quantity]) => quantity * (kits[each]?.[sku as Sku] ?? 0));
      const stock = Math.max(0, supply - claimed);
      const beyond = acceptBackOrder ? limit[sku as Sku] : 0;
      const promisable = Math.max(0, supply - claimed + beyond);
      return total(ofKits) <= stock && total(needed) + total(ofKits) <= promisable;
    });
    expect(decision?.type).toBe(fits ? 'StockReserved' : 'StockRefused');
    const [[first, kitsWanted]] = wanted as [readonly [string, number]];
    if (wanted.length === 1 && kits[first]) expect(fits).toBe(kitsWanted <= (shown.get(first) ?? 0));
    if (decision?.type === 'StockRefused')
      for (const { sku, requested, available } of decision.value.lines) {
        if (requested <= available) throw new Error(`${sku}: ${requested} refused, ${available} there`);
        if (!wanted.some(([each]) => each === sku)) throw new Error(`${sku} was not asked for`);
      }
    if (decision?.type !== 'StockReserved') return;
    for (const [sku, { supply, claimed }] of before) {
      const promised = decision.value.lines.filter((line) => line.sku === sku);
      const ofStock = total(promised.map((line) => line.reserved));
      const late = promised.filter((line) => line.backOrdered > 0);
      if (ofStock > 0 && claimed + ofStock > supply)
        throw new Error(`${sku}: ${ofStock} promised of stock, ${supply - claimed} left`);
      if (late.length > 0 && !acceptBackOrder) throw new Error(`${sku}: owed to one who does not wait`);
      if (late.some(({ line }) => kits[wanted[line - 1]![0]])) throw new Error(`${sku}: owed to a kit`);
    }
    for (const { line, sku, quantity } of asked.lines)
      for (const [part, perUnit] of Object.entries(kits[sku] ?? { [sku]: 1 }))
        this.lines.push({
          order,
          line,
          sku: part as Sku,
          perUnit,
          ordered: quantity * perUnit,
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

  /** Cancels what is left of an order line: of kits, those of which nothing has left. */
  cancel(pick: number): void {
    const picked = this.lines[pick % Math.max(1, this.lines.length)];
    if (!picked) return;
    const { order, line } = picked;
    const parts = this.lines.filter((each) => each.order === order && each.line === line);
    const whole = parts.map((each) => (each.ordered - each.shipped - each.cancelled) / each.perUnit);
    const quantity = Math.floor(Math.min(...whole));
    for (const part of parts) {
      part.cancelled += quantity * part.perUnit;
      if (part.place !== -1) part.freed += quantity * part.perUnit;
    }
    this.ledger.release(order, [{ line, quantity }], at);
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
      if (over)
        throw new Error(`${over.order}: line ${over.line} ${over.sku} gave more back than it claimed`);
      const claimed = this.ledger.levels.get(sku)?.claimed;
      if (claimed !== open) throw new Error(`${sku}: ${claimed} claimed by the pool, ${open} by its orders`);
    }
  }

  /** By claim. */
  balances(): number[] {
    const byClaim = Map.groupBy(this.entries, ({ order, line, sku }) => `${order}|${line}|${sku}`);
    return [...byClaim.values()].map((entries) => total(entries.map(({ quantity }) => quantity)));
  }

  /** What shoppers are told of each kit. */
  private shown(): Map<string, number> {
    const levelOf = (sku: string) => this.ledger.levels.get(sku);
    return new Map(
      Object.entries(kits).map(([kit, units]) => {
        const told = availabilityOf({ ...emptyLevel(kit), components: recipe(units) }, levelOf);
        return [kit, told?.availableToSell ?? 0];
      }),
    );
  }

  private levelOf(sku: Sku): Level {
    return { ...emptyLevel(sku), atZero: limit[sku] > 0 ? 'back-order' : 'show', backOrderLimit: limit[sku] };
  }
}

function total(units: readonly number[]): number {
  return units.reduce((sum, each) => sum + each, 0);
}

const sku = fc.constantFrom(...skus);
const ordered = fc.constantFrom(...skus, ...Object.keys(kits));
const place = fc.constantFrom(0, 1);
const pick = fc.nat(119);
const act = fc.oneof(
  fc.record({ receive: fc.tuple(sku, place, fc.integer({ min: 1, max: 8 })) }),
  fc.record({ state: fc.tuple(sku, place) }),
  fc.record({ deliver: fc.tuple(pick) }),
  fc.record({
    place: fc.tuple(
      fc.array(fc.tuple(ordered, fc.integer({ min: 1, max: 8 })), {
        minLength: 1,
        maxLength: 4,
        size: 'max',
      }),
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
