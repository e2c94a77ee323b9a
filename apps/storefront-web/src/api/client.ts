import createClient, { type ClientOptions } from 'openapi-fetch';
import { tellOtherTabs } from './cart-channel.ts';
import type { CartLineRequest, OrderRequest, Problem, ShippingMethod, paths } from './types.ts';

/** The shop refused; `problem` says why. */
export class Refusal extends Error {
  override name = 'Refusal';

  constructor(readonly problem: Problem) {
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

/** The same, and the region where the country tells regions apart. */
export interface CartAudience extends Audience {
  region?: string | null;
}

export interface ListRequest extends Audience {
  family: string | undefined;
  search: string | undefined;
  after?: string | undefined;
}

/**
 * The shop's API; every call throws Refusal or Unreachable.
 * @param cartChanged called when the cart holds something else than before
 */
export function shopApi(options?: ClientOptions, cartChanged: () => void = () => undefined) {
  const client = createClient<paths>(options);
  client.use({
    onError: ({ request, error }) =>
      request.signal.aborted ? undefined : new Unreachable('The shop cannot be reached', { cause: error }),
  });
  const changing = async <Body>(call: Promise<Body>): Promise<Body> => {
    const body = await call;
    cartChanged();
    return body;
  };
  return {
    shop: (signal: AbortSignal | null = null) => bodyOf(client.GET('/api/shop', { signal })),
    products: (
      { country, language, family, search, after }: ListRequest,
      signal: AbortSignal | null = null,
    ) =>
      bodyOf(
        client.GET('/api/products', {
          params: { query: { country, language, ...given({ family, search, after }) } },
          signal,
        }),
      ),
    product: (product: string, { country, language }: Audience, signal: AbortSignal | null = null) =>
      bodyOf(
        client.GET('/api/products/{product}', {
          params: { path: { product }, query: { country, language } },
          signal,
        }),
      ),
    cart: (audience: CartAudience, shipping: ShippingMethod, signal: AbortSignal | null = null) =>
      bodyOf(client.GET('/api/cart', { params: { query: cartQuery(audience, shipping) }, signal })),
    putLine: (audience: CartAudience, shipping: ShippingMethod, body: CartLineRequest) =>
      changing(
        bodyOf(client.PUT('/api/cart/lines', { params: { query: cartQuery(audience, shipping) }, body })),
      ),
    acknowledge: (audience: CartAudience, shipping: ShippingMethod) =>
      changing(
        bodyOf(
          client.POST('/api/cart/acknowledgement', { params: { query: cartQuery(audience, shipping) } }),
        ),
      ),
    placeOrder: (body: OrderRequest, idempotencyKey: string) =>
      changing(
        bodyOf(
          client.POST('/api/orders', { params: { header: { 'Idempotency-Key': idempotencyKey } }, body }),
        ),
      ),
    order: (order: string, signal: AbortSignal | null = null) =>
      bodyOf(client.GET('/api/orders/{order}', { params: { path: { order } }, signal })),
    findOrder: (order: string, email: string) =>
      bodyOf(client.POST('/api/orders/lookup', { body: { order, email } })),
    cancelOrder: (order: string) =>
      bodyOf(client.POST('/api/orders/{order}/cancellation', { params: { path: { order } }, body: {} })),
  };
}

export const api = shopApi(undefined, tellOtherTabs);

type Outcome<Body> =
  { data: Body; error?: never; response: Response } | { data?: never; error: unknown; response: Response };

async function bodyOf<Body>(call: Promise<Outcome<Body>>): Promise<Body> {
  const { data, error, response } = await call;
  if (data !== undefined) return data;
  throw new Refusal(
    isProblem(error) ? error : { type: 'about:blank', title: response.statusText, status: response.status },
  );
}

/** Something between here and the shop may refuse in its own words. */
function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'type' in error && 'status' in error;
}

function cartQuery({ country, language, region }: CartAudience, shipping: ShippingMethod) {
  return { country, language, shipping, ...given({ region: region ?? undefined }) };
}

/** Without what is not said. */
function given<Name extends string>(values: Record<Name, string | undefined>): { [N in Name]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as { [N in Name]?: string };
}
