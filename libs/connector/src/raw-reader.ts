import type { Connector } from './connector.ts';
import type { RawRecord } from './raw-record.ts';
import type { Snapshot } from './reads-snapshots.ts';

/** What was found of some source keys. */
export interface RawRead {
  /** By source key; a key that is gone has none. */
  readonly records: ReadonlyMap<string, RawRecord>;
  /** Keys of which there is more than one row, so that none of them is the record. */
  readonly ambiguous: ReadonlySet<string>;
}

/** A column as the source itself describes it. */
export interface RawColumn {
  /** `table.column` of what is joined. */
  readonly name: string;
  /** As the source calls it. */
  readonly type: string;
  /** Characters or digits that it takes; null where it has no such limit. */
  readonly length: number | null;
}

/** Reads the records of one table, file pattern or endpoint of a source as they stand there. */
export interface RawReader {
  /**
   * Source keys after one, or from the first for null; in an order of the source's own, each once. A page may be shorter
   * than asked for; one that is empty is the end.
   */
  sourceKeys(snapshot: Snapshot, after: string | null, limit: number): Promise<string[]>;
  /** The records of some source keys as they stand in the snapshot. */
  read(snapshot: Snapshot, sourceKeys: readonly string[]): Promise<RawRead>;
  /** Its columns as they are in the snapshot. */
  columns(snapshot: Snapshot): Promise<readonly RawColumn[]>;
}

/** Many reads of one instant, of records to which nothing was done. */
export interface ReadsRawSnapshots {
  /** Runs `work` on one snapshot. @throws when the source cannot be reached */
  snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T>;
  /** By the name that the source's document gives each. */
  readonly rawReaders: Readonly<Record<string, RawReader>>;
}

export function readsRawSnapshots(connector: Connector): connector is Connector & ReadsRawSnapshots {
  return 'snapshot' in connector && 'rawReaders' in connector;
}
