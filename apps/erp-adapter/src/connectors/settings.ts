import type { Connector, HandedOverOrders } from '@throughline/connector';

/** What a connector is made of. */
export interface ConnectorSettings {
  /** Name of the source. */
  source: string;
  /** Address of the back office, with its credentials. */
  url: string;
  /** File of a mapping; the system's own when undefined. */
  mappingFile: string | undefined;
  /** Orders of ours that were handed over to the source; null for one that is given none. */
  orders: HandedOverOrders | null;
}

/** A connector, and what tells its mapping from others: with another one every record is read anew. */
export interface OpenConnector {
  connector: Connector;
  mappingVersion: string;
}

/** @throws ZodError when the mapping does not fit */
export type OpensConnector = (settings: ConnectorSettings) => Promise<OpenConnector>;
