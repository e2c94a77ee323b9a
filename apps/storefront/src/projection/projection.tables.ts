import type { Account } from '@throughline/events';
import { copyOf } from '@throughline/messaging';
import { searchTextOf } from './search-text.ts';
import { shelfOf } from './shelves.ts';

export const catalogProducts = copyOf('catalog.products', {
  table: 'catalog_products',
  fields: [
    'source',
    'model',
    'status',
    'family',
    'familyName',
    'category',
    'unit',
    'taxCategory',
    'color',
    'size',
    'texts',
    'atZero',
    'backOrderLimit',
    'substitute',
  ],
  computed: {
    /** In the seller's own language. */
    name: { type: 'text', of: ({ sku, texts }) => texts[0]?.name ?? sku },
    shelf: { type: 'integer', of: ({ category }) => shelfOf(category) },
    search_text: { type: 'text', of: searchTextOf },
    /** What no query looks for; a new field needs no column. */
    facts: { type: 'jsonb', of: ({ texts: _, ...facts }) => facts },
  },
  added: ['search'],
  // Lines of carts and orders are told by what the product was called.
  keepsDeleted: true,
});

export const inventoryAvailability = copyOf('inventory.availability', {
  table: 'inventory_availability',
  fields: ['availableToSell', 'atZero', 'backOrderable', 'nextIncoming', 'incoming', 'estimated', 'asOf'],
});

export const inventoryLocations = copyOf('inventory.locations', {
  table: 'inventory_locations',
  fields: ['name', 'kind', 'city', 'country', 'available', 'asOf', 'servesWeb'],
});

export const pricingPrices = copyOf('pricing.prices', {
  table: 'pricing_prices',
  fields: [
    'source',
    'list',
    'kind',
    'currency',
    'amount',
    'perQuantity',
    'taxIncluded',
    'unit',
    'minQuantity',
    'maxQuantity',
    'validFrom',
    'validTo',
    'group',
    'account',
    'revokedAt',
  ],
  named: { version: 'price_version', group: 'price_group' },
});

export const erpTaxes = copyOf('erp.taxes', {
  table: 'erp_taxes',
  fields: ['validTo', 'name', 'rate', 'regionName'],
});

/** How each back office finds a price. */
export const erpSources = copyOf('erp.sources', {
  table: 'erp_sources',
  fields: ['priceStrategy', 'takesOrders', 'limits'],
});

export const integrationFlows = copyOf('integration.flows', {
  table: 'integration_flows',
  fields: ['mode', 'state', 'heardAt', 'lastChangeAt', 'quarantined'],
});

/** Orders of guests are refused for whatever is refused but shipments, which are the payer's: for what is not known as well. */
function refusesOrders({ blockedFor }: Account): boolean {
  return blockedFor.some((what) => what !== 'shipments');
}

/** Of other accounts than the guests' nothing is kept but the number. */
function ofGuests<T>(account: Account, value: (account: Account) => T): T | undefined {
  return account.kind === 'guests' ? value(account) : undefined;
}

export const customersAccounts = copyOf('customers.accounts', {
  table: 'customers_accounts',
  computed: {
    kind: { type: 'text', of: (account) => ofGuests(account, ({ kind }) => kind) },
    currency: { type: 'text', of: (account) => ofGuests(account, ({ currency }) => currency) },
    blocked: { type: 'boolean', of: (account) => ofGuests(account, refusesOrders) },
  },
});

/** Where orders placed here go to, for those who may see the order; blank once it is erased. */
export const ordersRecipients = copyOf('orders.recipients', {
  table: 'orders_recipients',
  fields: ['name', 'company', 'street', 'street2', 'postalCode', 'city', 'country', 'region'],
  named: { order: 'order_number' },
});

export const ordersOrders = copyOf('orders.orders', {
  table: 'orders_orders',
  fields: ['origin', 'state', 'placedAt'],
  named: { order: 'order_number' },
  computed: { body: { type: 'jsonb', of: (order) => order } },
});
