/** What the installation is made of: the stores, the services with their topics, and who needs whom to start. */

export const stores = {
  postgres: { port: 32, needs: [], what: 'PostgreSQL, a database and a role per service' },
  kafka: { port: 92, needs: [], what: 'Kafka broker' },
  registry: { port: 81, needs: ['postgres'], what: 'schema registry' },
  zipkin: { port: 41, needs: [], what: 'traces' },
} as const satisfies Record<string, Store>;

export const services = {
  'demo-erp': {
    port: 1,
    needs: ['postgres'],
    consumes: [],
    publishes: [],
    what: 'back office',
  },
  'erp-adapter': {
    port: 10,
    needs: ['postgres', 'kafka', 'registry', 'demo-erp'],
    consumes: ['inventory.reservations', 'customers.accounts', 'orders.events', 'orders.recipients'],
    publishes: [
      'erp.locations',
      'erp.items',
      'erp.stock',
      'erp.prices',
      'erp.taxes',
      'erp.customers',
      'erp.orders',
      'erp.invoices',
      'erp.exports',
      'erp.sources',
      'integration.flows',
      'integration.exceptions',
    ],
    what: 'what the ERP says and is told',
  },
  catalog: {
    port: 11,
    needs: ['postgres', 'kafka', 'registry'],
    consumes: ['erp.items', 'erp.taxes', 'pricing.prices'],
    publishes: ['catalog.products'],
    what: 'products',
  },
  inventory: {
    port: 12,
    needs: ['postgres', 'kafka', 'registry'],
    consumes: ['erp.locations', 'erp.stock', 'catalog.products', 'orders.events'],
    publishes: ['inventory.availability', 'inventory.locations', 'inventory.reservations'],
    what: 'stock and reservations',
  },
  pricing: {
    port: 13,
    needs: ['postgres', 'kafka', 'registry'],
    consumes: ['erp.prices', 'erp.sources'],
    publishes: ['pricing.prices'],
    what: 'prices',
  },
  customers: {
    port: 14,
    needs: ['postgres', 'kafka', 'registry'],
    consumes: ['erp.customers'],
    publishes: ['customers.accounts'],
    what: 'accounts',
  },
  orders: {
    port: 15,
    needs: ['postgres', 'kafka', 'registry'],
    consumes: [
      'erp.exports',
      'erp.invoices',
      'erp.orders',
      'erp.sources',
      'catalog.products',
      'inventory.reservations',
      'pricing.prices',
      'customers.accounts',
      'orders.requests',
    ],
    publishes: ['orders.events', 'orders.orders'],
    what: 'orders',
  },
  storefront: {
    port: 0,
    needs: ['postgres', 'kafka', 'registry'],
    consumes: [
      'erp.taxes',
      'erp.sources',
      'catalog.products',
      'inventory.availability',
      'inventory.locations',
      'pricing.prices',
      'customers.accounts',
      'orders.orders',
      'orders.recipients',
      'integration.flows',
    ],
    publishes: ['orders.requests', 'orders.recipients'],
    what: 'shop',
  },
} as const satisfies Record<string, Service>;

export type StoreName = keyof typeof stores;
export type ServiceName = keyof typeof services;
export type PartName = StoreName | ServiceName;

export interface Store {
  /** Offset from the port base. */
  port: number;
  needs: readonly string[];
  what: string;
}

export interface Service extends Store {
  consumes: readonly string[];
  publishes: readonly string[];
}

export const storeNames = Object.keys(stores) as StoreName[];
export const serviceNames = Object.keys(services) as ServiceName[];

export function isStoreName(name: string): name is StoreName {
  return Object.hasOwn(stores, name);
}

/** The database, and the role, of a service. */
export function databaseOf(service: ServiceName): string {
  return service.replaceAll('-', '_');
}

/** What a part waits for before it is started; parts that are not `started` here are taken as given. */
export function needsOf(part: PartName, started: readonly PartName[]): PartName[] {
  const all: Record<PartName, { needs: readonly PartName[] }> = { ...stores, ...services };
  return all[part].needs.filter((need) => started.includes(need));
}

/** The parts in an order in which each comes after everything it needs. */
export function startOrder(parts: readonly PartName[]): PartName[] {
  const ordered: PartName[] = [];
  const visit = (part: PartName, path: PartName[]) => {
    if (ordered.includes(part)) return;
    if (path.includes(part)) throw new Error(`circular dependency: ${[...path, part].join(' → ')}`);
    for (const need of needsOf(part, parts)) visit(need, [...path, part]);
    ordered.push(part);
  };
  for (const part of parts) visit(part, []);
  return ordered;
}
