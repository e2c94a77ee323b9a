import type { CalendarDate, KitComponent, RefusedLine, ReservedLine } from '@throughline/events';
import { backOrderableOf, emptyLevel, freeOf, kitsOf, recipeOf } from './availability.ts';
import type { Level } from './availability.ts';
import { coveredOn, dueFrom, freeDeliveriesOf } from './deliveries.ts';

/**
 * What we claim of one SKU for one order line; for a kit there is one claim for each component. Its ledger nets to zero
 * when the line has ended.
 */
export interface Claim {
  order: string;
  line: number;
  sku: string;
  /** Units of the SKU in one unit of the line: 1, or as many as a kit has of the component. */
  perUnit: number;
  /** Units claimed, back-ordered ones among them. */
  reserved: number;
  backOrdered: number;
  released: number;
  settled: number;
}

/** All claims of an order. */
export interface OrderClaims {
  order: string;
  /** Of the order's facts on the log. */
  version: number;
  claims: Claim[];
}

/** One entry of the ledger: `reserve` adds units, `release` and `settle` take them away. */
export interface Entry {
  order: string;
  line: number;
  sku: string;
  kind: 'reserve' | 'release' | 'settle';
  quantity: number;
  location: string | null;
  estimated: boolean;
}

/** Cumulative units of a claim that a location's figure no longer contains. */
export interface Seen {
  order: string;
  line: number;
  sku: string;
  source: string;
  location: string;
  quantity: number;
}

export interface RequestLine {
  line: number;
  sku: string;
  quantity: number;
  /** What one kit is put together of, as it was sold; empty for everything else. */
  components: readonly KitComponent[];
}

export interface ReservationRequest {
  order: string;
  lines: readonly RequestLine[];
  acceptBackOrder: boolean;
  /** Day of the decision in the seller's time zone: no day before it is promised. */
  today: CalendarDate;
}

/** Units of one SKU that a line needs. */
interface Need {
  sku: string;
  perUnit: number;
  quantity: number;
}

export type Promised = { claims: Claim[]; lines: ReservedLine[] };
export type Refused = { refused: RefusedLine[] };

/** Units that a stated figure still contains. */
export function openOf(claim: Claim): number {
  return claim.reserved - claim.released - claim.settled;
}

/** What is taken from stock for a line: the SKU itself, or the components of its kit. */
export function needsOf({ sku, quantity, components }: RequestLine): Need[] {
  if (components.length === 0) return [{ sku, perUnit: 1, quantity }];
  return recipeOf(components).map((each) => {
    return { sku: each.sku, perUnit: each.quantity, quantity: quantity * each.quantity };
  });
}

/**
 * Promises every line of the order, or none: demand is summed per SKU over all lines before it is checked. Kits are
 * promised of stock alone, so stock goes to them before it goes to lines that may wait.
 */
export function reserve(levels: ReadonlyMap<string, Level>, request: ReservationRequest): Promised | Refused {
  const demand = unitsBySku(request.lines);
  const ofKits = unitsBySku(request.lines.filter(isKit));
  const levelOf = (sku: string): Level => levels.get(sku) ?? emptyLevel(sku);
  const promisable = (sku: string): number => {
    const level = levelOf(sku);
    return freeOf(level) + (request.acceptBackOrder ? backOrderableOf(level) : 0);
  };

  const refused = request.lines.flatMap((line): RefusedLine[] => {
    const { sku } = line;
    if (!isKit(line)) {
      const short = { line: line.line, sku, requested: demand.get(sku) ?? 0, available: promisable(sku) };
      return short.requested > short.available ? [short] : [];
    }
    const same = request.lines.filter((each) => isKit(each) && each.sku === sku);
    const own = unitsBySku(same);
    const left = (part: string) => freeOf(levelOf(part)) - (ofKits.get(part) ?? 0) + (own.get(part) ?? 0);
    const requested = same.reduce((total, { quantity }) => total + quantity, 0);
    const available = kitsOf(recipeOf(line.components), left);
    return requested > available ? [{ line: line.line, sku, requested, available }] : [];
  });
  if (refused.length > 0) return { refused };

  const claimed = new Map<string, Level>();
  const promises = request.lines.flatMap((line) => {
    return needsOf(line).map(({ sku, perUnit, quantity }) => {
      if (isKit(line)) return { line: line.line, sku, perUnit, ...ofStockAlone(quantity) };
      const level = claimed.get(sku) ?? withKits(levelOf(sku), ofKits);
      const ofStock = Math.min(quantity, freeOf(level));
      const backOrdered = quantity - ofStock;
      claimed.set(sku, { ...level, claimed: level.claimed + quantity });
      const expectedOn =
        backOrdered > 0 ? coveredOn(freeOnTheirWay(level, request.today), backOrdered) : null;
      return { line: line.line, sku, perUnit, reserved: ofStock, backOrdered, expectedOn };
    });
  });
  return {
    claims: promises.map((promise) => claimOf(request.order, promise, promise.perUnit)),
    lines: promises.map(({ perUnit: _, ...line }) => line),
  };
}

function freeOnTheirWay(level: Level, today: CalendarDate) {
  return freeDeliveriesOf({ ...level, incoming: dueFrom(today, level.incoming) }, backOrderableOf(level));
}

function isKit({ components }: RequestLine): boolean {
  return components.length > 0;
}

function unitsBySku(lines: readonly RequestLine[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { sku, quantity } of lines.flatMap(needsOf)) units.set(sku, (units.get(sku) ?? 0) + quantity);
  return units;
}

function withKits(level: Level, ofKits: ReadonlyMap<string, number>): Level {
  return { ...level, claimed: level.claimed + (ofKits.get(level.sku) ?? 0) };
}

function ofStockAlone(reserved: number): Omit<ReservedLine, 'line' | 'sku'> {
  return { reserved, backOrdered: 0, expectedOn: null };
}

/** The claim that was promised; a record of it does not say how many units a kit has of the component. */
export function claimOf(
  order: string,
  { line, sku, reserved, backOrdered }: ReservedLine,
  perUnit = 1,
): Claim {
  return {
    order,
    line,
    sku,
    perUnit,
    reserved: reserved + backOrdered,
    backOrdered,
    released: 0,
    settled: 0,
  };
}

/**
 * Units of a given-up quantity that are still claimed.
 * @param left units that have left: those of them that are not settled yet stay claimed
 */
export function releasable(claim: Claim, givenUp: number, left = 0): number {
  const leaving = Math.max(0, left - claim.settled);
  return Math.max(0, Math.min(givenUp, openOf(claim) - leaving));
}

/**
 * Units to settle, now that the figures of all locations together no longer contain `gone` units of the line:
 * exactly those that were not settled before, and never more than is claimed.
 */
export function settleable(claim: Claim, gone: number): number {
  return Math.max(0, Math.min(gone, claim.reserved - claim.released) - claim.settled);
}
