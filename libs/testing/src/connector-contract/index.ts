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
