import type { RawTree } from '@throughline/connector';
import type { Tx } from '@throughline/persistence';
import { feedOf } from '../connectors/configured/feed-of.ts';
import { landedRow } from '../landing/landed-records.tables.ts';
import { type Repair, repairsOf } from '../landing/repairs.tables.ts';
import type { Source } from '../sources/source.ts';
import { targetOfGroup, targetOfRecord } from './exception.ts';
import { type QuarantineEntry, entriesOf } from './quarantine.tables.ts';
import { type HandlingLine, type HeldRecord, handlingsOf } from './records.tables.ts';

/** A record that is held, with everything that is known of it. */
export interface HeldRecordReport extends HeldRecord {
  entries: QuarantineEntry[];
  /** As they have landed; none of a source that is read anew. */
  rows: { reader: string; sourceKey: string; asOf: Date; values: RawTree }[];
  mapping: string;
  repairs: Repair[];
  history: HandlingLine[];
}

/** @param source as it is configured; undefined when it is no more */
export async function reportOn(
  tx: Tx,
  record: HeldRecord,
  source: Source | undefined,
): Promise<HeldRecordReport> {
  const entries = await entriesOf(tx, record.id);
  const feed = source?.checked ? feedOf(source.checked, record.flow, record.sourceKey) : null;
  const key = feed && { source: record.source, reader: feed.reader, sourceKey: feed.key };
  const row = key && (await landedRow(tx, key));
  const groups = new Set(entries.map(({ group }) => group));
  return {
    ...record,
    entries,
    rows:
      key && row
        ? [{ reader: key.reader, sourceKey: key.sourceKey, asOf: row.asOf, values: row.values }]
        : [],
    mapping: feed?.mapping ?? source?.mappingVersion ?? '',
    repairs: key ? await repairsOf(tx, key) : [],
    history: await handlingsOf(tx, [targetOfRecord(record.id), ...[...groups].map(targetOfGroup)]),
  };
}
