import type { Tx } from '@throughline/persistence';
import type { AmendsOrders, Connector } from '@throughline/connector';
import { type ExportRow, noteCancellations } from './exports.tables.ts';

/**
 * Tells the back office which units of documents it has are not wanted any more. Where it cannot be told, a person has to
 * do it there: until then the units are a difference. @throws DocumentLocked
 */
export async function amend(
  rows: readonly ExportRow[],
  target: Pick<Connector, 'source'> & Partial<AmendsOrders>,
  write: (work: (tx: Tx) => Promise<void>) => Promise<void>,
): Promise<void> {
  if (rows.length === 0) return;
  const single = rows.length === 1 ? (rows[0]?.traceparent ?? null) : null;
  await target.cancelUnits?.(
    rows.flatMap(({ erpNumber, cancelled }) =>
      cancelled.map(({ line, quantity }) => ({ erpNumber: erpNumber ?? '', line, quantity })),
    ),
    single,
  );
  await write((tx) =>
    noteCancellations(
      tx,
      target.source,
      rows.map(({ order, cancellations, cancelled }) => ({ order, cancellations, lines: cancelled })),
    ),
  );
}
