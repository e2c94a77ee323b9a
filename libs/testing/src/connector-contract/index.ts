export { type Capability, connectorContract } from './connector-contract.ts';
export type { ContractSubject } from './subject.ts';
