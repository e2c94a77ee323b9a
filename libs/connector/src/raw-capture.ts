import type { Connector } from './connector.ts';
import type { Snapshot } from './reads-snapshots.ts';

/** That a record may have changed. */
export interface RawChange {
  /** Null when every record of the reader may have changed: only a sweep tells which. */
  readonly sourceKey: string | null;
  /** When the source recorded it; null where it does not say. */
  readonly at: Date | null;
}

/** What one look for changes came to. Nothing of it is done with before it is acknowledged. */
export interface CaptureRound {
  readonly changes: readonly RawChange[];
  /** Where the next round begins, opaque; to be kept with what was made of the changes. Null where the source keeps it. */
  readonly cursor: string | null;
  /** Whether there is more to be had at once. */
  readonly more: boolean;
  /** Why changes may have been missed, for a person and a sweep; null while the method can be relied on. */
  readonly distrusted: string | null;
  /** Which capture this was; where it differs from the round before, changes may have been missed in between. */
  readonly identity: string;
  /** Milliseconds by which a change became visible later than its own stamp says, the most of the round. */
  readonly lateMs: number;
}

/** Finds changed records of one reader without reading all of them. What it cannot see, a sweep finds. */
export interface RawCapture {
  /**
   * The oldest changes that are not acknowledged, of a state that the snapshot shows. With the cursor null it begins:
   * the first snapshot of everything has to be a later one.
   */
  changes(snapshot: Snapshot, cursor: string | null, limit: number): Promise<CaptureRound>;
  /** Says that a round has been dealt with; its changes do not come again. */
  acknowledge(round: CaptureRound): Promise<void>;
}

/** Sum of the hashes of records; equal sums are equal records, for all that is not forged. */
export interface HashSum {
  readonly keys: number;
  readonly high: bigint;
  readonly low: bigint;
}

/** What is known here of the records of a reader, by ranges of the hashes of their source keys. */
export interface KnownHashes {
  /** How many keys are known. */
  size(): Promise<number>;
  /** By range of 2^`bits` ranges, the sum of what is in it; ranges without a key are left out. */
  ranges(bits: number): Promise<ReadonlyMap<number, HashSum>>;
  /** The keys in some of 2^`bits` ranges, each with its hash. */
  keys(bits: number, ranges: ReadonlySet<number>): Promise<ReadonlyMap<string, HashSum>>;
}

export interface Difference {
  readonly sourceKey: string;
  readonly kind: 'created' | 'changed' | 'gone';
}

/** Compares all that a source has with all that is known, however the difference came about. */
export interface RawSweep {
  /** Differences in batches of bounded size, from one snapshot. */
  differences(snapshot: Snapshot, known: KnownHashes): AsyncIterable<readonly Difference[]>;
}

/** Tells changes of raw records: by a capture that may miss some, and by a sweep that misses none. */
export interface CapturesRawChanges {
  /** By reader; one that has no method but the sweep has none. */
  readonly rawCaptures: Readonly<Record<string, RawCapture>>;
  readonly rawSweeps: Readonly<Record<string, RawSweep>>;
}

export function capturesRawChanges(connector: Connector): connector is Connector & CapturesRawChanges {
  return 'rawCaptures' in connector && 'rawSweeps' in connector;
}
