import { randomUUID } from 'node:crypto';
import { skuOf } from '../../installation/catalogue.ts';
import { type PageReads, scattered, searchText } from '../../installation/page-reads.ts';
import type { VendureApi } from './api.ts';
import { slugOf } from './catalogue.ts';
import type { Vendure } from './vendure.ts';

const searchDocument = `query ($input: SearchInput!) {
  search(input: $input) {
    totalItems
    items {
      productName slug productVariantName sku currencyCode inStock
      priceWithTax { ... on PriceRange { min max } ... on SinglePrice { value } }
    }
  }
}`;

const productDocument = `query ($slug: String!) {
  product(slug: $slug) {
    id name slug description
    facetValues { name }
    variants { id name sku priceWithTax currencyCode stockLevel options { name } }
  }
}`;

interface Found {
  search: { totalItems: number; items: { sku: string }[] };
}

/** How many products a page of the list shows, and how many pages of each family are read, as in ours. */
const perPage = 24;
const pagesPerFamily = 3;

/** The pages of Vendure's shop, of the same products as ours. @throws Error when a list or search of it is empty */
export async function vendureReads(shop: VendureApi, skus: number): Promise<PageReads> {
  const models = Math.ceil(skus / 5);
  const { data } = await shop.send<{ facets: { items: { values: { id: string; name: string }[] }[] } }>(
    '{ facets { items { values { id name } } } }',
  );
  const values = data.facets.items.flatMap((facet) => facet.values);
  const pages = Math.min(pagesPerFamily, Math.ceil(models / values.length / perPage));
  const lists = values.flatMap(({ id }) => Array.from({ length: pages }, (_, page) => ({ id, page })));
  const names = values.map(({ name }) => name);
  const search = async (input: object) => {
    const found = await shop.send<Found>(searchDocument, {
      input: { groupByProduct: true, take: perPage, ...input },
    });
    return found.data.search.items.length;
  };
  const reads: PageReads = {
    'product list': (number) => {
      const { id, page } = lists[scattered(number, lists.length)] ?? { id: '', page: 0 };
      return search({ facetValueFilters: [{ and: id }], skip: page * perPage });
    },
    search: (number) => search({ term: searchText(number, models, names) }),
    'product page': (number) => shop.send(productDocument, { slug: slugOf(scattered(number, models)) }),
  };
  for (const number of [0, 1, 2])
    if ((await reads['product list'](number)) === 0 || (await reads.search(number)) === 0)
      throw new Error('Vendure finds nothing of its catalogue');
  return reads;
}

/** What Vendure calls a SKU, and the address of its product's page. */
export interface Variant {
  id: string;
  sku: string;
  product: { slug: string };
}

/** The variants of the first SKUs of the catalogue. */
export async function variantsOf({ admin, adminToken }: Vendure, count: number): Promise<Variant[]> {
  const skus = Array.from({ length: count }, (_, number) => skuOf(number));
  const variants: Variant[] = [];
  for (let from = 0; from < count; from += 100) {
    const { data } = await admin.send<{ productVariants: { items: Variant[] } }>(
      `query ($skus: [String!]!) {
        productVariants(options: { filter: { sku: { in: $skus } }, take: 100 }) { items { id sku product { slug } } }
      }`,
      { skus: skus.slice(from, from + 100) },
      adminToken,
    );
    variants.push(...data.productVariants.items);
  }
  return variants;
}

/** States the stock of a variant as a back office would; resolves when Vendure has acknowledged it. */
export async function writeStock(
  { admin, adminToken }: Vendure,
  { id }: Variant,
  onHand: number,
): Promise<void> {
  await admin.send(
    'mutation ($input: [UpdateProductVariantInput!]!) { updateProductVariants(input: $input) { id } }',
    { input: [{ id, stockOnHand: onHand }] },
    adminToken,
  );
}

/** The stock of a variant as a shopper reads it. */
export async function readStock({ shop }: Vendure, { id, product: { slug } }: Variant): Promise<number> {
  const { data } = await shop.send<{ product: { variants: { id: string; stockLevel: string }[] } }>(
    'query ($slug: String!) { product(slug: $slug) { variants { id stockLevel } } }',
    { slug },
  );
  return Number(data.product.variants.find((variant) => variant.id === id)?.stockLevel);
}

/** The way of shipping that orders take. */
export async function shippingOf({ admin, adminToken }: Vendure): Promise<string> {
  const { data } = await admin.send<{ shippingMethods: { items: { id: string }[] } }>(
    '{ shippingMethods { items { id } } }',
    {},
    adminToken,
  );
  const [first] = data.shippingMethods.items;
  if (!first) throw new Error('Vendure has no way of shipping');
  return first.id;
}

const checkout = `mutation ($customer: CreateCustomerInput!, $address: CreateAddressInput!, $shipping: [ID!]!,
    $payment: PaymentInput!) {
  setCustomerForOrder(input: $customer) { __typename }
  setOrderShippingAddress(input: $address) { __typename }
  setOrderShippingMethod(shippingMethodId: $shipping) { __typename }
  transitionOrderToState(state: "ArrangingPayment") { __typename }
  addPaymentToOrder(input: $payment) { __typename ... on Order { state } ... on ErrorResult { message } }
}`;

/**
 * Orders one of each variant as a guest, in the fewest requests that there can be: one for the basket and one for all
 * the rest. @throws Error when the order is not paid at the end
 */
export async function order(shop: VendureApi, variants: readonly Variant[], shipping: string): Promise<void> {
  const { token } = await shop.send(
    `mutation ($lines: [AddItemInput!]!) {
      addItemsToOrder(inputs: $lines) { errorResults { ... on ErrorResult { message } } }
    }`,
    { lines: variants.map(({ id }) => ({ productVariantId: id, quantity: 1 })) },
  );
  const { data } = await shop.send<{ addPaymentToOrder: { state?: string; message?: string } }>(
    checkout,
    {
      customer: { firstName: 'Bench', lastName: 'Shopper', emailAddress: `${randomUUID()}@example.org` },
      address: {
        fullName: 'Bench Shopper',
        streetLine1: 'Example Street 1',
        postalCode: '10115',
        city: 'Berlin',
        countryCode: 'DE',
      },
      shipping: [shipping],
      payment: { method: 'prepaid', metadata: {} },
    },
    token,
  );
  const { state, message } = data.addPaymentToOrder;
  if (state !== 'PaymentSettled') throw new Error(`Vendure did not take an order: ${message ?? state}`);
}
