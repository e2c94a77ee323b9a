import { type Connector, type Flow, type Reader, reads } from '../connectors/connector.ts';

/** What the connector can read of a flow, null when it has no such records. */
export function readerOf(connector: Connector, flow: Flow): Reader<unknown> | null {
  return reads(connector, flow) ? connector[flow] : null;
}
