import type { Connector, HandedOverOrder, OrderClaim } from '@throughline/connector';

/** What the connector hears of our orders, as the suite sets it. */
export interface KnownOrders {
  documents: HandedOverOrder[];
  claims: OrderClaim[];
}

/** A back office under the hands of the suite. It sells the SKUs that the suite adds, to the customer named. */
export interface ContractSubject<C extends object = object> {
  connector: Connector & C;
  customer: string;
  addItem(sku: string, onHand: number): Promise<void>;
  /** Sets the figure and commits. */
  setStock(sku: string, onHand: number): Promise<void>;
  /** Sets the figure and commits only when told. */
  beginStock(sku: string, onHand: number): Promise<() => Promise<void>>;
  ship(erpNumber: string, line: number, quantity: number): Promise<void>;
  /** Undoes what was shipped of a line: it is back on the shelf, and open. */
  takeBack(erpNumber: string, line: number): Promise<void>;
  /** Has somebody of the office type an order with a reference, which came over the web. @returns its number */
  typeOrder(reference: string, sku: string, quantity: number): Promise<string>;
  /** Has creations wait before they can commit. @returns what waits for one that does, and what lets it go on */
  stallCreation(): Promise<{ reached: () => Promise<void>; resume: () => Promise<void> }>;
  /** Answers what the connector asks about our orders. */
  known: KnownOrders;
}
