import type {
  ErpCustomer,
  ErpInvoice,
  ErpItem,
  ErpLocation,
  ErpOrder,
  ErpPrice,
  ErpStock,
  ErpTax,
} from '@throughline/events';

/** What each flow out of a back office is made of. */
export interface FlowRecords {
  locations: ErpLocation;
  taxes: ErpTax;
  items: ErpItem;
  prices: ErpPrice;
  stock: ErpStock;
  customers: ErpCustomer;
  orders: ErpOrder;
  invoices: ErpInvoice;
}

export type Flow = keyof FlowRecords;

/** All flows, in the order in which they are loaded first: what others refer to comes before them. */
export const flows = [
  'locations',
  'taxes',
  'items',
  'prices',
  'stock',
  'customers',
  'orders',
  'invoices',
] as const satisfies readonly Flow[];
