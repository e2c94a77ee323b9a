export { type Capability, connectorContract } from './connector-contract.ts';
export type { ContractSubject, KnownOrders } from './subject.ts';
export { type RawDeclaration, rawConnectorContract } from './raw/raw-connector-contract.ts';
export type {
  Hashes,
  OpenWrites,
  RawSubject,
  RecordTable,
  RecordWriter,
  Seen,
  Stamp,
} from './raw/subject.ts';
export { failureWithout } from './secrets.ts';
export { contentOf } from './documents/content-of.ts';
export { fileStoreContract } from './documents/file-store-contract.ts';
export { receivesDocumentsContract } from './documents/receives-documents.ts';
export { type Connection, type StoreSubject, emptyFolder } from './documents/subject.ts';
