import type { Connector } from '@throughline/connector';

/** Numbers of our orders with any of the SKUs that a stock statement may still have to settle. */
export type UnsettledOrders = (skus: readonly string[]) => Promise<string[]>;

/** What a connector is made of. */
export interface ConnectorSettings {
  /** Name of the source. */
  source: string;
  /** Address of the back office, with its credentials. */
  url: string;
  /** File of a mapping; the system's own when undefined. */
  mappingFile: string | undefined;
  /** Orders of ours that a stock statement may still have to settle; null for a source that is given no orders. */
  unsettledOrders: UnsettledOrders | null;
}

/** A connector, and what tells its mapping from others: with another one every record is read anew. */
export interface OpenConnector {
  connector: Connector;
  mappingVersion: string;
}

/** @throws ZodError when the mapping does not fit */
export type OpensConnector = (settings: ConnectorSettings) => Promise<OpenConnector>;
