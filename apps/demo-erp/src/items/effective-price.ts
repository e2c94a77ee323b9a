import { isLess, priceIn, pricePerUnit } from '../money.ts';
import type { Unit } from './units.ts';

export interface ListPrice {
  number: number;
  /** Of `per` of the unit. */
  price: string;
  per: number;
  /** Null for the item's own. */
  unit: string | null;
  from: Date;
  to: Date | null;
}

export interface Special extends ListPrice {
  /** In the item's own unit, as all quantity breaks are. */
  minimum: number;
  text: string;
  active: boolean;
}

/** A price of one of the customer's lists; the lists of lowest rank come first. */
export interface ContractPrice extends ListPrice {
  minimum: number;
  list: string;
  rank: number;
}

export type SoldIn = Pick<Unit, 'code' | 'numerator' | 'denominator'>;

export interface EffectivePrice {
  /** Of `per` of the unit that is sold in. */
  price: string;
  per: number;
  special: Special | null;
  /** The customer's list that it comes from, null for the list price. */
  list: string | null;
}

export const own: SoldIn = { code: '', numerator: 1, denominator: 1 };
const inForce = (entry: ListPrice, at: Date) => entry.from <= at && (entry.to === null || entry.to > at);
const latest = (a: ListPrice, b: ListPrice) => b.from.getTime() - a.from.getTime() || b.number - a.number;

/**
 * What a quantity, in the item's own unit, costs at an instant when it is sold in a unit: the price of the first of the
 * customer's lists that has one, or else the list price in force with the latest start; that of the unit before that of
 * the item's own. A special that is lower and whose quantity break is reached counts instead. Null when there is none
 * but specials.
 */
export function effectivePrice(
  list: ListPrice[],
  specials: Special[],
  at: Date,
  quantity: number,
  { soldIn = own, contracts = [] }: { soldIn?: SoldIn; contracts?: ContractPrice[] } = {},
): EffectivePrice | null {
  const fits = (entry: ListPrice) =>
    inForce(entry, at) && (entry.unit === null || entry.unit === soldIn.code);
  const unitFirst = (a: ListPrice, b: ListPrice) => Number(a.unit === null) - Number(b.unit === null);
  const [contract] = contracts
    .filter((entry) => fits(entry) && entry.minimum <= quantity)
    .toSorted((a, b) => a.rank - b.rank || unitFirst(a, b) || b.minimum - a.minimum || latest(a, b));
  const [listed] = list.filter(fits).toSorted((a, b) => unitFirst(a, b) || latest(a, b));
  const regular = contract ?? listed;
  if (regular === undefined) return null;
  const [special] = specials
    .filter((entry) => entry.active && entry.minimum <= quantity && fits(entry))
    .toSorted((a, b) => Number(perUnit(a, soldIn)) - Number(perUnit(b, soldIn)));
  const counts = special !== undefined && isLess(perUnit(special, soldIn), perUnit(regular, soldIn));
  const entry = counts ? special : regular;
  return {
    ...priceOf(entry, soldIn),
    special: counts ? special : null,
    list: counts ? null : (contract?.list ?? null),
  };
}

/** The price in the unit that is sold in: 2.10 for a hundred is 10.50 for a box of five hundred. */
function priceOf({ price, per, unit }: ListPrice, soldIn: SoldIn): { price: string; per: number } {
  if (unit !== null) return { price, per };
  const common = commonDivisor(soldIn.numerator, per);
  const { denominator } = soldIn;
  return { price: priceIn(price, { numerator: soldIn.numerator / common, denominator }), per: per / common };
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** The price of one of the unit that is sold in, for comparing. */
function perUnit(entry: ListPrice, soldIn: SoldIn): string {
  const { price, per } = priceOf(entry, soldIn);
  return pricePerUnit(price, per);
}
