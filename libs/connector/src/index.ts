export { type Flow, type FlowRecords, flows } from './flows.ts';
export type { Issue, MappedRecord, Reference, UnpublishedPart } from './mapped-record.ts';
export type { RawRecord, RawTree, RawValue } from './raw-record.ts';
export {
  type RawColumn,
  type RawRead,
  type RawReader,
  type ReadsRawSnapshots,
  readsRawSnapshots,
} from './raw-reader.ts';
export {
  type CaptureRound,
  type CapturesRawChanges,
  type Difference,
  type HashSum,
  type KnownHashes,
  type RawCapture,
  type RawChange,
  type RawSweep,
  capturesRawChanges,
} from './raw-capture.ts';
export type { Connector } from './connector.ts';
export { type DeclaresRules, type SourceRules, declaresRules } from './declares-rules.ts';
export {
  type Reader,
  type Readers,
  type ReadsSnapshots,
  type Snapshot,
  readsSnapshots,
} from './reads-snapshots.ts';
export { type CapturesChanges, type Change, type Watch, capturesChanges } from './captures-changes.ts';
export {
  type DocumentOrigin,
  type HandedOverOrder,
  type HandedOverOrders,
  type OrderClaim,
  documentOrigins,
} from './handed-over.ts';
export {
  DocumentLocked,
  type AmendsOrders,
  type Cancellation,
  type CreatesOrders,
  type Creation,
  type FindsOrders,
  type NewOrder,
  amendsOrders,
  createsOrders,
  findsOrders,
  severalDocuments,
} from './orders.ts';
export { type TellsWhenHeard, tellsWhenHeard } from './tells-when-heard.ts';
