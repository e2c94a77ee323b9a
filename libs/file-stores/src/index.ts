export {
  FileChanged,
  FileMissing,
  type FileStore,
  type Listing,
  NameTaken,
  type NotifiesOfChanges,
  notifiesOfChanges,
  PathRefused,
  type RefusedEntry,
  type StoredFile,
  StoreUnavailable,
} from './stores/file-store.ts';
export { openFolder } from './stores/folder-store.ts';
export { openSftp } from './stores/sftp-store.ts';
export type { SftpAddress } from './stores/sftp-connection.ts';
export { openStore, type StoreSettings, storeSettings } from './stores/store-settings.ts';
export { readSecret, secretReference } from './stores/secrets.ts';
export { byteSize, duration } from './quantities.ts';
export {
  type AcknowledgementSettings,
  acknowledgementSettings,
  type DocumentSettings,
  documentSettings,
} from './documents/document-settings.ts';
export { type DeliverySettings, deliverySettings, markerName } from './documents/delivery-settings.ts';
export { type Acknowledgement, findAcknowledgement } from './documents/acknowledgement.ts';
export { FileTooLarge, readDocument } from './documents/content.ts';
export {
  type Delivery,
  DeliveryDiffers,
  hasDocument,
  putDocument,
  putWithMarker,
} from './documents/delivery.ts';
export {
  type DocumentRecord,
  type FoundDocument,
  handled,
  type ReadyDocument,
  rejected,
} from './documents/document.ts';
export type { DocumentCause, DocumentFinding } from './documents/finding.ts';
export {
  type OutgoingName,
  type OutgoingNameFields,
  compileOutgoingName,
} from './documents/outgoing-name.ts';
export { type DocumentReader, documentReader } from './documents/document-reader.ts';
export { type Scan, scan } from './documents/scan.ts';
export type { Observation, Observations } from './documents/observations.ts';
export { putAway, putAwayManifests, type SaveRecord } from './documents/put-away.ts';
export { watchDocuments, type WatchOptions } from './documents/watch-documents.ts';
