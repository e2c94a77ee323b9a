export { type Expected, expectedSchema } from './expected-schema.ts';
export { notReadTable, verificationTable } from './verification-table.ts';
export type { Verification, VerifiedMapping, VerifiedReader } from './verification.ts';
export { verifySource } from './verify-source.ts';
