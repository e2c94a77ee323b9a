import type { Outgoing } from '@throughline/messaging';
import type { Tx } from '@throughline/persistence';
import type { Flow, FlowRecords } from '@throughline/connector';
import type { Publisher } from '../sources/publisher.ts';

/** Topic and record type of each flow. */
export const publications = {
  locations: { topic: 'erp.locations', type: 'ErpLocation' },
  taxes: { topic: 'erp.taxes', type: 'ErpTax' },
  items: { topic: 'erp.items', type: 'ErpItem' },
  prices: { topic: 'erp.prices', type: 'ErpPrice' },
  stock: { topic: 'erp.stock', type: 'ErpStock' },
  customers: { topic: 'erp.customers', type: 'ErpCustomer' },
  orders: { topic: 'erp.orders', type: 'ErpOrder' },
  invoices: { topic: 'erp.invoices', type: 'ErpInvoice' },
} as const satisfies Record<Flow, { topic: `erp.${Flow}`; type: string }>;

/** A record of a flow on its way out; null means that it is gone. */
export interface Publication {
  key: string;
  value: FlowRecords[Flow] | null;
  version: number;
  /** When the back office recorded it. */
  at: Date;
  traceparent: string | null;
}

export async function publish(
  tx: Tx,
  outbox: Publisher,
  flow: Flow,
  list: readonly Publication[],
): Promise<void> {
  const { topic, type } = publications[flow];
  const records = list.map(({ key, value, version, at, traceparent }) => ({
    type,
    key,
    value,
    sequence: version,
    time: at,
    ...(traceparent !== null && { traceparent }),
  }));
  // The compiler cannot see that a flow's record type is that of its topic.
  await outbox.add(tx, topic, records as unknown as Outgoing<typeof topic>[]);
}
