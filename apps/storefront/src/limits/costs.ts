/** A request as it was sent: its query may be anything. */
interface Asking {
  readonly query: unknown;
}

/** SKUs whose offers cost as much as a cheap read. */
const skusPerUnit = 10;
/** SKUs whose changes do. */
const skusOfStreamPerUnit = 2;

/** A list of SKUs costs by its length, whether it turns out to be one or not. */
function skusAsked({ query }: Asking): number {
  const { skus } = query as { skus?: unknown };
  return typeof skus === 'string' && skus !== '' ? skus.split(',').length : 0;
}

/** Reading the offers of some SKUs once. */
export function costOfOffers(request: Asking): number {
  return 1 + Math.ceil(skusAsked(request) / skusPerUnit);
}

/** Being told of every change of them, which goes on. */
export function costOfStream(request: Asking): number {
  return 5 + Math.ceil(skusAsked(request) / skusOfStreamPerUnit);
}

/** In reads: what is found by words, and what is put together for one page. */
export const costs = { list: 3, page: 2, cart: 3 } as const;
/** In changes: an order is checked, kept, told to all services and answered by several of them. */
export const changeCosts = { order: 10, lookUp: 2 } as const;
