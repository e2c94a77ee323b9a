import type { OrderRejected, Product, RequestedLine } from '@throughline/events';
import { type SoldIn, inBaseUnits, isForSale, soldInOf } from '@throughline/pricing-rules';

export type KnownProduct = Pick<Product, 'unit' | 'kind' | 'quantityScale' | 'units' | 'components'>;

/** A line, and the unit that it is sold in. */
export interface SoldLine {
  line: RequestedLine;
  soldIn: SoldIn;
}

export function soldLines(
  lines: readonly RequestedLine[],
  products: ReadonlyMap<string, KnownProduct | null>,
): SoldLine[] {
  return lines.flatMap((line) => {
    const product = products.get(line.sku);
    const soldIn = product ? unitOf(line, product) : null;
    return soldIn ? [{ line, soldIn }] : [];
  });
}

const productFaults: readonly [
  reason: string,
  has: (line: RequestedLine, product: KnownProduct | null) => boolean,
][] = [
  ['unknown-product', (_, product) => product === null || !isForSale(product)],
  ['unit-not-sold', (line, product) => product !== null && unitOf(line, product) === null],
  ['kit-changed', (line, product) => product !== null && !isSameRecipe(line.components, product.components)],
];

/** Lines that are not sold as they ask for it; a product of which `productOf` knows nothing has no fault. */
export function productFault(
  lines: readonly RequestedLine[],
  productOf: (sku: string) => KnownProduct | null | undefined,
): Pick<OrderRejected, 'reason' | 'lines'> | null {
  for (const [reason, has] of productFaults) {
    const faults = lines.filter((line) => {
      const product = productOf(line.sku);
      return product !== undefined && has(line, product);
    });
    if (faults.length > 0) return { reason, lines: faults.map((line) => faulty(line, reason)) };
  }
  return null;
}

/** How the product is sold in the unit of the line; null when it is not, or the quantity is another in base units. */
function unitOf(line: RequestedLine, product: KnownProduct): SoldIn | null {
  const soldIn = soldInOf(product, line.unit || product.unit);
  return soldIn && inBaseUnits(unitsOf(line), soldIn) === line.quantity ? soldIn : null;
}

/** How many of its unit a line has; requests from before 0.2 state base units alone. */
export function unitsOf({ unitQuantity, quantity }: RequestedLine): number {
  return unitQuantity === 0 ? quantity : unitQuantity;
}

type Recipe = RequestedLine['components'];

/** Nothing is promised by a recipe that is not the seller's. */
function isSameRecipe(sold: Recipe, known: Recipe): boolean {
  const quantities = new Map(known.map(({ sku, quantity }) => [sku, quantity]));
  return sold.length === known.length && sold.every(({ sku, quantity }) => quantities.get(sku) === quantity);
}

export function faulty({ line, sku }: RequestedLine, reason: string): OrderRejected['lines'][number] {
  return { line, sku, reason, available: null, price: null, priceVersion: null };
}
