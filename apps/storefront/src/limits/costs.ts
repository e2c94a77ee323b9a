/** A request as it was sent: its query may be anything. */
interface Asking {
  readonly query: unknown;
}

/** SKUs whose offers cost as much as a cheap read. */
const skusPerUnit = 10;

/** A list of SKUs costs by its length, whether it turns out to be one or not. */
function skusAsked({ query }: Asking): number {
  const { skus } = query as { skus?: unknown };
  return typeof skus === 'string' && skus !== '' ? skus.split(',').length : 0;
}

/** Reading the offers of some SKUs once. */
export function costOfOffers(request: Asking): number {
  return 1 + Math.ceil(skusAsked(request) / skusPerUnit);
}

/** Being told of every change of them: as many reads more as there are SKUs. */
export function costOfStream(request: Asking): number {
  return 5 + skusAsked(request);
}

/** In reads: what is found by words, and what is put together for one page. */
export const costs = { list: 3, page: 2, cart: 3 } as const;
/** In changes: an order is checked, kept, told to all services and answered by several of them. */
export const changeCosts = { order: 10, lookUp: 2 } as const;
