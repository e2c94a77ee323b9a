import type { ExportDifference } from '@throughline/events';
import type { Tx } from '@throughline/persistence';
import type { AmendsOrders } from '../connectors/connector.ts';
import { type ExportRow, noteCancellations } from './exports.tables.ts';

/** Tells the back office which units of documents it has are not wanted any more. */
export async function amend(
  rows: readonly ExportRow[],
  target: AmendsOrders,
  write: (work: (tx: Tx) => Promise<void>) => Promise<void>,
): Promise<void> {
  if (rows.length === 0) return;
  const single = rows.length === 1 ? (rows[0]?.traceparent ?? null) : null;
  const left = await target.cancelUnits(
    rows.flatMap(({ erpNumber, cancelled }) =>
      cancelled.map(({ line, quantity }) => ({ erpNumber: erpNumber ?? '', line, quantity })),
    ),
    single,
  );
  const undone = new Map(left.map(({ erpNumber, line, quantity }) => [`${erpNumber}|${line}`, quantity]));
  const told = rows.map(({ order, erpNumber, cancellations, cancelled }) => {
    const differences = cancelled.flatMap(({ line, quantity }): ExportDifference[] => {
      const theirs = undone.get(`${erpNumber}|${line}`);
      const field = `lines[${line}].cancelled`;
      return theirs === undefined ? [] : [{ field, ours: String(quantity), theirs: String(theirs) }];
    });
    return { order, told: cancellations, differences };
  });
  await write((tx) => noteCancellations(tx, told));
}
