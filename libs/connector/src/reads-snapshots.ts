import type { Connector } from './connector.ts';
import type { Flow, FlowRecords } from './flows.ts';
import type { MappedRecord } from './mapped-record.ts';

/** A consistent view of the back office at one instant, usable while the work given to `snapshot` runs. */
export interface Snapshot {
  /** By the clock of the back office. */
  readonly takenAt: Date;
}

/** Many reads of one instant. */
export interface ReadsSnapshots {
  /** Runs `work` on one snapshot. @throws when the back office cannot be reached */
  snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T>;
  /** A reader for each flow that the system has records of. */
  readonly readers: Readers;
}

export type Readers = { readonly [F in Flow]?: Reader<FlowRecords[F]> };

export interface Reader<T> {
  /** Source keys after one, ascending by code point. */
  sourceKeys(snapshot: Snapshot, after: string, limit: number): Promise<string[]>;
  /** The records of some source keys as they stand in the snapshot; none for a key that is gone. */
  read(snapshot: Snapshot, sourceKeys: readonly string[]): Promise<MappedRecord<T>[]>;
}

export function readsSnapshots(connector: Connector): connector is Connector & ReadsSnapshots {
  return 'snapshot' in connector && 'readers' in connector;
}
