import type { ItemUnit } from '@throughline/events';
import { type SoldIn, byBaseUnit, commonDivisor } from './units.ts';

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

const knownKinds = ['goods', 'service', 'kit'];

/** Whether it is known what an order of it would promise: not of an unknown kind, or counted in parts of a unit. */
export function isForSale({
  kind = 'goods',
  quantityScale = 0,
}: Omit<Quantified, 'unit' | 'units'>): boolean {
  return knownKinds.includes(kind) && quantityScale === 0;
}

/**
 * The units that an item is sold in, the one that is offered first in front: the base unit where that is sellable. Empty
 * for what is not for sale.
 */
export function unitsOnSale(product: Quantified): SoldIn[] {
  if (!isForSale(product)) return [];
  const { unit, units } = product;
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
