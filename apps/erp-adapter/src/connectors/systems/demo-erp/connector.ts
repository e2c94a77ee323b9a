import type { Mapping } from '../../../mapping/mapping.ts';
import type {
  AmendsOrders,
  CapturesChanges,
  Connector,
  CreatesOrders,
  DeclaresRules,
  FindsOrders,
  HandedOverOrders,
  Readers,
  ReadsSnapshots,
} from '@throughline/connector';
import { loadMapping, mappingVersion } from '../../../mapping/mapping.ts';
import type { ConnectorSettings, OpenConnector } from '../../settings.ts';
import { captureBy } from '../../transports/sql/capture.ts';
import { ErpDatabase } from '../../transports/sql/connection.ts';
import { customers, mapCustomer } from './customers.ts';
import { exportBy } from './export.ts';
import { invoiceReader } from './invoices.ts';
import { items, mapItem } from './items.ts';
import { limits } from './limits.ts';
import { locations, mapLocation } from './locations.ts';
import { orderReader } from './orders.ts';
import { mapPrice, prices } from './prices.ts';
import { stockReader } from './stock.ts';
import { rowReader } from '../../transports/sql/table.ts';
import { mapTax, taxes } from './taxes.ts';
import { watches } from './watches.ts';

export interface DemoErpSettings {
  /** Name of the source. */
  source: string;
  url: string;
  mapping: Mapping;
  /** Those that it was given; null when it is given none. */
  orders: HandedOverOrders | null;
}

export type DemoErpConnector = Connector &
  ReadsSnapshots & { readonly readers: Required<Readers> } & CapturesChanges &
  CreatesOrders &
  FindsOrders &
  AmendsOrders &
  DeclaresRules;

/** Opens a connector to the demonstration back office. @throws ZodError when the mapping does not fit */
export async function demoErp({
  source,
  url,
  mappingFile,
  orders,
}: ConnectorSettings): Promise<OpenConnector> {
  const mapping = await loadMapping(mappingFile);
  const connector = demoErpConnector({ source, url, mapping, orders });
  return { connector, mappingVersion: mappingVersion(mapping) };
}

/** Speaks SQL with a back office that keeps its books in tables of PostgreSQL. */
export function demoErpConnector({ source, url, mapping, orders }: DemoErpSettings): DemoErpConnector {
  const database = new ErpDatabase(url);
  const readers: Required<Readers> = {
    locations: rowReader(source, locations, (row) => mapLocation(row, source, mapping)),
    taxes: rowReader(source, taxes, (row) => mapTax(row, source, mapping)),
    items: rowReader(source, items, (row) => mapItem(row, source, mapping)),
    prices: rowReader(source, prices, (row) => mapPrice(row, source, mapping)),
    stock: stockReader(source, mapping, orders),
    customers: rowReader(source, customers, (row) => mapCustomer(row, source, mapping)),
    orders: orderReader(source, mapping, orders),
    invoices: invoiceReader(source, mapping, orders),
  };
  return {
    source,
    rules: { priceStrategy: 'regular-or-lower-sale', limits },
    readers,
    snapshot: (work) => database.snapshot(work),
    close: () => database.close(),
    ...captureBy(database, watches),
    ...exportBy(database, mapping),
  };
}
