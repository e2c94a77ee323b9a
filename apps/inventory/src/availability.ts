import { isDeepStrictEqual } from 'node:util';
import type {
  Availability,
  CalendarDate,
  IncomingUnits,
  KitComponent,
  LocationStock,
  NextIncoming,
  Product,
} from '@throughline/events';
import { dueFrom, freeDeliveriesOf } from './deliveries.ts';

/** What a location's system stated last, as far as it decides what can be sold. */
export interface Statement {
  source: string;
  sku: string;
  location: string;
  version: number;
  quantity: number;
  basis: string;
  allocatedElsewhere: number;
  safetyStock: number;
  asOf: Date;
  /** False when the source cannot tell which of our orders the figure reflects. */
  watermarked: boolean;
  incoming: IncomingUnits[];
}

/** A place that holds stock. */
export interface Location {
  source: string;
  code: string;
  name: string;
  kind: string;
  city: string | null;
  country: string | null;
  servesWeb: boolean;
}

/** What the catalog says of how a SKU is sold. */
export interface Policy {
  /** What happens when nothing is left. */
  atZero: 'show' | 'back-order';
  backOrderLimit: number;
  /** What one unit of a kit is put together of, each SKU once; empty for everything else. */
  components: readonly KitComponent[];
}

/** The pool of a SKU: what the serving locations state together, and what we have claimed of it. */
export interface Level extends Policy {
  sku: string;
  /** Σ over serving locations, below zero when they owe. */
  supply: number;
  /** Our claims that the stated figures still contain. */
  claimed: number;
  /** One entry for each day, earliest first. */
  incoming: NextIncoming[];
  estimated: boolean;
  /** Null before the first statement. */
  asOf: Date | null;
}

/** The level of a SKU; undefined for one that nothing is known of. */
export type LevelOf = (sku: string) => Level | undefined;

export function emptyLevel(sku: string): Level {
  return {
    sku,
    supply: 0,
    claimed: 0,
    atZero: 'show',
    backOrderLimit: 0,
    components: [],
    incoming: [],
    estimated: false,
    asOf: null,
  };
}

/** A kit is never back-ordered, whatever is said of it, nor is what sells down: there is nothing to come of it. */
export function policyOf(product: Pick<Product, keyof Policy | 'kind' | 'status'> | null): Policy {
  const components = product?.kind === 'kit' ? recipeOf(product.components) : [];
  return product?.atZero === 'back-order' && product.status === 'active' && components.length === 0
    ? { atZero: 'back-order', backOrderLimit: Math.max(0, product.backOrderLimit), components }
    : { atZero: 'show', backOrderLimit: 0, components };
}

/** Components with each SKU once: what is named twice adds up. */
export function recipeOf(components: readonly KitComponent[]): KitComponent[] {
  return [...Map.groupBy(components, ({ sku }) => sku)].map(([sku, parts]) => ({
    sku,
    quantity: parts.reduce((total, { quantity }) => total + quantity, 0),
  }));
}

/**
 * Kits that can be put together of units on hand. None of what has no components, or one of which less than one unit
 * is said to be needed: that is no recipe.
 */
export function kitsOf(components: readonly KitComponent[], onHand: (sku: string) => number): number {
  if (components.length === 0) return 0;
  return Math.min(
    ...components.map(({ sku, quantity }) =>
      quantity < 1 ? 0 : Math.max(0, Math.floor(onHand(sku) / quantity)),
    ),
  );
}

/** What one location can give to the web; below zero it is evidence, and takes from the pool. */
export function figureOf(statement: Statement): number {
  // A net figure has been lowered by the back office itself.
  const elsewhere = statement.basis === 'physical' ? statement.allocatedElsewhere : 0;
  return statement.quantity - elsewhere - statement.safetyStock;
}

/** The level under new statements of its serving locations, of which a delivery that should have come promises nothing. */
export function restated(level: Level, serving: readonly Statement[], today: CalendarDate): Level {
  return {
    ...level,
    supply: serving.reduce((total, each) => total + figureOf(each), 0),
    incoming: dueFrom(today, incomingOf(serving)),
    estimated: level.estimated && serving.some((each) => !each.watermarked),
    // A SKU whose locations all stopped serving keeps the age of what it last knew.
    asOf: newestOf(serving) ?? level.asOf,
  };
}

function newestOf(known: readonly { asOf: Date | null }[]): Date | null {
  const newest = known
    .flatMap(({ asOf }) => asOf?.getTime() ?? [])
    .toSorted((a, b) => a - b)
    .at(-1);
  return newest === undefined ? null : new Date(newest);
}

/** Several documents, and several locations, may name the same day. */
function incomingOf(serving: readonly Statement[]): NextIncoming[] {
  const byDate = new Map<CalendarDate, number>();
  for (const { expectedOn, quantity } of serving.flatMap((each) => each.incoming)) {
    if (quantity > 0) byDate.set(expectedOn, (byDate.get(expectedOn) ?? 0) + quantity);
  }
  return [...byDate]
    .map(([expectedOn, quantity]) => ({ expectedOn, quantity }))
    .sort((a, b) => (a.expectedOn < b.expectedOn ? -1 : 1));
}

/** Units that can be promised of stock. */
export function freeOf(level: Level): number {
  return Math.max(0, level.supply - level.claimed);
}

/** Units that may still be promised beyond stock; what is owed already counts against the limit. */
export function backOrderableOf(level: Level): number {
  if (level.atZero !== 'back-order') return 0;
  return Math.max(0, level.backOrderLimit - Math.max(0, level.claimed - level.supply));
}

/**
 * What the shop is told; null while no location has stated anything.
 * @param levelOf the pools that components of a kit are taken from
 */
export function availabilityOf(level: Level, levelOf: LevelOf): Availability | null {
  if (level.components.length > 0) return availabilityOfKit(level, levelOf);
  if (level.asOf === null) return null;
  return {
    sku: level.sku,
    availableToSell: freeOf(level),
    atZero: level.atZero,
    backOrderable: backOrderableOf(level),
    nextIncoming: level.incoming[0] ?? null,
    incoming: freeDeliveriesOf(level, backOrderableOf(level)),
    estimated: level.estimated,
    asOf: level.asOf,
  };
}

/** Nothing of a kit is stocked: its figure follows from those of its components alone. */
function availabilityOfKit({ sku, components }: Level, levelOf: LevelOf): Availability | null {
  const pools = components.map((component) => levelOf(component.sku) ?? emptyLevel(component.sku));
  const asOf = newestOf(pools);
  if (asOf === null) return null;
  return {
    sku,
    availableToSell: kitsOf(components, (component) => freeOf(levelOf(component) ?? emptyLevel(component))),
    atZero: 'show',
    backOrderable: 0,
    nextIncoming: null,
    incoming: [],
    estimated: pools.some(({ estimated }) => estimated),
    asOf,
  };
}

export function sameAvailability(a: Availability | null, b: Availability | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.availableToSell === b.availableToSell &&
    a.atZero === b.atZero &&
    a.backOrderable === b.backOrderable &&
    a.nextIncoming?.expectedOn === b.nextIncoming?.expectedOn &&
    a.nextIncoming?.quantity === b.nextIncoming?.quantity &&
    isDeepStrictEqual(a.incoming, b.incoming) &&
    a.estimated === b.estimated &&
    a.asOf.getTime() === b.asOf.getTime()
  );
}

export function locationStockOf(statement: Statement, location: Location): LocationStock {
  return {
    sku: statement.sku,
    source: statement.source,
    location: location.code,
    name: location.name,
    kind: location.kind,
    city: location.city,
    country: location.country,
    available: Math.max(0, figureOf(statement)),
    asOf: statement.asOf,
    servesWeb: location.servesWeb,
  };
}
