import type { Order, OrderBody } from './order-types.ts';
import type { Cart, Product, ProblemBody, ProductList, Shop } from './types.ts';

/** The shop refused; `problem` says why. */
export class Refusal extends Error {
  override name = 'Refusal';

  constructor(readonly problem: ProblemBody) {
    super(problem.detail ?? problem.title);
  }

  /** Last part of the problem's type, such as `price-changed`. */
  get kind(): string {
    return this.problem.type.split(':').at(-1) ?? '';
  }
}

/** The shop cannot be reached. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** Where and in which language the shopper is. */
export interface Audience {
  country: string;
  language: string;
}

type Query = Record<string, string | undefined>;

interface Sent {
  method?: 'GET' | 'PUT' | 'POST';
  query?: Query;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

async function call<T>(
  path: string,
  { method = 'GET', query = {}, body, headers, signal }: Sent = {},
): Promise<T> {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const search = new URLSearchParams(given).toString();
  const response = await fetch(`/api/${path}${search && `?${search}`}`, {
    method,
    signal: signal ?? null,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new Unreachable('The shop cannot be reached', { cause: error });
  });
  if (response.ok) return (await response.json()) as T;
  const fallback: ProblemBody = { type: 'about:blank', title: response.statusText, status: response.status };
  throw new Refusal(await (response.json() as Promise<ProblemBody>).catch(() => fallback));
}

export interface ListRequest extends Audience {
  family: string | undefined;
  search: string | undefined;
  after?: string | undefined;
}

export const api = {
  shop: (signal?: AbortSignal) => call<Shop>('shop', { signal }),
  products: ({ country, language, family, search, after }: ListRequest, signal?: AbortSignal) =>
    call<ProductList>('products', { query: { country, language, family, search, after }, signal }),
  product: (name: string, { country, language }: Audience, signal?: AbortSignal) =>
    call<Product>(`products/${encodeURIComponent(name)}`, { query: { country, language }, signal }),
  cart: ({ country, language }: Audience, shipping: string, signal?: AbortSignal) =>
    call<Cart>('cart', { query: { country, language, shipping }, signal }),
  putLine: ({ country, language }: Audience, shipping: string, line: { sku: string; quantity: number }) =>
    call<Cart>('cart/lines', { method: 'PUT', query: { country, language, shipping }, body: line }),
  acknowledge: ({ country, language }: Audience, shipping: string) =>
    call<Cart>('cart/acknowledgement', { method: 'POST', query: { country, language, shipping } }),
  placeOrder: (body: OrderBody, idempotencyKey: string) =>
    call<Order>('orders', { method: 'POST', body, headers: { 'idempotency-key': idempotencyKey } }),
  order: (order: string, signal?: AbortSignal) =>
    call<Order>(`orders/${encodeURIComponent(order)}`, { signal }),
  findOrder: (order: string, email: string) =>
    call<{ order: string }>('orders/lookup', { method: 'POST', body: { order, email } }),
  cancelOrder: (order: string) =>
    call<Order>(`orders/${encodeURIComponent(order)}/cancellation`, { method: 'POST', body: {} }),
};
