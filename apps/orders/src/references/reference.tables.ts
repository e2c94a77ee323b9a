import type { Price } from '@throughline/events';
import { copyOf } from '@throughline/messaging';
import type { Tx } from '@throughline/persistence';
import { type PriceStrategies, declaredStrategies } from '@throughline/pricing-rules';
import { buyerKey, type References } from '../decision/decide.ts';
import type { Buyer } from '../documents/erp-originated.ts';
import type { Customer } from '../order/order.ts';
import type { KnownAccount, PlacementReferences } from '../placement/placement.ts';
import type { KnownProduct } from '../placement/sold-lines.ts';

/** How a product is counted and put together. What is null was written before that was asked for. */
export const catalogProducts = copyOf('catalog.products', {
  table: 'catalog_products',
  computed: {
    facts: {
      type: 'jsonb',
      of: ({ unit, kind, quantityScale, units, components }): KnownProduct => {
        return { unit, kind, quantityScale, units, components };
      },
    },
  },
});

export const pricingPrices = copyOf('pricing.prices', {
  table: 'pricing_prices',
  fields: 'all',
  named: { version: 'price_version', group: 'price_group' },
});

/** How each back office finds a price. */
export const erpSources = copyOf('erp.sources', { table: 'erp_sources', fields: ['priceStrategy'] });

/** Columns of accounts that the version before reads, and nobody writes any more. */
export const ofTheVersionBefore = ['erp_source', 'erp_number', 'price_group', 'blocked'];

/** No names: an order needs to know who may order at which price, not who that is. */
export const customersAccounts = copyOf('customers.accounts', {
  table: 'customers_accounts',
  fields: ['kind', 'bindings', 'country', 'region', 'blockedFor'],
  added: ofTheVersionBefore,
});

/** SQL of a binding to a customer of a back office, for which the accounts that contain it are found by index. */
export function bindingTo(source: string, number: string): string {
  return `jsonb_build_array(jsonb_build_object('source', ${source}, 'number', ${number}))`;
}

/** What is named by facts that are to be decided. */
export interface Named {
  requests?: readonly { account: string; buyer: readonly string[]; lines: readonly { sku: string }[] }[];
  customers?: readonly Customer[];
}

/**
 * What is known of everything that is named, in four queries at the most. A row from before 0.2 counts as not heard of
 * until its record is published anew: without its units or codes a good order would be rejected.
 */
export async function referencesOf(
  tx: Tx,
  { requests = [], customers = [] }: Named,
): Promise<Omit<References, 'rules' | 'openWorth'>> {
  const [known, buyers] = await Promise.all([knownOf(tx, requests), buyersOf(tx, customers)]);
  return { ...known, buyers };
}

async function knownOf(tx: Tx, requests: NonNullable<Named['requests']>): Promise<PlacementReferences> {
  if (requests.length === 0) return { products: new Map(), prices: new Map(), accounts: new Map() };
  const skus = [...new Set(requests.flatMap(({ lines }) => lines.map(({ sku }) => sku)))];
  const [products, prices, accounts] = await Promise.all([
    tx.query<{ sku: string; facts: KnownProduct | null }>(
      `select sku, facts from catalog_products
       where sku = any($1::text[]) and (deleted or facts is not null)`,
      [skus],
    ),
    tx.query<Price & { deleted: boolean }>(
      `select source, sku, price_version as version, list, kind, currency, amount, per_quantity as "perQuantity",
              tax_included as "taxIncluded", unit, min_quantity as "minQuantity", max_quantity as "maxQuantity",
              valid_from as "validFrom", valid_to as "validTo", price_group as "group", account,
              revoked_at as "revokedAt", deleted
       from pricing_prices where sku = any($1::text[]) and (deleted or source is not null)`,
      [skus],
    ),
    tx.query<KnownAccount>(
      `select account, kind, bindings, blocked_for as "blockedFor"
       from customers_accounts where account = any($1::text[]) and not deleted and bindings is not null`,
      [[...new Set(requests.map(({ account }) => account))]],
    ),
  ]);
  const bySku = new Map<string, Map<string, Price | null>>();
  for (const { deleted, ...price } of prices) {
    const versions = bySku.get(price.sku) ?? new Map<string, Price | null>();
    bySku.set(price.sku, versions.set(price.version, deleted ? null : price));
  }
  return {
    products: new Map(products.map(({ sku, facts }) => [sku, facts])),
    prices: bySku,
    accounts: new Map(accounts.map((account) => [account.account, account])),
  };
}

/** The strategies that back offices have declared. */
export async function strategiesDeclared(tx: Tx): Promise<PriceStrategies> {
  return declaredStrategies(
    await tx.query<{ source: string; priceStrategy: string }>(
      'select source, price_strategy as "priceStrategy" from erp_sources where not deleted',
    ),
  );
}

/** The accounts that customers of the back office are bound to. */
async function buyersOf(tx: Tx, customers: readonly Customer[]): Promise<Map<string, Buyer>> {
  if (customers.length === 0) return new Map();
  const rows = await tx.query<Buyer & Customer>(
    `select a.account, a.country, a.region, c.source, c.customer
     from unnest($1::text[], $2::text[]) as c (source, customer)
     join customers_accounts a on a.bindings @> ${bindingTo('c.source', 'c.customer')} and not a.deleted`,
    [customers.map(({ source }) => source), customers.map(({ customer }) => customer)],
  );
  return new Map(rows.map(({ source, customer, ...buyer }) => [buyerKey({ source, customer }), buyer]));
}
