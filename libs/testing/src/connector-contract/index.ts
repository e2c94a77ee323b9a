export { type Capability, connectorContract } from './connector-contract.ts';
export type { ContractSubject, KnownOrders } from './subject.ts';
