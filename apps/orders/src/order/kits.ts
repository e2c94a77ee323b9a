import type { OrderLine, StockReserved } from '@throughline/events';

/** Base units of a SKU under the line of an order. */
export interface LineUnits {
  line: number;
  sku: string;
  quantity: number;
}

/**
 * Base units of a line that claims or shipments make up together. Of a kit these are whole kits: those that are named
 * themselves, and those that can be put together of the components.
 */
export function wholeUnits(
  { line, sku, components }: Pick<OrderLine, 'line' | 'sku' | 'components'>,
  units: readonly LineUnits[],
): number {
  const own = units.filter((each) => each.line === line);
  const ofSku = (wanted: string) => total(own.filter((each) => each.sku === wanted));
  const needed = components.filter(({ quantity }) => quantity > 0);
  if (needed.length === 0) return total(own);
  return ofSku(sku) + Math.min(...needed.map((each) => Math.floor(ofSku(each.sku) / each.quantity)));
}

/** Base units of a line of which anything of its own SKU, or of a component of its kit, has left. */
export function begunUnits(
  { line, sku, components }: Pick<OrderLine, 'line' | 'sku' | 'components'>,
  units: readonly LineUnits[],
): number {
  const own = units.filter((each) => each.line === line);
  const ofSku = (wanted: string) => total(own.filter((each) => each.sku === wanted));
  const needed = components.filter(({ quantity }) => quantity > 0);
  return ofSku(sku) + Math.max(0, ...needed.map((each) => Math.ceil(ofSku(each.sku) / each.quantity)));
}

/** The line with what is claimed for it: of a kit, whole kits, and the rest when the last of its components comes. */
export function promised(line: OrderLine, claims: StockReserved['lines']): OrderLine {
  const own = claims.filter((claim) => claim.line === line.line);
  if (own.length === 0) return line;
  const inStock = own.map((claim) => ({ ...claim, quantity: claim.reserved }));
  const inAll = own.map((claim) => ({ ...claim, quantity: claim.reserved + claim.backOrdered }));
  const reserved = wholeUnits(line, inStock);
  const backOrdered = wholeUnits(line, inAll) - reserved;
  const awaited = own.filter((claim) => claim.backOrdered > 0).map(({ expectedOn }) => expectedOn);
  const expectedOn = awaited.includes(null) ? null : (awaited.toSorted().at(-1) ?? null);
  return { ...line, reserved, backOrdered, expectedOn };
}

function total(units: readonly { quantity: number }[]): number {
  return units.reduce((sum, { quantity }) => sum + quantity, 0);
}
