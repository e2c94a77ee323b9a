import type { RefusedLine, ReservedLine } from '@throughline/events';
import { backOrderableOf, coveredOn, emptyLevel, freeOf } from './availability.ts';
import type { Level } from './availability.ts';

/** What we claim for one order line. Its ledger nets to zero when the line has ended. */
export interface Claim {
  order: string;
  line: number;
  sku: string;
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

/** Cumulative units of an order line that a location's figure no longer contains. */
export interface Seen {
  order: string;
  line: number;
  sku: string;
  source: string;
  location: string;
  quantity: number;
}

export interface ReservationRequest {
  order: string;
  lines: readonly { line: number; sku: string; quantity: number }[];
  acceptBackOrder: boolean;
}

export type Promised = { claims: Claim[]; lines: ReservedLine[] };
export type Refused = { refused: RefusedLine[] };

/** Units that a stated figure still contains. */
export function openOf(claim: Claim): number {
  return claim.reserved - claim.released - claim.settled;
}

/** Promises every line of the order, or none: demand is summed per SKU before it is checked. */
export function reserve(levels: ReadonlyMap<string, Level>, request: ReservationRequest): Promised | Refused {
  const demand = new Map<string, number>();
  for (const { sku, quantity } of request.lines) demand.set(sku, (demand.get(sku) ?? 0) + quantity);

  const levelOf = (sku: string): Level => levels.get(sku) ?? emptyLevel(sku);
  const promisable = (sku: string): number => {
    const level = levelOf(sku);
    return freeOf(level) + (request.acceptBackOrder ? backOrderableOf(level) : 0);
  };
  const short = request.lines.filter(({ sku }) => (demand.get(sku) ?? 0) > promisable(sku));
  if (short.length > 0) {
    const refused = short.map(({ line, sku }) => ({
      line,
      sku,
      requested: demand.get(sku) ?? 0,
      available: promisable(sku),
    }));
    return { refused };
  }

  const claimed = new Map<string, Level>();
  const claims: Claim[] = [];
  const lines = request.lines.map(({ line, sku, quantity }) => {
    const level = claimed.get(sku) ?? levelOf(sku);
    const ofStock = Math.min(quantity, freeOf(level));
    const backOrdered = quantity - ofStock;
    const after = { ...level, claimed: level.claimed + quantity };
    claimed.set(sku, after);
    const expectedOn = backOrdered > 0 ? coveredOn(after) : null;
    const promised = { line, sku, reserved: ofStock, backOrdered, expectedOn };
    claims.push(claimOf(request.order, promised));
    return promised;
  });
  return { claims, lines };
}

/** The claim that a line was promised. */
export function claimOf(order: string, { line, sku, reserved, backOrdered }: ReservedLine): Claim {
  return { order, line, sku, reserved: reserved + backOrdered, backOrdered, released: 0, settled: 0 };
}

/** Units of a cancelled quantity that are still claimed. */
export function releasable(claim: Claim, cancelled: number): number {
  return Math.max(0, Math.min(cancelled, openOf(claim)));
}

/**
 * Units to settle, now that the figures of all locations together no longer contain `gone` units of the line:
 * exactly those that were not settled before, and never more than is claimed.
 */
export function settleable(claim: Claim, gone: number): number {
  return Math.max(0, Math.min(gone, claim.reserved - claim.released) - claim.settled);
}
