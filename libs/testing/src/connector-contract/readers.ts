import type { Connector, Flow, FlowRecords, Reader, ReadsSnapshots } from '@throughline/connector';

/** The reader of a flow that the suite needs. @throws Error when the connector has none */
export function readerOf<F extends Flow>(
  { readers }: Connector & ReadsSnapshots,
  flow: F,
): Reader<FlowRecords[F]> {
  const reader: Reader<FlowRecords[F]> | undefined = readers[flow];
  if (reader === undefined) throw new Error(`The suite reads ${flow}, and the connector has no reader of it`);
  return reader;
}

/** The figures of a SKU that the back office states. */
export async function stockOf(
  connector: Connector & ReadsSnapshots,
  sku: string,
): Promise<(number | undefined)[]> {
  const records = await connector.snapshot((snapshot) => readerOf(connector, 'stock').read(snapshot, [sku]));
  return records.map(({ value }) => value?.quantity);
}
