import type { Flow } from '@throughline/connector';
import { type DataSource, transaction } from '@throughline/persistence';
import type { LandedDocument } from '../landing/landed-documents.tables.ts';
import { type LandedReader, landedRecord } from '../landing/landed-record.ts';
import { type Feeding, layIn } from '../landing/landed-readers.tables.ts';
import { rowsAfter } from '../landing/landed-rows.tables.ts';
import { withLandedSnapshot } from '../landing/landed-snapshot.ts';

const pageSize = 2_000;

/** How many records of a document the mappings would hold back, by flow; what is laid into them is as it has landed. */
export async function countHeld(
  dataSource: DataSource,
  reader: LandedReader,
  feedings: ReadonlyMap<Flow, readonly Feeding<unknown>[]>,
  document: LandedDocument,
): Promise<Record<string, number>> {
  const held: Record<string, number> = {};
  const place = { document: document.id, landedOn: document.landedOn };
  for (let after = 0; ;) {
    const rows = await transaction(dataSource, (tx) => rowsAfter(tx, place, after, pageSize));
    const records = rows.flatMap((row) => landedRecord(reader, row) ?? []);
    await withLandedSnapshot(dataSource, async (snapshot) => {
      for (const [flow, list] of feedings)
        for (const feeding of list.filter((each) => each.reader === reader.reader)) {
          const laid = await layIn(
            snapshot,
            feeding,
            records.map((record) => ({ ...record, asOf: document.asOf })),
          );
          const count = laid.filter((record) =>
            feeding.map(record).some(({ value }) => value === null),
          ).length;
          held[flow] = (held[flow] ?? 0) + count;
        }
    });
    after = rows.at(-1)?.ordinal ?? after;
    if (rows.length < pageSize) return held;
  }
}
