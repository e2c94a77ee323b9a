import type { ResponseOf } from '@throughline/service';
import type { stock } from './offer.response.schemas.ts';

/** Stock of a SKU at one location, as inventory states it. */
export interface LocationRow {
  location: string;
  name: string;
  kind: string;
  city: string | null;
  available: number;
  servesWeb: boolean;
}

/** What inventory and catalog publish of a SKU; `availableToSell` is null before inventory has published anything. */
export interface StockFacts {
  status: string;
  availableToSell: number | null;
  atZero: string | null;
  backOrderable: number | null;
  nextIncoming: { expectedOn: string; quantity: number } | null;
  /** Units of deliveries that are not owed yet; null when inventory did not tell of such yet. */
  incoming: readonly { expectedOn: string; quantity: number }[] | null;
  estimated: boolean | null;
  asOf: Date | null;
  locations: readonly LocationRow[];
}

/** What a shopper is told of the stock of a SKU. */
export type OfferStock = ResponseOf<typeof stock>;
export type StockState = OfferStock['state'];

export function offerStock(facts: StockFacts): OfferStock {
  const available = facts.availableToSell ?? 0;
  const mayWait = facts.atZero === 'back-order' && facts.status === 'active';
  const backOrderable = mayWait ? (facts.backOrderable ?? 0) : 0;
  const incoming = [...(facts.incoming ?? (facts.nextIncoming ? [facts.nextIncoming] : []))];
  return {
    state: stateOf(facts, available, backOrderable),
    available,
    backOrderable,
    expectedOn: incoming[0]?.expectedOn ?? null,
    incoming,
    locations: placesOf(facts.locations, available),
    estimated: facts.estimated ?? false,
    asOf: facts.asOf,
  };
}

/** The day on which so many base units can be sent, of which some have to wait; null when none is known. */
export function expectedOn(
  { available, incoming }: Pick<OfferStock, 'available' | 'incoming'>,
  units: number,
) {
  let left = units - available;
  for (const delivery of incoming) {
    left -= delivery.quantity;
    if (left <= 0) return delivery.expectedOn;
  }
  return null;
}

function stateOf(
  { status, availableToSell }: StockFacts,
  available: number,
  backOrderable: number,
): StockState {
  if (available > 0) return 'in-stock';
  if (status !== 'active') return 'discontinued';
  if (availableToSell === null) return 'unknown';
  return backOrderable > 0 ? 'back-order' : 'out-of-stock';
}

/**
 * Distributes what can be sold over the locations. Claims of orders in progress are not bound to a location yet; they
 * are subtracted where most units are, so that the locations never promise more than can be sold in total.
 */
function placesOf(locations: readonly LocationRow[], available: number): OfferStock['locations'] {
  const serving = locations
    .filter((row) => row.servesWeb && row.available > 0)
    .map(({ location, name, city, kind, available: units }) => ({
      location,
      name,
      city,
      kind,
      available: units,
    }))
    .toSorted(mostFirst);
  let excess = serving.reduce((units, row) => units + row.available, 0) - available;
  for (const row of serving) {
    const taken = Math.min(Math.max(excess, 0), row.available);
    row.available -= taken;
    excess -= taken;
  }
  return serving.filter((row) => row.available > 0).toSorted(mostFirst);
}

function mostFirst(
  a: { available: number; location: string },
  b: { available: number; location: string },
): number {
  return b.available - a.available || (a.location < b.location ? -1 : 1);
}
