import { randomUUID } from 'node:crypto';
import type { MedusaApi } from './api.ts';
import type { MedusaShop } from './catalogue.ts';

const address = {
  first_name: 'Bench',
  last_name: 'Shopper',
  address_1: 'Example Street 1',
  postal_code: '10115',
  city: 'Berlin',
  country_code: 'de',
};

/**
 * Orders one of each variant as a guest, in the fewest requests that there can be, each answered with as little as can
 * be asked for: the cart with its goods, its shipping, its payment collection and session, and its completion.
 * @throws Error when it is no order at the end
 */
export async function placeOrder(
  store: MedusaApi,
  { region, shippingOption }: MedusaShop,
  variants: readonly string[],
): Promise<void> {
  const { cart } = await store.post<{ cart: { id: string } }>('/store/carts?fields=id', {
    region_id: region,
    email: `${randomUUID()}@example.org`,
    shipping_address: address,
    items: variants.map((id) => ({ variant_id: id, quantity: 1 })),
  });
  const path = `/store/carts/${cart.id}`;
  await store.post(`${path}/shipping-methods?fields=id`, { option_id: shippingOption });
  const { payment_collection } = await store.post<{ payment_collection: { id: string } }>(
    '/store/payment-collections?fields=id',
    { cart_id: cart.id },
  );
  await store.post(`/store/payment-collections/${payment_collection.id}/payment-sessions?fields=id`, {
    provider_id: 'pp_system_default',
  });
  const done = await store.post<{ type: string; error?: { message: string } }>(`${path}/complete?fields=id`);
  if (done.type !== 'order') throw new Error(`Medusa did not take an order: ${done.error?.message}`);
}
