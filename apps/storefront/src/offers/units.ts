import type { ItemUnit } from '@throughline/events';
import { type SoldIn, byBaseUnit } from '@throughline/pricing-rules';

/** What the catalog says of the quantities of an item. */
export interface Quantified {
  /** Base unit, UN/ECE code. */
  unit: string;
  units: readonly ItemUnit[];
  /** Goods when left out. */
  kind?: string;
  /** Whole base units when left out. */
  quantityScale?: number;
}

/** Base units in one of a unit; a fraction where only several of it come to whole ones. */
export function contentsOf({ numerator, denominator }: SoldIn): number {
  return numerator / denominator;
}

/** Base units in the fewest of a unit that come to whole ones, which is the least that can be ordered. */
export function fewestOf({ numerator, denominator }: SoldIn): number {
  return numerator / commonDivisor(numerator, denominator);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

const knownKinds = ['goods', 'service', 'kit'];

/**
 * The units that an item is sold in, the one that is offered first in front: the base unit where that is sellable. Empty
 * for what is not for sale, which is also what is of a kind, or counted in a scale, that the shop does not know.
 */
export function unitsOnSale({ unit, units, kind = 'goods', quantityScale = 0 }: Quantified): SoldIn[] {
  if (!knownKinds.includes(kind) || quantityScale !== 0) return [];
  if (units.length === 0) return [byBaseUnit(unit)];
  const sellable = units.filter(({ sellable: sold }) => sold);
  return [
    ...sellable.filter((other) => other.unit === unit).map(() => byBaseUnit(unit)),
    ...sellable
      .filter((other) => other.unit !== unit)
      .map((other) => ({
        unit: other.unit,
        baseUnit: unit,
        numerator: other.numerator,
        denominator: other.denominator,
      })),
  ];
}

/** The unit by its code, or the one that is offered first; null when the item is not sold in it. */
export function soldInOf(product: Quantified, unit?: string): SoldIn | null {
  const onSale = unitsOnSale(product);
  return (unit === undefined ? onSale[0] : onSale.find((sold) => sold.unit === unit)) ?? null;
}
