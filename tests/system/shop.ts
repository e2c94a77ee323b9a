import { randomUUID } from 'node:crypto';
import type { Offer, Order, PlacedOrder, Problem } from '../../apps/storefront-web/src/api/types.ts';
import { until } from '../../libs/testing/src/until.ts';
import { openStream, type LiveStream } from './event-stream.ts';
import type { System } from './system.ts';

/** Price and stock of a SKU as a page gets them. */
export type Figure = Offer;
export type OrderView = Order;
export type ProblemBody = Problem;
export type { PlacedOrder };

export interface Answer<T> {
  status: number;
  body: T;
}

/** States of an order whose units are reserved: the second, when the back office was quick to take it. */
export const accepted = ['confirmed', 'in-fulfilment'];

/** Somebody who orders; told apart from every other text of a run, so that it can be searched for. */
export const shopper = {
  name: 'Philomena Quillfeather',
  street: 'Zwetschgenwinkel 77b',
  postalCode: '10115',
  city: 'Berlin',
  email: 'philomena.quillfeather@nowhere.example',
};

export interface OrderLine {
  sku: string;
  /** Of the unit. */
  quantity: number;
  /** UN/ECE code; left out, the one that is offered first. */
  unit?: string;
  priceVersion?: string;
}

export function orderBody(lines: OrderLine[], more: object = {}) {
  return {
    country: 'DE',
    language: 'en',
    shippingMethod: 'standard',
    lines,
    recipient: shopper,
    ...more,
  };
}

/** The shop's public interface, as its pages use it. */
export function shopOf(system: System) {
  const base = () => system.endpoints().storefront;
  const ask = async <T>(path: string, init: RequestInit = {}): Promise<Answer<T>> => {
    const response = await fetch(`${base()}${path}`, init);
    const text = await response.text();
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T };
  };
  const json = (body: object, headers: Record<string, string> = {}): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return {
    ask,
    figures: async (...skus: string[]): Promise<Figure[]> =>
      (await ask<{ figures: Figure[] }>(`/api/figures?skus=${skus.join(',')}`)).body.figures,
    figure: async (sku: string): Promise<Figure> => {
      const { body } = await ask<{ figures: Figure[] }>(`/api/figures?skus=${sku}`);
      const [figure] = body.figures;
      if (!figure) throw new Error(`the shop does not know ${sku}`);
      return figure;
    },
    products: async (query = '') =>
      (await ask<{ products: { model: string; skus: string[] }[] }>(`/api/products?limit=60${query}`)).body
        .products,
    /** Places an order and waits until it is decided. */
    placeAndWait: async (body: object): Promise<PlacedOrder> => {
      const { status, body: placed } = await ask<PlacedOrder>(
        '/api/orders',
        json(body, { 'idempotency-key': randomUUID() }),
      );
      if (status > 202) throw new Error(`not taken: ${status} ${JSON.stringify(placed)}`);
      const { order, token } = placed;
      const view = await until(async () => {
        const answer = await ask<OrderView>(`/api/orders/${order}`, { headers: { 'x-order-token': token } });
        return answer.status === 200 && answer.body.decided && answer.body;
      });
      return { ...view, token };
    },
    place: <T = PlacedOrder>(body: object, key: string = randomUUID()) =>
      ask<T>('/api/orders', json(body, { 'idempotency-key': key })),
    order: async ({ order, token }: { order: string; token: string }): Promise<OrderView> =>
      (await ask<OrderView>(`/api/orders/${order}`, { headers: { 'x-order-token': token } })).body,
    cancel: ({ order, token }: { order: string; token: string }) =>
      ask<OrderView>(`/api/orders/${order}/cancellation`, json({ reason: '' }, { 'x-order-token': token })),
    watch: (skus: string[]): Promise<LiveStream> => openStream(`${base()}/api/stream?skus=${skus.join(',')}`),
    follow: ({ order, token }: { order: string; token: string }): Promise<LiveStream> =>
      openStream(`${base()}/api/stream?order=${order}`, { 'x-order-token': token }),
  };
}

export type Shop = ReturnType<typeof shopOf>;
