import type { Connector } from '@throughline/connector';

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
}
