import { type Decimal, compare } from '@throughline/money';
import { type SoldIn, fewestOf } from '@throughline/pricing-rules';
import type { ResponseOf } from '@throughline/service';
import { displayed } from '../offers/offer-price.ts';
import { type OfferStock, expectedOn as expectedOnOf } from '../offers/offer-stock.ts';
import type { cartChange } from './cart.response.schemas.ts';

/** What the shopper saw when a product was put into the cart, or when its changes were last acknowledged. */
export interface Seen {
  /** Name in the shopper's language, for when the product is gone. */
  name: string;
  /** As the list states it, so that another country's tax is no change of price. */
  price: {
    version: string;
    amount: Decimal;
    taxIncluded: boolean;
    currency: string;
    kind: string;
    /** How many of the unit the amount is for; one when left out, as in carts of an earlier version. */
    perQuantity?: number;
  } | null;
  /** Base units. */
  available: number;
}

/** So many of a unit of a SKU, as a cart holds it or as it is ordered. */
export interface OrderedLine {
  sku: string;
  /** UN/ECE code; empty or left out for the one that is offered first. */
  unit?: string | undefined;
  quantity: number;
}

/** Whether an order has what the cart holds, in whatever order, and nothing else. */
export function isOfCart(ordered: readonly OrderedLine[], held: readonly OrderedLine[]): boolean {
  const bySku = new Map(held.map((line) => [line.sku, line]));
  return (
    ordered.length === held.length &&
    ordered.every(({ sku, unit, quantity }) => {
      const line = bySku.get(sku);
      return line?.quantity === quantity && (!unit || !line.unit || unit === line.unit);
    })
  );
}

/** What is different since then, for pages to put in words. */
export type CartChange = ResponseOf<typeof cartChange>;

export interface CartLineNow {
  /** Base units; null when it is not sold in this unit and number any more. */
  quantity: number | null;
  price: Seen['price'];
  /** Null when the product is no longer there. */
  stock: OfferStock | null;
}

/** What changed in a line: each kind at most once, the most important first. */
export function changesOf(seen: Seen, now: CartLineNow, taxRate: Decimal | null): CartChange[] {
  if (now.stock === null || now.stock.state === 'discontinued') return [{ kind: 'gone' }];
  if (now.quantity === null) return [{ kind: 'not-sold-so' }];
  return [...stockChanges(seen, now.quantity, now.stock), ...priceChanges(seen.price, now.price, taxRate)];
}

/** Whether an order of the line would be accepted, as far as the shop knows. */
export function isOrderable({ quantity, price, stock }: CartLineNow): boolean {
  if (price === null || stock === null || quantity === null) return false;
  return quantity <= stock.available + stock.backOrderable;
}

/** Base units of the line that would have to wait. */
export function waitingUnits({ quantity, stock }: CartLineNow): number {
  if (stock === null || quantity === null) return 0;
  return Math.min(Math.max(quantity - stock.available, 0), stock.backOrderable);
}

/** Quantities of the unit are multiples of it, so that they come to whole base units. */
export function stepOf(soldIn: SoldIn): number {
  return (fewestOf(soldIn) * soldIn.denominator) / soldIn.numerator;
}

/** The greatest quantity of the unit that base units suffice for. */
export function quantityWithin(baseUnits: number, soldIn: SoldIn): number {
  return Math.floor(baseUnits / fewestOf(soldIn)) * stepOf(soldIn);
}

function stockChanges(seen: Seen, wanted: number, stock: OfferStock): CartChange[] {
  const { available } = stock;
  const waits = wanted <= available + stock.backOrderable;
  // Of what cannot be ordered yet: when there is any of it again.
  const expectedOn = waits ? expectedOnOf(stock, wanted) : stock.expectedOn;
  if (stock.state === 'unknown') return [];
  if (available === 0) return [{ kind: 'sold-out', expectedOn, waits }];
  if (available < wanted) return [{ kind: 'fewer', wanted, available, expectedOn, waits }];
  return seen.available < wanted ? [{ kind: 'back-in-stock' }] : [];
}

function priceChanges(seen: Seen['price'], now: Seen['price'], taxRate: Decimal | null): CartChange[] {
  if (now === null) return [{ kind: 'no-price' }];
  if (seen === null) return [];
  const from = displayed(seen, taxRate, now.perQuantity ?? 1);
  const to = displayed(now, taxRate);
  const difference = compare(to, from);
  if (difference === 0) return [];
  const saleEnded = seen.kind === 'sale' && now.kind !== 'sale';
  return [{ kind: difference > 0 ? 'price-rose' : 'price-fell', from, to, saleEnded }];
}
