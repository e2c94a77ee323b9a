import type { StateTable } from '@throughline/messaging';

export const catalogProducts: StateTable = {
  table: 'catalog_products',
  key: ['sku'],
  columns: {
    sku: 'text',
    source: 'text',
    model: 'text',
    status: 'text',
    family: 'text',
    family_name: 'text',
    category: 'text',
    unit: 'text',
    tax_category: 'text',
    color: 'text',
    size: 'text',
    texts: 'jsonb',
    name: 'text',
    at_zero: 'text',
    back_order_limit: 'bigint',
    substitute: 'text',
    shelf: 'integer',
    search_text: 'text',
  },
};

export const inventoryAvailability: StateTable = {
  table: 'inventory_availability',
  key: ['sku'],
  columns: {
    sku: 'text',
    available_to_sell: 'bigint',
    at_zero: 'text',
    back_orderable: 'bigint',
    next_incoming: 'jsonb',
    estimated: 'boolean',
    as_of: 'timestamptz',
  },
};

export const inventoryLocations: StateTable = {
  table: 'inventory_locations',
  key: ['sku', 'location'],
  columns: {
    sku: 'text',
    location: 'text',
    name: 'text',
    kind: 'text',
    city: 'text',
    country: 'text',
    available: 'bigint',
    as_of: 'timestamptz',
    serves_web: 'boolean',
  },
};

export const pricingPrices: StateTable = {
  table: 'pricing_prices',
  key: ['sku', 'price_version'],
  columns: {
    sku: 'text',
    price_version: 'text',
    list: 'text',
    kind: 'text',
    currency: 'text',
    amount: 'numeric',
    tax_included: 'boolean',
    unit: 'text',
    min_quantity: 'bigint',
    valid_from: 'timestamptz',
    valid_to: 'timestamptz',
    price_group: 'text',
    account: 'text',
  },
};

export const erpTaxes: StateTable = {
  table: 'erp_taxes',
  key: ['source', 'country', 'category', 'valid_from'],
  columns: {
    source: 'text',
    country: 'text',
    category: 'text',
    valid_from: 'date',
    valid_to: 'date',
    name: 'text',
    rate: 'numeric',
  },
};

export const integrationFlows: StateTable = {
  table: 'integration_flows',
  key: ['source', 'flow'],
  columns: {
    source: 'text',
    flow: 'text',
    mode: 'text',
    state: 'text',
    heard_at: 'timestamptz',
    last_change_at: 'timestamptz',
    quarantined: 'bigint',
  },
};

export const customersAccounts: StateTable = {
  table: 'customers_accounts',
  key: ['account'],
  columns: { account: 'text', kind: 'text', currency: 'text', blocked: 'boolean' },
};

export const ordersOrders: StateTable = {
  table: 'orders_orders',
  key: ['order_number'],
  columns: { order_number: 'text', origin: 'text', state: 'text', placed_at: 'timestamptz', body: 'jsonb' },
};
