import type { SettledLine, TopicRecords, WatermarkLine } from '@throughline/events';
import type { Level } from './availability.ts';
import { claimOf, needsOf, openOf, releasable, reserve, settleable } from './reservation.ts';
import type { Claim, Entry, OrderClaims, ReservationRequest, Seen } from './reservation.ts';

export type ReservationFact = TopicRecords['inventory.reservations'];
/** What was decided of an order when it was placed. */
export type Decided = Extract<ReservationFact, { type: 'StockReserved' | 'StockRefused' }>;
type Quantities = readonly { line: number; quantity: number }[];

/** Units of a SKU under the line of an order. */
export interface LineUnits {
  line: number;
  sku: string;
  quantity: number;
}

/** What is known of the SKUs and orders that a batch concerns. */
export interface Holdings {
  levels: readonly Level[];
  orders: readonly OrderClaims[];
  seen: readonly Seen[];
}

/**
 * The ledger of reservations over what one transaction holds locked. It takes facts in the order of their records
 * and gathers what has changed, so that a batch is decided in memory and written at once.
 */
export class Ledger {
  readonly levels: Map<string, Level>;
  readonly orders: Map<string, OrderClaims>;
  readonly entries: (Entry & { at: Date })[] = [];
  /** Watermarks that rose above what had been seen. */
  readonly raised = new Map<string, Seen>();
  /** Orders taken over whose kits are known by now. */
  readonly learned = new Set<OrderClaims>();
  /** By claim, then by location. */
  private readonly seen = new Map<string, Map<string, Seen>>();

  constructor({ levels, orders, seen }: Holdings) {
    this.levels = new Map(levels.map((level) => [level.sku, level]));
    this.orders = new Map(orders.map((order) => [order.order, order]));
    for (const each of seen) this.see(each);
  }

  /** Claims stock for an order, or refuses it as a whole; nothing when it was decided before. */
  place(request: ReservationRequest, at: Date): ReservationFact[] {
    const { order } = request;
    const known = this.orders.get(order);
    if (known) {
      this.learnKits(known, request);
      return [];
    }
    const decision = reserve(this.levels, request);
    const state: OrderClaims = { order, version: 0, claims: 'claims' in decision ? decision.claims : [] };
    this.orders.set(order, state);
    if ('refused' in decision)
      return [{ type: 'StockRefused', value: { order, lines: decision.refused, at } }];

    const facts: ReservationFact[] = [{ type: 'StockReserved', value: { order, lines: decision.lines, at } }];
    return facts.concat(this.claim(state, at));
  }

  /** Takes over what was decided of an order, as it was said; nothing when the order is known. */
  takeOver({ type, value }: Decided, version: number, at: Date): ReservationFact[] {
    const { order } = value;
    if (this.orders.has(order)) return [];
    const claims = type === 'StockRefused' ? [] : value.lines.map((line) => claimOf(order, line));
    const state: OrderClaims = { order, version, claims };
    this.orders.set(order, state);
    return this.claim(state, at);
  }

  /** What was promised does not say how many units a kit has of each component; what was ordered does. */
  private learnKits(state: OrderClaims, { lines }: ReservationRequest): void {
    const needs = lines.flatMap((line) => needsOf(line).map((need) => ({ ...need, line: line.line })));
    for (const claim of state.claims) {
      const need = needs.find(({ line, sku }) => line === claim.line && sku === claim.sku);
      if (!need || need.perUnit === claim.perUnit) continue;
      claim.perUnit = need.perUnit;
      this.learned.add(state);
    }
  }

  /** Enters the claims of an order that is new, and settles what has left already. */
  private claim(state: OrderClaims, at: Date): ReservationFact[] {
    for (const claim of state.claims) this.enter(claim, 'reserve', claim.reserved, at);
    // A statement may have told of the shipment before we knew the order.
    const settled = state.claims.flatMap((claim) => {
      let gone = 0;
      return this.seenOf(claim).flatMap(({ location, quantity }) => {
        gone += quantity;
        return this.take(claim, settleable(claim, gone), location, false, at);
      });
    });
    return this.settlement(state, settled, false, at);
  }

  /**
   * Gives back what is still claimed of units that will not be delivered; of all lines with `all`. Quantities are units
   * of the lines: of a kit, kits, which give back so many units of each component. What has left and is in a stated
   * figure still stays claimed until a statement says that it is not: that may be a part of a kit.
   * @param left units that have left, by line and SKU
   */
  release(
    order: string,
    lines: Quantities | 'all',
    at: Date,
    left: readonly LineUnits[] = [],
  ): ReservationFact[] {
    const state = this.orders.get(order);
    if (!state) return [];
    const released = state.claims.flatMap((claim) => {
      const given = lines === 'all' ? openOf(claim) : claim.perUnit * unitsOf(lines, claim.line);
      const gone = unitsOf(
        left.filter(({ sku }) => sku === claim.sku),
        claim.line,
      );
      const quantity = releasable(claim, given, gone);
      if (quantity === 0) return [];
      claim.released += quantity;
      this.enter(claim, 'release', quantity, at);
      return [{ line: claim.line, sku: claim.sku, quantity }];
    });
    return released.length > 0
      ? [{ type: 'ReservationReleased', value: { order, lines: released, at } }]
      : [];
  }

  /** Takes the watermark of a statement: settles exactly what the figure has newly ceased to contain. */
  watermark(
    lines: readonly WatermarkLine[],
    { sku, source, location }: { sku: string; source: string; location: string },
    at: Date,
  ): ReservationFact[] {
    const place = { sku, source, location };
    const settled = new Map<OrderClaims, SettledLine[]>();
    for (const { order, line, quantity } of lines) {
      const next: Seen = { ...place, order, line, quantity };
      if (quantity <= (this.seen.get(claimKey(next))?.get(placeKey(place))?.quantity ?? 0)) continue;
      this.see(next);
      this.raised.set(`${claimKey(next)} ${placeKey(place)}`, next);
      const state = this.orders.get(order);
      const claim = state?.claims.find((each) => each.line === line && each.sku === sku);
      if (!state || !claim) continue;
      settled.set(state, (settled.get(state) ?? []).concat(this.settle(claim, location, at)));
    }
    return [...settled].flatMap(([state, part]) => this.settlement(state, part, false, at));
  }

  /** Settles by time, where the source cannot tell: `gone` are the cumulative units of claims. */
  estimate(
    order: string,
    gone: readonly { line: number; sku: string; location: string; quantity: number }[],
    at: Date,
  ): ReservationFact[] {
    const state = this.orders.get(order);
    if (!state) return [];
    const settled = gone.flatMap(({ line, sku, location, quantity }) => {
      const claim = state.claims.find((each) => each.line === line && each.sku === sku);
      return claim ? this.take(claim, settleable(claim, quantity), location, true, at) : [];
    });
    return this.settlement(state, settled, true, at);
  }

  private see(next: Seen): void {
    const places = this.seen.get(claimKey(next)) ?? new Map<string, Seen>();
    this.seen.set(claimKey(next), places.set(placeKey(next), next));
  }

  private seenOf(claim: Claim): Seen[] {
    return [...(this.seen.get(claimKey(claim))?.values() ?? [])];
  }

  private settle(claim: Claim, location: string, at: Date): SettledLine[] {
    const gone = this.seenOf(claim).reduce((total, each) => total + each.quantity, 0);
    return this.take(claim, settleable(claim, gone), location, false, at);
  }

  private take(
    claim: Claim,
    quantity: number,
    location: string,
    estimated: boolean,
    at: Date,
  ): SettledLine[] {
    if (quantity === 0) return [];
    claim.settled += quantity;
    this.enter(claim, 'settle', quantity, at, location, estimated);
    return [{ line: claim.line, sku: claim.sku, location, quantity }];
  }

  private settlement(
    { order, claims }: OrderClaims,
    lines: SettledLine[],
    estimated: boolean,
    at: Date,
  ): ReservationFact[] {
    if (lines.length === 0) return [];
    const closed = claims.every((claim) => openOf(claim) === 0);
    return [{ type: 'ReservationSettled', value: { order, lines, estimated, closed, at } }];
  }

  private enter(
    { order, line, sku }: Claim,
    kind: Entry['kind'],
    quantity: number,
    at: Date,
    location: string | null = null,
    estimated = false,
  ): void {
    const signed = kind === 'reserve' ? quantity : -quantity;
    this.entries.push({ order, line, sku, kind, quantity: signed, location, estimated, at });
    const level = this.levels.get(sku);
    if (!level) throw new Error(`The level of ${sku} is not locked`);
    this.levels.set(sku, {
      ...level,
      claimed: level.claimed + signed,
      estimated: level.estimated || estimated,
    });
  }
}

function unitsOf(lines: Quantities, line: number): number {
  return lines.reduce((total, each) => (each.line === line ? total + each.quantity : total), 0);
}

function claimKey({ order, line, sku }: { order: string; line: number; sku: string }): string {
  return JSON.stringify([order, line, sku]);
}

function placeKey({ source, location }: { source: string; location: string }): string {
  return JSON.stringify([source, location]);
}
