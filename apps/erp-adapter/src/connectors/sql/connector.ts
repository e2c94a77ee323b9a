import type { Mapping } from '../../mapping/mapping.ts';
import type { AmendsOrders, CapturesChanges, Connector, CreatesOrders, Flow, Reads } from '../connector.ts';
import { captureBy } from './capture.ts';
import { ErpDatabase } from './connection.ts';
import { customers, mapCustomer } from './customers.ts';
import { exportBy } from './export.ts';
import { invoices, mapInvoice } from './invoices.ts';
import { items, mapItem } from './items.ts';
import { locations, mapLocation } from './locations.ts';
import { orderReader } from './orders.ts';
import { mapPrice, prices } from './prices.ts';
import { type UnsettledOrders, stockReader } from './stock.ts';
import { rowReader } from './table.ts';
import { mapTax, taxes } from './taxes.ts';

export interface SqlSettings {
  /** Name of the source. */
  source: string;
  url: string;
  mapping: Mapping;
  unsettledOrders: UnsettledOrders;
}

export type SqlConnector = Connector & CapturesChanges & CreatesOrders & AmendsOrders & Reads<Flow>;

/** Speaks SQL with a back office that keeps its books in tables of PostgreSQL. */
export function sqlConnector({ source, url, mapping, unsettledOrders }: SqlSettings): SqlConnector {
  const database = new ErpDatabase(url);
  return {
    source,
    view: (work) => database.view(work),
    close: () => database.close(),
    ...captureBy(database),
    ...exportBy(database),
    locations: rowReader(source, locations, (row) => mapLocation(row, source, mapping)),
    taxes: rowReader(source, taxes, (row) => mapTax(row, source, mapping)),
    items: rowReader(source, items, (row) => mapItem(row, source, mapping)),
    prices: rowReader(source, prices, (row) => mapPrice(row, source, mapping)),
    stock: stockReader(source, unsettledOrders),
    customers: rowReader(source, customers, (row) => mapCustomer(row, source, mapping)),
    orders: orderReader(source, mapping),
    invoices: rowReader(source, invoices, (row) => mapInvoice(row, source)),
  };
}
