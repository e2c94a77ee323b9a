import type { Price } from '@throughline/events';
import { copyOf } from '@throughline/messaging';
import type { Tx } from '@throughline/persistence';
import { buyerKey, type References } from './decide.ts';
import type { Buyer } from './erp-originated.ts';
import type { Customer } from './order.ts';
import type { KnownAccount, PlacementReferences } from './placement.ts';

export const catalogProducts = copyOf('catalog.products', { table: 'catalog_products' });

export const pricingPrices = copyOf('pricing.prices', {
  table: 'pricing_prices',
  fields: [
    'list',
    'kind',
    'currency',
    'amount',
    'taxIncluded',
    'unit',
    'minQuantity',
    'validFrom',
    'validTo',
    'group',
    'account',
  ],
  named: { version: 'price_version', group: 'price_group' },
});

/** No names: an order needs to know who may order at which price, not who that is. */
export const customersAccounts = copyOf('customers.accounts', {
  table: 'customers_accounts',
  fields: ['erpSource', 'erpNumber', 'priceGroup', 'country', 'blocked'],
});

/** What is named by facts that are to be decided. */
export interface Named {
  requests?: readonly { account: string; lines: readonly { sku: string }[] }[];
  customers?: readonly Customer[];
}

/** What is known of everything that is named, in four queries at the most. */
export async function referencesOf(
  tx: Tx,
  { requests = [], customers = [] }: Named,
): Promise<Omit<References, 'rules'>> {
  const [known, buyers] = await Promise.all([knownOf(tx, requests), buyersOf(tx, customers)]);
  return { ...known, buyers };
}

async function knownOf(tx: Tx, requests: NonNullable<Named['requests']>): Promise<PlacementReferences> {
  if (requests.length === 0) return { products: new Map(), prices: new Map(), accounts: new Map() };
  const skus = [...new Set(requests.flatMap(({ lines }) => lines.map(({ sku }) => sku)))];
  const [products, prices, accounts] = await Promise.all([
    tx.query<{ sku: string; deleted: boolean }>(
      'select sku, deleted from catalog_products where sku = any($1::text[])',
      [skus],
    ),
    tx.query<Price & { deleted: boolean }>(
      `select sku, price_version as version, list, kind, currency, amount, tax_included as "taxIncluded", unit,
              min_quantity as "minQuantity", valid_from as "validFrom", valid_to as "validTo",
              price_group as "group", account, deleted
       from pricing_prices where sku = any($1::text[])`,
      [skus],
    ),
    tx.query<KnownAccount>(
      `select account, erp_number as "erpNumber", price_group as "priceGroup", blocked
       from customers_accounts where account = any($1::text[]) and not deleted`,
      [[...new Set(requests.map(({ account }) => account))]],
    ),
  ]);
  const bySku = new Map<string, Map<string, Price | null>>();
  for (const { deleted, ...price } of prices) {
    const versions = bySku.get(price.sku) ?? new Map<string, Price | null>();
    bySku.set(price.sku, versions.set(price.version, deleted ? null : price));
  }
  return {
    products: new Map(products.map(({ sku, deleted }) => [sku, !deleted])),
    prices: bySku,
    accounts: new Map(accounts.map((account) => [account.account, account])),
  };
}

/** The accounts that customers of the back office are bound to. */
async function buyersOf(tx: Tx, customers: readonly Customer[]): Promise<Map<string, Buyer>> {
  if (customers.length === 0) return new Map();
  const rows = await tx.query<Buyer & Customer>(
    `select a.account, a.country, a.erp_source as source, a.erp_number as customer
     from customers_accounts a
     where (a.erp_source, a.erp_number) in (select * from unnest($1::text[], $2::text[])) and not a.deleted`,
    [customers.map(({ source }) => source), customers.map(({ customer }) => customer)],
  );
  return new Map(rows.map(({ account, country, ...customer }) => [buyerKey(customer), { account, country }]));
}
