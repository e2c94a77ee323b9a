import type {
  CapturesRawChanges,
  Connector,
  KnownHashes,
  RawRecord,
  ReadsRawSnapshots,
} from '@throughline/connector';

/** Which changes a capture names by itself. What it does not is left to the sweep, which has to find all of them. */
export type Seen =
  | 'deletions'
  | 'changed keys'
  | 'cascades'
  | 'truncation'
  /** Of records without a stamp, or with one that is far ahead. */
  | 'strange stamps'
  /** However late they come; within an overlap all are. */
  | 'late commits'
  /** That the table is another one than was begun with, or the log itself is gone. */
  | 'losses';

/** When a record says that it was changed: now, seconds ago, not at all, or in the year 2099. */
export type Stamp = 'now' | 'none' | '2099' | number;

export interface RecordWriter {
  /** Creates or changes a record, in one commit of its own. */
  put(code: string, name: string | null, stamp?: Stamp): Promise<void>;
}

/** Writes that are not committed yet. */
export interface OpenWrites extends RecordWriter {
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** The table of a back office under the hands of the suite; records are told apart by their codes byte for byte. */
export interface RecordTable extends RecordWriter {
  begin(): Promise<OpenWrites>;
  changeKey(from: string, to: string): Promise<void>;
  remove(code: string): Promise<void>;
  /** Deletes what the record belongs to, with which the record goes by a foreign key. */
  removeOwner(code: string): Promise<void>;
  /** Empties it in one step. */
  truncate(): Promise<void>;
  /** Takes it away, so that it cannot be read, and puts it back. */
  hide(): Promise<void>;
  show(): Promise<void>;
  /** Lays another table with the same records in its place. */
  swap(): Promise<void>;
  /** Ends the sessions of the connector and lets it in no more, until it is let in again. */
  refuse(): Promise<void>;
  admit(): Promise<void>;
  /** Removes the log of changes behind the connector's back; null where there is none. */
  dropLog: (() => Promise<void>) | null;
}

export type RawConnector = Connector & ReadsRawSnapshots & CapturesRawChanges;

/** What is known of records, as the adapter would keep it. */
export interface Hashes extends KnownHashes {
  learn(sourceKey: string, record: RawRecord | undefined): void;
}

/** A connector of one empty table, and the table. The reader is called `records`, its values `code` and `name`. */
export interface RawSubject {
  /** Opens it, as after a restart; the one before is closed by the subject. */
  open(): Promise<RawConnector>;
  /** Makes good what was done to the log, as a person would; nothing where there is none. */
  repair(): Promise<void>;
  table: RecordTable;
  hashes(): Hashes;
  /** Passwords and keys, none of which may show. */
  secrets: readonly string[];
}
