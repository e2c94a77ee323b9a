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

/** A data rule that a record breaks. */
export interface Issue {
  field: string;
  reason: string;
  /** `held`: the record is not published. `warning`: it is, without the value of the field. */
  severity: 'held' | 'warning';
}

/** What one record of the back office came to. */
export interface Reading<T> {
  /** Key of the back office under which changes are captured and records are read again, untouched. */
  parent: string;
  /** Key of the record on its topic; several records may belong to one parent. */
  key: string;
  /** Null when an issue holds it back. */
  value: T | null;
  /** Equal as long as nothing changed that readers should hear of. */
  fingerprint: string;
  /** Figures that readers should hear of when they grow, and need not when they shrink or go. */
  growing?: Readonly<Record<string, number>>;
  issues: readonly Issue[];
  /** The row as the back office has it, for people who mend it. */
  raw: Readonly<Record<string, unknown>>;
}

/** A consistent view of the back office at one instant, usable while the work given to `view` runs. */
export interface View {
  /** By the clock of the back office. */
  readonly takenAt: Date;
}

export interface Connector {
  /** Name of the source in keys and records. */
  readonly source: string;
  /** Runs `work` on one view. @throws when the back office cannot be reached */
  view<T>(work: (view: View) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface Reader<T> {
  /** Parents after one, ascending by code point. */
  parents(view: View, after: string, limit: number): Promise<string[]>;
  /** The records of some parents as they stand in the view; none for a parent that is gone. */
  read(view: View, parents: readonly string[]): Promise<Reading<T>[]>;
}

export type Reads<F extends Flow> = { readonly [flow in F]: Reader<FlowRecords[flow]> };
export type ReadsLocations = Reads<'locations'>;
export type ReadsTaxes = Reads<'taxes'>;
export type ReadsItems = Reads<'items'>;
export type ReadsPrices = Reads<'prices'>;
export type ReadsStock = Reads<'stock'>;
export type ReadsCustomers = Reads<'customers'>;
export type ReadsOrders = Reads<'orders'>;
export type ReadsInvoices = Reads<'invoices'>;

export function reads<F extends Flow>(connector: Connector, flow: F): connector is Connector & Reads<F> {
  return flow in connector;
}

/** One change that the back office recorded. */
export interface Change {
  id: number;
  flow: Flow;
  /** Null when every record of the flow may have changed. */
  parent: string | null;
  /** When the back office recorded it. */
  at: Date;
  /** W3C trace context of whoever changed it. */
  traceparent: string | null;
}

export interface Watch {
  /** Settles when no more changes will be heard of. */
  readonly lost: Promise<void>;
  close(): Promise<void>;
}

/** Keeps a log of changes in the back office, which is consumed by deletion, so that late commits are not lost. */
export interface CapturesChanges {
  /** Makes sure that there is a log. @returns its identity: with another one, changes may have been missed before */
  prepare(): Promise<string>;
  /** Calls `heard` whenever there are new changes. */
  watch(heard: () => void): Promise<Watch>;
  /** Has changes go unannounced for a while, in which somebody looks for them all the time. */
  hush(milliseconds: number): Promise<void>;
  /** Whether there are changes; costs less than reading them in a view. */
  hasChanges(): Promise<boolean>;
  /** The oldest changes that are there. */
  changes(view: View, limit: number): Promise<Change[]>;
  /** Which of the parents have changes in the log. */
  changing(view: View, flow: Flow, parents: readonly string[]): Promise<Set<string>>;
  /** Removes changes that have been dealt with. */
  forget(ids: readonly number[]): Promise<void>;
  /** Has parents read again as if they had changed. */
  remind(flow: Flow, parents: readonly string[]): Promise<void>;
}

export function capturesChanges(connector: Connector): connector is Connector & CapturesChanges {
  return 'changes' in connector;
}

/** An order of ours as the back office is to have it. Amounts are net, decimals as text. */
export interface NewOrder {
  order: string;
  customer: string;
  currency: string;
  placedAt: Date;
  shippingNet: string;
  lines: { line: number; sku: string; unitNet: string; ordered: number; cancelled: number }[];
  recipient: {
    name: string;
    company: string | null;
    street: string;
    postalCode: string;
    city: string;
    country: string;
    email: string;
    phone: string | null;
  };
}

export type Creation =
  | { order: string; erpNumber: string; existed: boolean }
  /** The back office does not take it, and will not by itself. */
  | { order: string; refusal: string };

/** Creates documents that carry our order number, each at most once, however often it is asked. */
export interface CreatesOrders {
  /** @throws when it is in doubt whether the documents exist */
  createOrders(orders: readonly NewOrder[], traceparent: string | null): Promise<Creation[]>;
  /** Documents by our order number. */
  findOrders(orders: readonly string[]): Promise<Map<string, string>>;
}

export function createsOrders(connector: Connector): connector is Connector & CreatesOrders {
  return 'createOrders' in connector;
}

/** Units that are not wanted any more, cumulative over the life of the line. */
export interface Cancellation {
  erpNumber: string;
  line: number;
  quantity: number;
}

/** Changes documents that exist. */
export interface AmendsOrders {
  /** Cancels up to what has not been shipped; the documents say afterwards what that was. */
  cancelUnits(lines: readonly Cancellation[], traceparent: string | null): Promise<void>;
}

export function amendsOrders(connector: Connector): connector is Connector & AmendsOrders {
  return 'cancelUnits' in connector;
}
