import type { WatermarkLine } from '@throughline/events';
import type { OrderClaim } from '@throughline/connector';

/** A line of a document of ours as the back office has it, or a component of one. */
export interface DocumentUnits {
  /** Number of the document. */
  document: string;
  /** Order whose number it carries, if we made it. */
  order: string | null;
  /** Line number; of a component, that of its kit. */
  line: number;
  sku: string;
  location: string;
  /** Whether the web is sold from there. */
  servesWeb: boolean;
  open: number;
  shipped: number;
}

/** What of a statement of stock is ours. */
export interface OwnUnits {
  /** Open units that our claims cover already. */
  covered: number;
  /** Units of our orders that have left what the web is sold from, cumulative. */
  watermark: WatermarkLine[];
}

export const nothingOwn: OwnUnits = { covered: 0, watermark: [] };

/** Where a statement is made: a SKU at a location. */
export const placeOf = (sku: string, location: string): string => `${sku}|${location}`;

/**
 * What of the documents our own claims stand for. A claim covers its own line. Where that has fewer units than we
 * promise, other lines of the same document and SKU stand in for the rest: it was split or retyped. What the back office
 * takes from a place that does not serve the web has left what the web is sold from, shipped or not. What has been said to
 * have left stays said when it comes back, because the claim on it has ended: then its open units are nobody's but the
 * back office's. So the figure, less our claims, is what the back office itself has left to sell.
 * @returns by place, in the order of the claims
 */
export function ownUnits(
  claims: readonly OrderClaim[],
  units: readonly DocumentUnits[],
): Map<string, OwnUnits> {
  const rows = units.map((row) =>
    row.servesWeb ? row : { ...row, open: 0, shipped: row.shipped + row.open },
  );
  const places = new Map<string, OwnUnits>();
  const at = (sku: string, location: string): OwnUnits => {
    const place = placeOf(sku, location);
    const own = places.get(place) ?? { covered: 0, watermark: [] };
    places.set(place, own);
    return own;
  };
  const documents = Map.groupBy(rows, ({ document, sku }) => placeOf(document, sku));
  const numbers = new Map(rows.flatMap(({ document, order }) => (order === null ? [] : [[order, document]])));
  const lines = new Set(claims.map((claim) => lineKey(numberOf(claim, numbers), claim)));
  // A line stands in for one claim only.
  const spare = new Map(
    rows
      .filter((row) => !lines.has(lineKey(row.document, row)))
      .map((row) => [row, { open: row.open, shipped: row.shipped }]),
  );
  for (const claim of claims) {
    const number = numberOf(claim, numbers);
    const all = documents.get(placeOf(number ?? '', claim.sku)) ?? [];
    const own = all.filter(({ line }) => line === claim.line);
    const parts = [...own, ...standIns(claim, own, all, spare)];
    const left = leftUnits(claim.left, parts);
    for (const [location, quantity] of left)
      at(claim.sku, location).watermark.push({ order: claim.order, line: claim.line, quantity });
    let promised = Math.max(0, claim.units - sumOf([...left.values()]));
    for (const { location, open } of parts) {
      const covered = Math.min(promised, open);
      at(claim.sku, location).covered += covered;
      promised -= covered;
    }
  }
  return places;
}

function numberOf({ erpNumber, order }: OrderClaim, byOrder: ReadonlyMap<string, string>): string | null {
  return erpNumber ?? byOrder.get(order) ?? null;
}

function lineKey(document: string | null, { line, sku }: Pick<OrderClaim, 'line' | 'sku'>): string {
  return [document, line, sku].join('|');
}

type Part = Pick<DocumentUnits, 'location' | 'open' | 'shipped'>;

/** Takes from lines that are nobody's what the claim's own line is short of. */
function standIns(
  { units }: OrderClaim,
  own: readonly DocumentUnits[],
  all: readonly DocumentUnits[],
  spare: ReadonlyMap<DocumentUnits, { open: number; shipped: number }>,
): Part[] {
  let short = Math.max(0, units - sumOf(own.map(({ open, shipped }) => open + shipped)));
  return all.flatMap((row) => {
    const rest = spare.get(row);
    if (rest === undefined || short === 0) return [];
    const shipped = Math.min(short, rest.shipped);
    const open = Math.min(short - shipped, rest.open);
    short -= shipped + open;
    rest.shipped -= shipped;
    rest.open -= open;
    return [{ location: row.location, open, shipped }];
  });
}

/**
 * Units that have left by location: those that were said to before, and what has left beyond them, where it did. A line
 * that is moved to another warehouse has not left twice.
 */
function leftUnits(said: Readonly<Record<string, number>>, parts: readonly Part[]): Map<string, number> {
  const now = new Map(Object.entries(said));
  const shipped = new Map<string, number>();
  for (const part of parts) shipped.set(part.location, (shipped.get(part.location) ?? 0) + part.shipped);
  let news = sumOf([...shipped.values()]) - sumOf([...now.values()]);
  for (const [location, quantity] of shipped) {
    const before = now.get(location) ?? 0;
    const more = Math.min(Math.max(0, news), Math.max(0, quantity - before));
    if (more > 0) now.set(location, before + more);
    news -= more;
  }
  return now;
}

function sumOf(units: readonly number[]): number {
  return units.reduce((sum, each) => sum + each, 0);
}
