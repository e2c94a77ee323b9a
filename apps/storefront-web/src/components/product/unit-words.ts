import type { Price, Sku, UnitOfSale } from '../../api/types.ts';
import type { Language, Texts } from '../../texts/catalogues.ts';
import { count } from '../../texts/format.ts';

/** A unit that a SKU is sold in, and what it costs. */
export interface Sold extends UnitOfSale {
  price: Price | null;
}

/** The units that a SKU is sold in, the one that is offered first in front. */
export function soldOf({
  unit,
  soldIn,
  price,
  packs,
}: Pick<Sku, 'unit' | 'soldIn' | 'price' | 'packs'>): Sold[] {
  return [{ unit, quantity: 1, ...soldIn, price }, ...packs];
}

/** A unit by name, with what is in one: `carton of 12`. */
export function unitName({ unit, quantity }: UnitOfSale, t: Texts, language: Language): string {
  const name = t.unit(unit, 1);
  return quantity === 1 ? name : t.pack(name, count(quantity, language));
}

/** What a price is for, after the amount: `per carton`, `for 100 pairs`; empty for one piece. */
export function priceFor(
  { unit, perQuantity }: Pick<Price, 'unit' | 'perQuantity'>,
  t: Texts,
  language: Language,
): string {
  if (perQuantity === 1) return unit === 'C62' ? '' : t.per(t.unit(unit, 1));
  const units = unit === 'C62' ? [] : [t.unit(unit, perQuantity)];
  return t.forSeveral([count(perQuantity, language), ...units].join(' '));
}

/** How many of a unit can be had, of those that make whole base units: most often every number up to a limit. */
export function quantitiesOf(
  { quantity }: Pick<UnitOfSale, 'quantity'>,
  units: number,
  most: number,
): number[] {
  const numbers = Array.from({ length: most }, (_, index) => index + 1);
  return numbers.filter((number) => number * quantity <= units && Number.isInteger(number * quantity));
}
